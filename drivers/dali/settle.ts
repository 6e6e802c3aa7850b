import { FULL_LEVEL } from "../../device/measure/dimming-curve.ts";
import {
  dtr0,
  keep,
  ledNext,
  query,
  queryDimmingCurve,
  selectDimmingCurve,
  type Frame,
  type QUERY,
  type Reply,
  type SET,
  type Target,
} from "./frames.ts";

/** What a gear shall keep over power cuts. Levels of 0 to 254; `curve` 0 logarithmic, 1 linear; `fade` a code of 0 to 15. */
export type Wish = {
  readonly powerOnLevel: number;
  readonly systemFailureLevel: number;
  readonly fade: number;
  readonly curve: number;
};
/** What it keeps now, read back. `written`: what had to be changed. */
export type Settled = {
  readonly leastLevel: number;
  readonly written: readonly string[];
  /** What was written and is not there. */
  readonly forgot: readonly string[];
};

type Step = "present" | "least" | "curve" | keyof ReturnType<typeof variables>;
/** Plain data. `left`: what is still to be looked at, the present step first. */
export type Settling = {
  readonly left: readonly Step[];
  readonly at: "look" | "dtr0" | "write" | "check" | "LED to look" | "LED to write" | "LED to check";
  /** This step is done for the second time: a frame may be lost to noise, and nothing answers to most of them. */
  readonly again: boolean;
  readonly leastLevel: number;
  readonly written: readonly string[];
  readonly forgot: readonly string[];
};
export type SettleStep =
  | { readonly state: Settling; readonly frame: Frame }
  | { readonly settled: Settled }
  | { readonly failed: SettleFailure };
/** `dead`: the master cannot send; `absent`: nobody answers; `several`: more than one at once; `curve`: it keeps another. */
export type SettleFailure = "dead" | "absent" | "several" | "curve";
export const whyNot = ({ kind }: Reply): SettleFailure =>
  kind === "failed" ? "dead" : kind === "garbled" ? "several" : "absent";

/**
 * Commissioning of one gear, and a look at it at each start: every variable is read, written where it is another, and
 * read back. Interrupted anywhere, it is begun again and goes on from what it finds. A gear's memory is written only where
 * something is to change: it wears out.
 */
export function beginSettling(target: Target): SettleStep {
  return { state: START, frame: query(target, "present") };
}

const START: Settling = {
  left: ["present", "least", "maxLevel", "powerOnLevel", "systemFailureLevel", "extendedFadeTime", "fadeTime", "curve"],
  at: "look",
  again: false,
  leastLevel: 1,
  written: [],
  forgot: [],
};

type Variable = {
  readonly ask: keyof typeof QUERY;
  readonly set: keyof typeof SET;
  readonly value: number;
  readonly of: (byte: number) => number;
};
const whole = (byte: number): number => byte;
/** Without an extended fade and with a fade of 0 a level is there at once: the ramp is ours. */
const variables = (wish: Wish) =>
  ({
    maxLevel: { ask: "maxLevel", set: "maxLevel", value: FULL_LEVEL, of: whole },
    powerOnLevel: { ask: "powerOnLevel", set: "powerOnLevel", value: wish.powerOnLevel, of: whole },
    systemFailureLevel: {
      ask: "systemFailureLevel",
      set: "systemFailureLevel",
      value: wish.systemFailureLevel,
      of: whole,
    },
    extendedFadeTime: { ask: "extendedFadeTime", set: "extendedFadeTime", value: 0, of: whole },
    fadeTime: { ask: "fadeTimeAndRate", set: "fadeTime", value: wish.fade, of: (byte) => byte >> 4 },
  }) satisfies Record<string, Variable>;

export function hearSettling(target: Target, wish: Wish, was: Settling, reply: Reply): SettleStep {
  const [step] = was.left;
  if (step === undefined) throw new Error("settling: it has settled already");
  if (step === "curve") return hearCurve(target, wish, was, reply);
  if (step !== "present" && step !== "least") return hearVariable(target, variables(wish)[step], was, reply);
  if (reply.kind !== "byte") return lost(reply);
  return advance(target, step === "least" ? { ...was, leastLevel: Math.max(1, reply.byte) } : was);
}

function hearVariable(target: Target, { ask, set, value, of }: Variable, was: Settling, reply: Reply): SettleStep {
  if (was.at === "dtr0" || was.at === "write") {
    // What DTR0 holds then is anything: it must not be kept.
    if (reply.kind === "failed") return lost(reply);
    if (was.at === "dtr0") return { state: { ...was, at: "write" }, frame: keep(target, set) };
    return { state: { ...was, at: "check", written: withNew(was.written, set) }, frame: query(target, ask) };
  }
  // Gear of the first edition has no extended fade time, and none is what it shall have.
  if (reply.kind === "nothing" && ask === "extendedFadeTime") return advance(target, was);
  if (reply.kind !== "byte") return lost(reply);
  if (of(reply.byte) === value) return advance(target, was);
  if (was.at === "check" && was.again) return advance(target, { ...was, forgot: [...was.forgot, set] });
  return { state: { ...was, at: "dtr0", again: was.at === "check" }, frame: dtr0(value) };
}

/**
 * LED gear tells its curve; other gear answers nothing, and has the logarithmic one. Each of its commands comes behind one
 * that says for which kind of gear it is.
 */
function hearCurve(target: Target, { curve }: Wish, was: Settling, reply: Reply): SettleStep {
  switch (was.at) {
    case "LED to look":
      return { state: { ...was, at: "look" }, frame: queryDimmingCurve(target) };
    case "LED to check":
      return { state: { ...was, at: "check" }, frame: queryDimmingCurve(target) };
    case "look":
    case "check":
      if (reply.kind === "garbled" || reply.kind === "failed") return lost(reply);
      if (reply.kind === "nothing" && !was.again)
        return { state: { ...was, at: `LED to ${was.at}`, again: true }, frame: ledNext };
      if ((reply.kind === "byte" ? reply.byte : 0) === curve) return advance(target, was);
      if (was.at === "check" || reply.kind === "nothing") return { failed: "curve" };
      return { state: { ...was, at: "dtr0", again: false }, frame: dtr0(curve) };
    case "dtr0":
      if (reply.kind === "failed") return lost(reply);
      return { state: { ...was, at: "LED to write" }, frame: ledNext };
    case "LED to write":
      return { state: { ...was, at: "write" }, frame: selectDimmingCurve(target) };
    case "write":
      return { state: { ...was, at: "LED to check", written: withNew(was.written, "dimming curve") }, frame: ledNext };
  }
}

function advance(target: Target, was: Settling): SettleStep {
  const { leastLevel, written, forgot } = was;
  const left = was.left.slice(1);
  const [step] = left;
  const state: Settling = { ...was, left, at: "look", again: false };
  if (step === undefined) return { settled: { leastLevel, written, forgot } };
  if (step === "curve") return { state: { ...state, at: "LED to look" }, frame: ledNext };
  const ask = step === "present" || step === "least" ? "minLevel" : variables(NO_WISH)[step].ask;
  return { state, frame: query(target, ask) };
}

const withNew = (names: readonly string[], name: string): readonly string[] => [...new Set([...names, name])];

/** For what is asked, not for what is wished. */
const NO_WISH: Wish = { powerOnLevel: 0, systemFailureLevel: 0, fade: 0, curve: 0 };

const lost = (reply: Reply): SettleStep => ({ failed: whyNot(reply) });
