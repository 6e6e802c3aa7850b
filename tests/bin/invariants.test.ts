import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binMachine } from "../../device/bin/machine.ts";
import { streamNamed } from "../../device/contract/streams.ts";
import { instant } from "../../device/measure/time.ts";
import { propertyRuns } from "../setup/property-runs.ts";
import { BinBench } from "./bin-bench.ts";
import { histories } from "./histories.ts";
import { bringBack, LIES, MOVES } from "./history-moves.ts";
import { SOUND_SETTINGS } from "./sound-bin.ts";

const STATES = [
  ...["BOOT", "SELF_TEST", "WAIT_START", "IDLE", "LOCKING", "WARN", "EXTEND", "PAUSE", "DWELL", "RETRACT", "VERIFY"],
  ...["COOL", "FULL_LOCKED", "COLLECTION", "SAFE_STOP", "LOCKOUT", "SERVICE", "SHUTDOWN"],
];
/** Nobody knows any more what had been found out. */
const FORGETS = ["the memory rots", "another controller", "a tool fault is taken back unrepaired"];
/** What the crew does at the end counts as well. */
const INPUTS_BEFORE_CREW = 60;
const INPUTS_A_HISTORY = 100;
const MOVES_AT_MOST = 600;
const LONGEST = 10 * 60_000;

const visited = new Set<string>();
/** Reports that were checked: most are told again and again. */
const sound = new Set<string>();
const counted = { all: 0, honest: 0 };
let fewestInputs = Infinity;

describe("whatever happens at a bin", () => {
  it(
    "no invariant is violated, and a crew that follows the table brings it back",
    () => {
      fc.assert(
        fc.property(histories, (history) => {
          const bench = new BinBench();
          bench.movingMs = 500;
          watchTheLaw(bench);
          const lies = new Set<string>();
          const misled = new Set<string>();
          let at = 0;
          const live = (inputs: number): void => {
            for (; bench.inputs < inputs && at < MOVES_AT_MOST; at++) {
              const [name, size] = history[at % history.length] ?? ["wait", 0];
              if (name in LIES) lies.add(name);
              if (name in LIES || FORGETS.includes(name)) misled.add(name);
              MOVES[name]?.(bench, size / 1_000);
              object(bench, lies.size, misled.size, name);
            }
            const end = bringBack(bench);
            object(bench, lies.size, misled.size, "the crew came");
            if (end !== "ready") throw new Error(`lost in ${bench.mode.name}`);
          };
          live(INPUTS_BEFORE_CREW);
          if (bench.inputs < INPUTS_A_HISTORY) live(INPUTS_A_HISTORY);
          counted.all += 1;
          counted.honest += lies.size === 0 ? 1 : 0;
          note(bench);
        }),
        propertyRuns(2_000),
      );
    },
    LONGEST,
  );

  it("a history has a hundred inputs and more, and together they reach every state", () => {
    expect(fewestInputs).toBeGreaterThanOrEqual(100);
    expect(counted.honest / counted.all).toBeGreaterThan(0.3);
    expect([...visited].sort()).toEqual([...STATES].sort());
  });
});

/**
 * The monitor may have to take something away only once hardware has said what is not so. Two faults at once can leave
 * the ram down unseen by anyone: a TOP that sticks, with a relay that welds or a memory that forgets that it stuck.
 */
function object(bench: BinBench, lies: number, misled: number, after: string): void {
  const taken = lies === 0 ? bench.violations : [];
  const wrong = [...new Set(bench.wrong)].filter((what) => misled < 2 || !what.startsWith("I9-truth"));
  if (taken.length + wrong.length > 0) throw new Error(`after "${after}": ${[...taken, ...wrong].join("; ")}`);
}

/** Unchanged input and no announced moment passed: the same objects, and nothing to say. */
function watchTheLaw(bench: BinBench): void {
  const machine = binMachine(SOUND_SETTINGS);
  let count = 0;
  bench.onDecision = (inputs, decision, now) => {
    const soon = instant(now + 10);
    if (++count % 13 !== 0 || (decision.wakeAt !== null && decision.wakeAt <= soon)) return;
    const again = machine.decide(decision.state, { ...inputs, requests: [], taken: [] }, soon);
    if (again.state !== decision.state) throw new Error("another state without a cause");
    if (again.outputs !== decision.outputs) throw new Error("other outputs without a cause");
    if (again.reports.length + again.why.length > 0) throw new Error("something said without a cause");
  };
}

function note(bench: BinBench): void {
  fewestInputs = Math.min(fewestInputs, bench.inputs);
  for (const state of bench.visited) visited.add(state);
  if (!isPlain(bench.state) || !isPlain(bench.guard)) throw new Error("a state that is not plain JSON");
  for (const { report } of bench.told) {
    const text = JSON.stringify(report);
    if (sound.has(text)) continue;
    sound.add(text);
    const checked = streamNamed(report.stream).values.safeParse(report.values);
    if (!checked.success)
      throw new Error(`${report.stream} ${JSON.stringify(report.values)}: ${checked.error.message}`);
  }
}

/** Survives JSON as it is: no undefined, no NaN, no infinity, nothing with a prototype of its own. */
function isPlain(value: unknown): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every(isPlain);
}
