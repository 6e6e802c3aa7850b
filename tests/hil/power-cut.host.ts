import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recover, type SlotFile } from "../../device/keep/slot.ts";
import { until } from "../link/link-process.ts";
import { BIN } from "./bin-config.ts";
import { BUILT, shareOf } from "./vm/cache.ts";
import { disk, DISK_UP, newDisk } from "./vm/devices.ts";
import type { Job } from "./vm/shell.ts";
import { Vm } from "./vm/vm.ts";

const CUTS = Number(process.env["GATURUM_CUTS"] ?? 3);
/** Those of the runs before, so that these fall on other moments. */
const CUTS_BEFORE = Number(process.env["GATURUM_CUTS_BEFORE"] ?? 0);
/** From the start of EXTEND to shortly before the ram is back at its top: 3 s down, 2 s still, 3 s up. */
const STROKE_MS = 7_000;
/** Steps of the golden ratio spread any number of moments evenly over a stroke, the same in each run. */
const momentOf = (cut: number): number => Math.round((((CUTS_BEFORE + cut + 0.5) * 0.618) % 1) * STROKE_MS);
const BENCH = "GATURUM_STATE_DIR=/data/state exec node tests/hil/guest/bin-bench.ts";
/** A start under emulation, a warning and a stroke. */
const STATE_S = 240;
const DISK_MB = 64;
const CUT_MS = 480_000;

describe(`a bin in the VM whose power is cut in ${CUTS} strokes`, () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-hil-"));
  const data = join(folder, "data.img");
  let vm: Vm;
  let bench: Job;
  const powerUp = async () => {
    vm = new Vm({ built: BUILT, share: shareOf("power-cut"), devices: disk(data) });
    await vm.booted();
    const found = await keptOn(vm);
    bench = await vm.shell.start(BENCH);
    return found;
  };
  const told = () => [...bench.said().matchAll(/^state (\w+) (.*)$/gm)].map(([, state, text]) => ({ state, text }));
  const reaches = (state: string) =>
    until(state, () => told().some((one) => one.state === state), STATE_S).catch((cause: unknown) => {
      throw new Error(bench.said(), { cause });
    });

  const powerUpEmpty = async () => {
    newDisk(data, DISK_MB);
    expect(await powerUp()).toEqual({ status: "empty" });
  };

  beforeAll(powerUpEmpty);
  afterAll(async () => {
    await vm.cutPower();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(Array.from({ length: CUTS }, (_, cut) => ({ cut, moment: momentOf(cut) })))(
    "is locked out after a cut $moment ms into a stroke, and reads its memory",
    async ({ cut, moment }) => {
      // A bin that was locked out goes home first, and rests a minute before it presses again.
      if (cut > 0) {
        await vm.cutPower();
        await powerUpEmpty();
      }
      await reaches("EXTEND");
      await pause(moment);
      const last = told().at(-1);
      await vm.cutPower();
      process.stdout.write(`cut ${moment} ms after EXTEND, in ${last?.state}\n`);
      const found = await powerUp();
      expect(found).toMatchObject({ status: "found", best: { memory: { value: { strokeOpen: true } } } });
      await reaches("LOCKOUT");
      const start = told().slice(0, 2);
      expect(start.map(({ state }) => state)).toEqual(["SELF_TEST", "LOCKOUT"]);
      expect(start[1]?.text).toBe("locked out: power was lost while the press was moving");
    },
    CUT_MS,
  );
});

/** What the two slots on the VM's disk are worth, before anything runs on it. */
async function keptOn(vm: Vm) {
  await vm.shell.run(`${DISK_UP}; rm -rf /hil/state; mkdir -p /data/state; cp -r /data/state /hil/state`);
  const [a, b] = ["slot-a", "slot-b"].map((name) => slot(join(vm.share, "state", BIN, "keep", name)));
  return recover(a ?? { kind: "absent" }, b ?? { kind: "absent" });
}

function slot(path: string): SlotFile {
  try {
    return { kind: "bytes", bytes: readFileSync(path) };
  } catch {
    return { kind: "absent" };
  }
}
