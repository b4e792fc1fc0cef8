#!/bin/sh
# Installs Debian's nginx for the tests behind a real web server; without it they are skipped.
set -e
[ -x /usr/sbin/nginx ] && exit 0
echo "没有找到 nginx，正在安装……" >&2
as_root=
[ "$(id -u)" -eq 0 ] || as_root=sudo
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends nginx-light >/dev/null
