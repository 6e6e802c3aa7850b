#!/usr/bin/env bash
# Inside the VM: every suite of tests/hil on what the kernel simulates, counted in /hil/report.json.
cd "$(dirname "$0")/../../.." || exit 1
export PATH="$PWD/node_modules/.bin:$PATH" HAL_TARGET=gpio-sim
# Under emulation compiling is most of a start; what an earlier boot compiled is good for this one.
export NODE_COMPILE_CACHE=/hil/compiled NODE_OPTIONS=--import=$PWD/tests/hil/guest/emulated-v8.mjs
. /hil/env
set -o pipefail
# Through a pipe: on a terminal it would paint its progress again and again over the serial line.
vitest run --config tests/hil/vitest.config.ts --reporter=verbose --reporter=json --outputFile.json=/hil/report.json "$@" |
  cat
