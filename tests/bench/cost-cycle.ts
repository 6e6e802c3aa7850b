import type { ControlEnd } from "../../device/channel/messages.ts";
import { Control } from "../../device/control/control.ts";
import { lampPostHardware } from "../../device/control/hardware.ts";
import type { Source } from "../../device/control/held.ts";
import type { MotionSensor } from "../../device/hal/motion-sensor.ts";
import { lampMachine } from "../../device/lamp/machine.ts";
import type { Keep } from "../../device/keep/keep.ts";
import type { Kept } from "../../device/measure/decision.ts";
import type { LampFeedback, Motion } from "../../device/measure/samples.ts";
import { DONE } from "../../device/measure/fault.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import { percent } from "../../device/measure/units.ts";
import { instant } from "../../device/measure/time.ts";
import { example } from "../simulation/example.ts";

/**
 * `node --expose-gc cost-cycle.ts PARTS`: prints what one cycle of a lamp post with so many parts costs, as JSON. Every
 * part changes once a second, which is more than a street does to it.
 */
const parts = Number(process.argv[2]);
const PERIOD_MS = 20;
const CHANGE_CYCLES = 50;
/** The flight record is full after 10 minutes. */
const FILL_CYCLES = 40_000;
const TURNS = 7;
const TURN_CYCLES = 20_000;
const BATCH_CYCLES = 100;
const BATCHES = 400;
const LONG_CYCLES = 1_000_000;
/** The heap is looked at so often in the long run: the largest of each half is compared. */
const LOOKS = 20;

/** Nothing remembered, and link away: a day's outage must cost no more than any other. */
const KEPT: Reading<Kept> = valid({ status: "empty", value: null, foundRevision: 0, durable: 0 }, instant(0));
const EMPTY_KEEP: Keep = { read: () => KEPT, put: () => undefined, close: () => undefined };
const LAMP = valid<LampFeedback>({ levelPct: percent(0), powerW: null }, instant(0));
const NO_LINK: ControlEnd = {
  ...{ send: () => false, onMessage: () => undefined, onPeer: () => undefined, close: () => undefined },
};

const control = await lampPostWith(parts);
let cycle = 0;
run(FILL_CYCLES);
const usTurns = Array.from({ length: TURNS }, () => {
  const begun = performance.now();
  run(TURN_CYCLES);
  return (1_000 * (performance.now() - begun)) / TURN_CYCLES;
});
const bytes = Array.from({ length: BATCHES }, () => {
  const before = process.memoryUsage().heapUsed;
  run(BATCH_CYCLES);
  return (process.memoryUsage().heapUsed - before) / BATCH_CYCLES;
}).filter((each) => each > 0);
process.stdout.write(
  `${JSON.stringify({ parts, usPerCycle: median(usTurns), heapBytesPerCycle: Math.round(median(bytes)), ...growth() })}\n`,
);

/** Live heap, after a collection, over a million cycles. */
function growth(): { readonly liveBytesBefore: number; readonly liveBytesAfter: number; readonly cycles: number } {
  const live = Array.from({ length: LOOKS }, () => {
    run(LONG_CYCLES / LOOKS);
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  });
  const [before, later] = [live.slice(0, LOOKS / 2), live.slice(LOOKS / 2)];
  return { liveBytesBefore: Math.max(...before), liveBytesAfter: Math.max(...later), cycles: LONG_CYCLES };
}

function run(cycles: number): void {
  for (const end = cycle + cycles; cycle < end; cycle++) control.step(instant(cycle * PERIOD_MS));
}

async function lampPostWith(count: number): Promise<Control> {
  const config = await example("lamp-post.yaml");
  if (config.kind !== "lamp-post") throw new Error("config/lamp-post.yaml is no lamp post");
  const lamp = { setLevel: () => DONE, halt: () => DONE, read: () => LAMP };
  const post = lampPostHardware({ motion: moving(0), lamp }, {});
  return new Control({
    machine: lampMachine(config.lamp),
    hardware: { ...post, sources: [...post.sources, ...Array.from({ length: count - 1 }, source)] },
    keep: EMPTY_KEEP,
    channel: NO_LINK,
    hello: { m: "hello", v: 1, run: "0".repeat(16), version: "bench", configHash: config.hash },
    ...{ simulated: true, writes: true, startedAt: instant(0), opening: [] },
  });
}

/** One more part: read, compared and recorded, as the motion sensor is. */
function source(_: unknown, index: number): Source {
  const role = `part-${index}`;
  return { role, part: role, sensor: moving(index + 1), maxAgeMs: 60_000 };
}

function moving(phase: number): MotionSensor {
  let reading = valid<Motion>({ active: false, edges: 0, lastEdgeAt: null }, instant(0));
  return {
    read: (now) => {
      if ((cycle + phase) % CHANGE_CYCLES !== 0 || reading.at === now) return reading;
      const { active, edges } = reading.value;
      reading = valid({ active: !active, edges: edges + (active ? 0 : 1), lastEdgeAt: now }, now);
      return reading;
    },
  };
}

function median(values: readonly number[]): number {
  return Math.round(100 * ([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN)) / 100;
}
