import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { loadConfig } from "../../config/load.ts";
import { formatProblem } from "../../config/problem.ts";
import { monotonicNow } from "../../device/control/monotonic.ts";
import { ask } from "../../device/field/ask.ts";
import { NODE_WORDS } from "../../device/field/supervise.ts";
import { StreetBroker } from "../../hal-mocks/broker.ts";
import type { Status } from "../system/device-run.ts";
import { ROOT } from "../setup/vitest-run.ts";

/** Resident memory a while after the start, and the time from the start to what it is for. */
export type Footprint = { readonly residentMb: number; readonly readyMs: number | null };

/** Long enough for a collection or two, and for the records of a session's start. */
const SETTLE_MS = 20_000;
const PERIOD_MS = 20;
const ASK_EVERY_MS = 10;
const ASK_TRIES = 1_000;

/** Node 24 doing nothing: what every figure here stands on. */
export async function bareNode(): Promise<Footprint> {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  await pause(SETTLE_MS);
  const residentMb = residentMbOf(child.pid);
  await ended(child);
  return { residentMb, readyMs: null };
}

/**
 * Control and link of a lamp post as their units start them, on the drivers of real parts (of a chip that no
 * machine has, so that no pin is touched) and a broker on the loopback. `readyMs` of control: to its first cycle, which tells the lamp its safe
 * level. `compiled` holds the modules from the second start on.
 */
export async function lampPost(): Promise<{ readonly control: Footprint; readonly link: Footprint }> {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-bench-"));
  const broker = await StreetBroker.start(0);
  try {
    const config = join(folder, "config.json");
    writeFileSync(config, JSON.stringify(await onRealParts(join(folder, "device.yaml"), broker.url)));
    await once(start("run-control", folder, config, 1), "exit");
    await once(start("run-link", folder, config, 1), "exit");
    const from = monotonicNow();
    const control = start("run-control", folder, config);
    const readyMs = (await firstCycle(join(folder, "control.sock"))) - from;
    const link = start("run-link", folder, config);
    await pause(SETTLE_MS);
    const measured = {
      control: { residentMb: residentMbOf(control.pid), readyMs: Math.round(readyMs) },
      link: { residentMb: residentMbOf(link.pid), readyMs: null },
    };
    await Promise.all([ended(control), ended(link)]);
    return measured;
  } finally {
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onRealParts(file: string, broker: string): Promise<unknown> {
  const changes = [
    [/^ {2}broker: \S+/m, `  broker: ${broker}`],
    [/pir-1: .*/, "pir-1: { role: motion, driver: gpio-motion, line: no-such-chip/17 }"],
    [/ {2}lux-1: .*\n/, ""],
    [/lamp: \{.*/, "lamp: { role: lamp, driver: relay-lamp, line: no-such-chip/18 }"],
  ] as const;
  const example = readFileSync(join(ROOT, "config/lamp-post.yaml"), "utf8");
  writeFileSync(
    file,
    changes.reduce((text, [pattern, words]) => text.replace(pattern, words), example),
  );
  const loaded = await loadConfig(file);
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join("\n"));
  return loaded.config;
}

/** `endAfterS`: a start that only fills the folder of compiled modules. */
function start(name: string, folder: string, config: string, endAfterS?: number): ChildProcess {
  const words = [...NODE_WORDS, join(ROOT, "device", `${name}.ts`), "--config-json", config];
  const child = spawn(process.execPath, [...words, "--run-dir", folder, "--state-dir", folder], {
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled") },
    stdio: "ignore",
  });
  if (endAfterS !== undefined) setTimeout(() => child.kill("SIGTERM"), endAfterS * 1_000);
  return child;
}

/** Within one period: counted back from the first answer by the cycles that had been run. */
async function firstCycle(socket: string): Promise<number> {
  for (let tries = 0; tries < ASK_TRIES; tries++) {
    const cycles = await cyclesSoFar(socket);
    if (cycles > 0) return monotonicNow() - cycles * PERIOD_MS;
    await pause(ASK_EVERY_MS);
  }
  throw new Error("control began no cycle");
}

async function cyclesSoFar(socket: string): Promise<number> {
  try {
    for await (const line of ask(socket, { ask: "status" })) return (JSON.parse(line) as Status).figures.cycles;
  } catch {
    // Its socket is not there yet.
  }
  return 0;
}

export function residentMbOf(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid ?? "self"}/status`, "utf8");
  const kib = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
  return Math.round((kib * 1_024) / 100_000) / 10;
}

export async function ended(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}
