#!/usr/bin/env bash
# Inside a VM on the checkout's files: obeys the machine over the second serial line.
cd "$(dirname "$0")/../../.." || exit 1
export PATH="$PWD/node_modules/.bin:$PATH:/run" HAL_TARGET=gpio-sim
# Under emulation compiling is most of a start; what an earlier boot compiled is good for this one.
export NODE_COMPILE_CACHE=/hil/compiled NODE_OPTIONS=--import=$PWD/tests/hil/guest/emulated-v8.mjs
exec bash tests/hil/guest/obey.sh /dev/ttyS1
