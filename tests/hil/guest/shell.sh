#!/usr/bin/env bash
# Inside the VM: runs /hil/shell/N.sh for each number N that comes over the second serial line, beside one another, and
# answers `N CODE` when it ends. `leave` ends it. What a script writes goes to /hil/shell/N.out.
cd "$(dirname "$0")/../../.." || exit 1
export PATH="$PWD/node_modules/.bin:$PATH:/run" HAL_TARGET=gpio-sim
# Under emulation compiling is most of a start; what an earlier boot compiled is good for this one.
export NODE_COMPILE_CACHE=/hil/compiled NODE_OPTIONS=--import=$PWD/tests/hil/guest/emulated-v8.mjs
line=/dev/ttyS1
stty -F "$line" raw -echo
exec 3<> "$line"
echo booted >&3
while read -r name <&3; do
  [ "$name" = leave ] && break
  (
    bash "/hil/shell/$name.sh" > "/hil/shell/$name.out" 2>&1 3>&-
    echo "$name $?" >&3
  ) &
done
