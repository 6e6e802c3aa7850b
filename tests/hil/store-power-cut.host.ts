import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeviceRecord } from "../../device/contract/record.ts";
import { TIMES } from "../../device/link/store/desk.ts";
import { FolderDisk } from "../../device/link/store/disk.ts";
import type { Json } from "../../device/measure/decision.ts";
import { chance } from "../../hal-mocks/random.ts";
import { until } from "../link/link-process.ts";
import { Direct, misaccounted } from "../link/store/account.ts";
import { tellFigures } from "../long/figures.ts";
import { BUILT, shareOf } from "./vm/cache.ts";
import { disk, DISK_UP, newDisk } from "./vm/devices.ts";
import type { Job } from "./vm/shell.ts";
import { Vm } from "./vm/vm.ts";

const CUTS = Number(process.env["GATURUM_STORE_CUTS"] ?? 3);
/** Those of the runs before, so that these fall on other moments. */
const CUTS_BEFORE = Number(process.env["GATURUM_STORE_CUTS_BEFORE"] ?? 0);
/** Enough for 64 of class 2 to be written a few times; and for an opening, under emulation. */
const WITHIN_MS = 3_000;
/** The same in each run. */
const momentOf = (cut: number): number => Math.round(WITHIN_MS * chance(1, "store-power-cut", cut));
/** Of five cuts one falls into the opening, and one waits out the minute in which class 2 may be taken. */
type Phase = "busy" | "opening" | "quiet";
const PHASES: readonly Phase[] = ["busy", "busy", "busy", "opening", "quiet"];
const phaseOf = (cut: number): Phase => PHASES[cut % PHASES.length] ?? "busy";
const BEGINS: Readonly<Record<Phase, RegExp>> = { busy: /^settled 0/m, opening: /^opening$/m, quiet: /^window over$/m };
const COMMITTER = "exec node tests/hil/guest/store-committer.ts /data/state/link";
/** A start of Node under emulation, beside other work. */
const START_S = 60;
const QUIET_S = START_S + 120;
const DISK_MB = 64;
const CUT_MS = 300_000;
const CLASSES = [0, 1, 2] as const;

/** What one start said: it is safe, it is sent, and up to where it was. */
type Said = {
  readonly boot: string;
  readonly settled: readonly [number, number, number];
  readonly sent: readonly string[];
  readonly settings: number;
  readonly isWindowOver: boolean;
};

type Kept = { readonly lost: Json; readonly records: readonly DeviceRecord[]; readonly settings: Json };

describe(`R2: a store in the VM whose power is cut ${CUTS} times`, () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-hil-"));
  const data = join(folder, "data.img");
  const starts: Said[] = [];
  let vm: Vm;
  let committer: Job;
  const powerUp = async (): Promise<Kept> => {
    vm = new Vm({ built: BUILT, share: shareOf("store-power-cut"), devices: disk(data) });
    await vm.booted();
    await vm.shell.run(`${DISK_UP}; mkdir -p /data/state; rm -rf /hil/state; cp -r /data/state /hil/state`);
    return keptIn(join(vm.share, "state", "link"));
  };
  const commits = async (cut: number): Promise<void> => {
    committer = await vm.shell.start(`${COMMITTER} ${phaseOf(cut) === "quiet" ? "--quiet" : ""}`);
  };
  const says = (line: RegExp, withinS: number) =>
    until(String(line), () => line.test(committer.said()), withinS).catch((cause: unknown) => {
      throw new Error(committer.said(), { cause });
    });

  beforeAll(async () => {
    newDisk(data, DISK_MB);
    await powerUp();
  });
  afterAll(async () => {
    await vm.cutPower();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(Array.from({ length: CUTS }, (_, index) => CUTS_BEFORE + index))(
    "cut %i: what was said to be safe or sent is there, under its number, and no key twice",
    async (cut) => {
      const [phase, moment] = [phaseOf(cut), momentOf(cut)];
      await commits(cut);
      await says(BEGINS[phase], phase === "quiet" ? QUIET_S : START_S);
      await pause(moment);
      await vm.cutPower();
      const said = saidIn(committer.said());
      starts.push(said);
      process.stdout.write(`cut ${moment} ms into ${phase}, settled ${said.settled.join("/")}\n`);
      const { lost, records, settings } = await powerUp();
      expect(lost).toBeNull();
      expect(Number(settings ?? 0)).toBeGreaterThanOrEqual(Math.max(...starts.map((start) => start.settings)));
      for (const start of starts)
        expect({ cut, ...wrongWith(start, records) }).toEqual({ cut, missing: [], wrong: [] });
      const keys = records.map(({ boot, class: of, seq }) => `${boot}/${of}/${seq}`);
      expect(new Set(keys).size).toBe(keys.length);
    },
    CUT_MS,
  );

  it("had something to lose of each class", () => {
    const settled = CLASSES.map((of) => starts.reduce((sum, start) => sum + start.settled[of], 0));
    tellFigures({ cuts: CUTS, "records settled before a cut": settled.reduce((sum, many) => sum + many) });
    for (const of of CLASSES) expect(settled[of]).toBeGreaterThan(0);
  });
});

/** What the city would get of a copy of the VM's store, opened as link opens it. */
function keptIn(folder: string): Kept {
  const store = new Direct(new FolderDisk(folder), 1);
  const { lost, found } = store.clerk.opening;
  const records = store.drain();
  store.close();
  return { lost, records, settings: found.settings ?? null };
}

/** A last line may be half there. */
function saidIn(text: string): Said {
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  const told = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.split(" ").slice(1));
  const most = (values: readonly string[]): number => Math.max(0, ...values.map(Number));
  const settled = (of: number): number =>
    most(
      told("settled")
        .filter(([at]) => at === String(of))
        .map((words) => words[1] ?? ""),
    );
  return {
    boot: told("boot")[0]?.[0] ?? "",
    settled: [settled(0), settled(1), settled(2)],
    sent: told("sent").map((words) => words.join(" ")),
    settings: most(told("settings").map(([setting]) => setting ?? "")),
    isWindowOver: lines.includes("window over"),
  };
}

/** Of class 2 the last 64 may be gone, until a minute has passed (contract, classes). */
function wrongWith(said: Said, all: readonly DeviceRecord[]) {
  const records = all.filter(({ boot }) => boot === said.boot);
  const there = new Set(records.map(({ class: of, values }) => `${of} ${JSON.stringify(values["number"] ?? null)}`));
  const sent = new Set(
    records.map(({ class: of, seq, values }) => `${of} ${seq} ${JSON.stringify(values["number"] ?? null)}`),
  );
  const missing = CLASSES.flatMap((of) => {
    const mayGo = of === 2 && !said.isWindowOver ? TIMES.lateRecords : 0;
    const numbers = Array.from({ length: Math.max(0, said.settled[of] - mayGo) }, (_, index) => `${of} ${index + 1}`);
    return numbers.filter((number) => !there.has(number));
  });
  const wrong = CLASSES.flatMap((of) => {
    const last = Math.max(0, ...records.filter((record) => record.class === of).map(({ seq }) => seq));
    return misaccounted(all, said.boot, of, last) ?? [];
  });
  return { missing: [...missing, ...said.sent.filter((key) => !sent.has(key))], wrong };
}
