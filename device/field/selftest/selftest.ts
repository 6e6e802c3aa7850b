import type { LampStanding } from "../../lamp/shown.ts";
import { SITE_TEST, type Tested } from "../../control/site-test.ts";
import type { DeviceConfig } from "../../../config/device-config.ts";
import type { Json } from "../../measure/decision.ts";
import { askOne } from "../ask.ts";
import { Interruption } from "../interruption.ts";
import { Refusal } from "../refusal.ts";
import { statusOf } from "../status/status.ts";
import { canAsk, Terminal } from "../terminal.ts";
import { fillStep, pressStep } from "./bin-steps.ts";
import type { Verdict } from "./judge.ts";
import { lampStep, motionStep, photocellStep } from "./lamp-steps.ts";
import { Site } from "./site.ts";

export type SelftestOptions = {
  readonly socket: string;
  /** Empty: all that this kind of device has. */
  readonly steps: readonly Tested[];
  /** A luminaire without an address gets the config's, unasked. */
  readonly yes: boolean;
  readonly json: boolean;
};

const STEPS: Readonly<Record<Tested, (site: Site) => Promise<Verdict>>> = {
  lamp: lampStep,
  motion: motionStep,
  photocell: photocellStep,
  fill: fillStep,
  press: pressStep,
};
const OF_KIND: Readonly<Record<DeviceConfig["kind"], readonly Tested[]>> = {
  "lamp-post": ["lamp", "motion", "photocell"],
  "litter-bin": ["fill", "press"],
};

/**
 * `gaturum selftest`: a guided walk, at whose end the city hears what came of it. Exit codes: 0 what was tested passed, 1
 * something failed or nothing could be tested, 2 wrong use, 3 not permitted.
 */
export async function selftest({ socket, steps, yes, json }: SelftestOptions): Promise<number> {
  const { config } = await askOne<{ readonly config: DeviceConfig }>(socket, { ask: "record" });
  const wanted = await allowed(socket, config, steps);
  const interruption = new Interruption();
  const person = !json && canAsk() ? new Terminal(interruption, "sight") : null;
  try {
    const site = new Site({ socket, yes }, config, person, interruption);
    const verdicts: Verdict[] = [];
    for (const step of wanted) {
      const verdict = await STEPS[step](site);
      verdicts.push(verdict);
      if (!json) process.stdout.write(`${sentence(verdict)}\n`);
    }
    const told = await site.request({ verb: SITE_TEST, args: recordOf(verdicts) });
    process.stdout.write(json ? `${JSON.stringify({ device: config.device, verdicts, told })}\n` : `${told}\n`);
    const tested = verdicts.filter(({ verdict }) => verdict !== "skipped");
    return tested.length > 0 && tested.every(({ verdict }) => verdict === "passed") ? 0 : 1;
  } finally {
    person?.close();
    interruption.end();
  }
}

/** Refused before anything is asked or moved. */
async function allowed(socket: string, config: DeviceConfig, steps: readonly Tested[]): Promise<readonly Tested[]> {
  const known = OF_KIND[config.kind];
  const strange = steps.find((step) => !known.includes(step));
  if (strange !== undefined) {
    throw new Refusal(`a ${config.kind.replace("-", " ")} has no test "${strange}". It has: ${known.join(", ")}.`, 2);
  }
  const wanted = steps.length === 0 ? known : steps;
  if (wanted.includes("lamp")) {
    if (config.mode === "observe")
      throw new Refusal(
        "it is in observe mode and moves no lamp. Write mode: active, or test motion and photocell alone.",
      );
    const { override } = (await statusOf(socket)).standing as LampStanding;
    if (override !== null)
      throw new Refusal("someone holds the lamp at a level. Ask them, or end it first: gaturum dim clear");
  }
  return wanted;
}

const sentence = ({ step, verdict, text, cure }: Verdict): string =>
  `${verdict.padEnd(8)} ${step.padEnd(10)} ${text}${cure === undefined ? "" : `\n         to do: ${cure}`}`;

/** Words alone: what was seen of a person on the way is in none of them. */
function recordOf(verdicts: readonly Verdict[]): { readonly [key: string]: Json } {
  const names = (of: Verdict["verdict"]): readonly Tested[] =>
    verdicts.filter(({ verdict }) => verdict === of).map(({ step }) => step);
  const powers = verdicts.find(({ powersW }) => powersW !== undefined)?.powersW ?? {};
  return { passed: names("passed"), failed: names("failed"), skipped: names("skipped"), ...powers };
}
