#!/usr/bin/env bash
# obey.sh LINE, inside a VM: runs /hil/shell/N.sh for each number N that comes over the serial line, beside one another,
# and answers `N CODE` when it ends. `leave` ends it. What a script writes goes to /hil/shell/N.out.
line=$1
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
