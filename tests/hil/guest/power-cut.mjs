import child from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

// Loaded before an update on a controller in the VM. At each step by which it changes the disk, or starts a program, it says
// which one that is. Before the one that GATURUM_CUT_BEFORE names, as `rename state.json 2`, or right after the one of
// GATURUM_CUT, the power is gone: what has not been synced is lost. With GATURUM_CUT_IN_MS that one is a program, which runs
// for so long first, and what it has written until then is on the disk.
const FOLDER = "/var/lib/gaturum-update/";
const { GATURUM_CUT: cutAfter, GATURUM_CUT_BEFORE: cutBefore, GATURUM_CUT_IN_MS: inMs } = process.env;
const times = new Map();

function stepOf(call, name) {
  const step = `${call} ${name}`;
  times.set(step, (times.get(step) ?? 0) + 1);
  return `${step} ${times.get(step)}`;
}

function powerOff(program) {
  if (program !== undefined) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(inMs));
    program.kill("SIGSTOP");
    child.spawnSync("sync");
  }
  fs.writeFileSync("/proc/sysrq-trigger", "b");
}

function watch(module, call, nameOf) {
  const original = module[call];
  module[call] = (...words) => {
    const name = nameOf(...words);
    if (name === null) return original(...words);
    const step = stepOf(call.replace("Sync", ""), name);
    process.stderr.write(`step ${step}\n`);
    if (step === cutBefore) powerOff();
    const result = original(...words);
    if (step === cutAfter) powerOff(inMs === undefined ? undefined : result);
    return result;
  };
}

const inFolder = (path) => (String(path).startsWith(FOLDER) ? String(path).slice(FOLDER.length) : null);
for (const call of ["mkdirSync", "rmSync", "unlinkSync"]) watch(fs, call, inFolder);
for (const call of ["renameSync", "symlinkSync", "cpSync"]) watch(fs, call, (_from, to) => inFolder(to));
watch(child, "spawn", (program) => program);
syncBuiltinESMExports();
