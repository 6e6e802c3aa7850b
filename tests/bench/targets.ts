import type { CycleCost } from "./cost.ts";
import type { LampFound } from "./lamp.ts";
import type { LinkFound } from "./link.ts";
import type { Footprint } from "./footprint.ts";
import type { PageFound } from "./page.ts";
import type { Lateness } from "./lateness.ts";

/** What the loop promises beside others in one run: p99 in units of cyclictest's, p99.9 in those of the better timer loop. */
const OF_CYCLICTEST = 3;
const OF_TIMERS = 1 / 5;
const US_FOR_8_PARTS = 20;
/** A part among 64 costs no more than this many times a part among 8: the cost grows with the parts, not with their square. */
const LINEAR_WITHIN = 2;
/** A collection leaves a little more or less each time. */
const HEAP_GROWTH_BYTES = 200_000;
const CONTROL_MB = 85;
const LINK_MB = 110;
const SAFE_LIGHT_MS = 500;
/** A frame of 60 Hz, and two. */
const FRAME_MS = 17;
const FRAME_P95_MS = 34;
const FIRST_PICTURE_MS = 3_000;

export type LoopFound = Readonly<Record<"ours" | "setInterval" | "setTimeout", Lateness>> & {
  readonly cyclictest: Lateness | null;
};
export type CostFound = {
  readonly cycle: readonly CycleCost[];
  readonly control: Footprint;
  readonly link: Footprint;
};

/** What is not as promised, each in a sentence; what could not be compared is not judged. */
export function missedByLoop({ ours, cyclictest, setInterval, setTimeout }: LoopFound): readonly string[] {
  const timersUs = Math.min(setInterval.p999Us, setTimeout.p999Us);
  const cyclicUs = cyclictest?.p99Us ?? Infinity;
  return unmet([
    [
      ours.p99Us <= OF_CYCLICTEST * cyclicUs,
      `p99 ${ours.p99Us} us is over ${OF_CYCLICTEST} x cyclictest's ${cyclicUs} us`,
    ],
    [
      ours.p999Us <= OF_TIMERS * timersUs,
      `p99.9 ${ours.p999Us} us is over a fifth of the better timer's ${timersUs} us`,
    ],
  ]);
}

export function missedByCost({ cycle, control, link }: CostFound): readonly string[] {
  const usOf = (parts: number) => cycle.find((each) => each.parts === parts)?.usPerCycle ?? NaN;
  const grown = Math.max(...cycle.map(({ liveBytesBefore, liveBytesAfter }) => liveBytesAfter - liveBytesBefore));
  return unmet([
    [usOf(8) <= US_FOR_8_PARTS, `a cycle of 8 parts takes ${usOf(8)} us, over ${US_FOR_8_PARTS}`],
    [
      usOf(64) / 64 <= (LINEAR_WITHIN * usOf(8)) / 8,
      `64 parts take ${usOf(64)} us, over ${8 * LINEAR_WITHIN} x those of 8`,
    ],
    [grown <= HEAP_GROWTH_BYTES, `the live heap grew by ${grown} bytes, over ${HEAP_GROWTH_BYTES}`],
    [control.residentMb <= CONTROL_MB, `control has ${control.residentMb} MB, over ${CONTROL_MB}`],
    [link.residentMb <= LINK_MB, `link has ${link.residentMb} MB, over ${LINK_MB}`],
    [
      (control.readyMs ?? Infinity) <= SAFE_LIGHT_MS,
      `its first cycle came after ${control.readyMs} ms, over ${SAFE_LIGHT_MS}`,
    ],
  ]);
}

/**
 * Of one process: a post among a thousand takes no longer than this many times one that is alone. What one alone knows
 * stays in the processor's nearest cache and what a thousand know does not; more posts than that take no longer each.
 */
const AMONG_MANY = 4;
/** 50 cycles a second of each of a thousand posts, and as much again left: our choice, so that a street fits a desk. */
const DECISIONS_PER_S = 100_000;

export function missedByLamp(found: readonly LampFound[]): readonly string[] {
  const [alone] = found;
  return unmet(
    found.flatMap(({ posts, decisionsPerS }) => [
      [
        decisionsPerS >= DECISIONS_PER_S,
        `${posts} posts make ${decisionsPerS} decisions a second, under ${DECISIONS_PER_S}`,
      ],
      [
        decisionsPerS * AMONG_MANY >= (alone?.decisionsPerS ?? NaN),
        `a decision among ${posts} posts takes over ${AMONG_MANY} x that of one alone`,
      ],
    ]),
  );
}

export function missedByPage({
  firstPictureMs,
  medianMs,
  p95Ms,
  lateCycles,
  lateBefore,
}: PageFound): readonly string[] {
  return unmet([
    [firstPictureMs <= FIRST_PICTURE_MS, `the first picture came after ${firstPictureMs} ms, over ${FIRST_PICTURE_MS}`],
    [medianMs <= FRAME_MS, `the median frame takes ${medianMs} ms, over ${FRAME_MS}`],
    [p95Ms <= FRAME_P95_MS, `p95 of a frame is ${p95Ms} ms, over ${FRAME_P95_MS}`],
    [lateCycles <= lateBefore, `${lateCycles} cycles of the device beside it were late, ${lateBefore} without it`],
  ]);
}

/** From the contract: R5, R1, and what a card is to bear. */
const DRAIN_S = 30;
const WEAR = 1;
/** What systemd lets link have: `MemoryMax` of gaturum-link.service. */
const LINK_MAX_MB = 256;

export function missedByLink({ drainS, wear, lost, residentMbAfter100000 }: LinkFound): readonly string[] {
  return unmet([
    [drainS <= DRAIN_S, `a day's records took ${drainS} s, over ${DRAIN_S}`],
    [wear <= WEAR, `${wear} bytes were written for each of a record, over ${WEAR}`],
    [lost === 0, `${lost} records that were told to be stored are lost`],
    [
      residentMbAfter100000 <= LINK_MAX_MB,
      `link has ${residentMbAfter100000} MB after 100,000 records, over ${LINK_MAX_MB}`,
    ],
  ]);
}

const unmet = (promises: readonly (readonly [boolean, string])[]): readonly string[] =>
  promises.filter(([kept]) => !kept).map(([, sentence]) => sentence);

/** On stderr, so that the last line of stdout stays the figures; the bench ends with code 1. */
export function tellMissed(missed: readonly string[]): void {
  for (const sentence of missed) process.stderr.write(`NOT AS PROMISED  ${sentence}\n`);
  if (missed.length > 0) process.exitCode = 1;
}
