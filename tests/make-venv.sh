#!/bin/sh
# Makes the virtual environment; Debian's own Python needs one package more for that.
set -e
python=$1 venv=$2
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "需要 Python 3.11 或更新的版本，现在是 $("$python" --version)。" >&2
  exit 2
}
"$python" -m venv "$venv" 2>/dev/null && exit 0
rm -rf "$venv"
echo "缺少 venv 模块，正在安装 python3-venv……" >&2
as_root=
[ "$(id -u)" -eq 0 ] || as_root=sudo
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
"$python" -m venv "$venv"
