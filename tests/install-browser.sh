#!/bin/sh
# Installs Debian's Chromium and a Chinese font for the browser tests, where no browser is found.
set -e
[ -x /usr/bin/chromium ] && exit 0
echo "没有找到 Chromium，正在安装……" >&2
as_root=
[ "$(id -u)" -eq 0 ] || as_root=sudo
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
