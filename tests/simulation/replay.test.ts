import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { after, hours, instant, minutes, seconds } from "../../device/measure/time.ts";
import { SimulatedDevice } from "../../hal-mocks/simulate.ts";
import { inject, type InjectedFault } from "../../hal-mocks/faults.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { DECIDING, example } from "./example.ts";

const directory = mkdtempSync(join(tmpdir(), "gaturum-replay-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** Faults at a rate that no street has: one begins every 50 s, each lasting 40 s. */
const LAMP_FAULTS: readonly InjectedFault[] = [
  { what: "part", role: "motion", says: "no-answer" },
  { what: "part", role: "daylight", says: "disconnected" },
  { what: "clock", trouble: { kind: "lost" } },
  { what: "part", role: "lamp", says: "no-answer" },
  { what: "clock", trouble: { kind: "step", byMs: -3_600_000 } },
];
const BIN_FAULTS: readonly InjectedFault[] = [
  { what: "part", role: "level", says: "corrupt" },
  { what: "contact", contact: "doorA", active: false },
  { what: "press", faults: { jamDownMm: 40 } },
  { what: "contact", contact: "eStop", active: true },
  { what: "clock", trouble: { kind: "lost" } },
];

/** Ten minutes under faults, by night for a lamp post, with people and litter poked in; the record as a file. */
async function recorded(file: string, faults: readonly InjectedFault[]): Promise<string> {
  const words = { days: 1, seed: 7, from: "2026-11-25", faults: false, cycle: false };
  const simulated = new SimulatedDevice(await example(file), words, DECIDING);
  const { config } = simulated.device;
  const begin = instant(hours(8));
  const plan = Array.from({ length: 12 }, (_, i) => {
    const at = after(begin, seconds(50 * i));
    const fault = faults[i % faults.length];
    return fault === undefined ? [] : [{ at, until: after(at, seconds(40)), device: config.device, fault }];
  });
  inject(simulated.world, plan.flat());
  for (let i = 0; i < 20; i++) {
    simulated.world.plan(after(begin, seconds(30 * i)), () => {
      simulated.world.walkSomeonePast();
      simulated.world.throwLitter(config.device);
    });
  }
  simulated.runTo(after(begin, minutes(10)));
  const path = join(directory, `${config.device}.jsonl`);
  writeFileSync(path, `${[...simulated.device.recordLines()].join("\n")}\n`);
  return path;
}

function replayed(path: string) {
  const words = ["device/gaturum.js", "replay", path, "--json"];
  const { status, stdout } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: "utf8" });
  const result = JSON.parse(stdout) as {
    cycles: number;
    from: number;
    to: number;
    difference: { what: string } | null;
  };
  return { status, ...result };
}

describe("a flight record of ten minutes under faults, in a fresh process", () => {
  it.each([
    ["lamp-post.yaml", LAMP_FAULTS],
    ["litter-bin.yaml", BIN_FAULTS],
  ] as const)("%s gives identical outputs, or names the first that differs", async (file, faults) => {
    const path = await recorded(file, faults);
    const result = replayed(path);
    expect(result).toMatchObject({ status: 0, difference: null });
    expect(result.cycles).toBeGreaterThan(100);
    expect(result.to - result.from).toBeGreaterThan(minutes(9));
    writeFileSync(path, withOneOutputChanged(readFileSync(path, "utf8")));
    expect(replayed(path)).toMatchObject({ status: 1, difference: { what: "outputs" } });
  });
});

/** The last output of the record is another one. */
function withOneOutputChanged(text: string): string {
  const lines = text.trimEnd().split("\n");
  const place = lines.findLastIndex((line) => line.includes('"outputs":{') && !line.startsWith('{"snapshot"'));
  const entry = JSON.parse(lines[place] ?? "") as { outputs: Record<string, unknown> };
  const outputs =
    "levelPct" in entry.outputs ? { levelPct: 1 } : { ...entry.outputs, buzzer: !entry.outputs["buzzer"] };
  lines[place] = JSON.stringify({ ...entry, outputs });
  return `${lines.join("\n")}\n`;
}
