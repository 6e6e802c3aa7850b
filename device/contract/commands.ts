import { z } from "zod";
import type { DeviceKind } from "../measure/roles.ts";
import { BOTH, BIN, POST } from "./stream.ts";

/** What a city may ask of a device, and with which arguments. `gaturum send`, link and the docs read it from here. */
export type CommandKind = {
  readonly name: string;
  readonly args: z.ZodObject;
  readonly devices: readonly DeviceKind[];
  /** Asked twice it does no more than once, so it runs again after a crash; any other runs at most once. */
  readonly repeatable: boolean;
  /** Who does it; what control is asked, it may refuse. */
  readonly by: "control" | "link";
  readonly meaning: string;
};

/** uCIFI 3416/53 suggests 7,200 s where nothing is said; a day is our longest. */
export const DIM_USUAL_S = 7_200;
const LASTS_MAX_S = 86_400;
/** What a diagnostic bundle may weigh, its answer's envelope apart: it travels in one packet of 64 KB. */
export const BUNDLE_BYTES_MAX = 49_152;

const NONE = z.strictObject({});
/** A bin writes them into its evidence log, where an auditor finds them. */
const inWhoseName = {
  who: z.string().min(1).max(40).optional().meta({ description: "stands in the evidence log" }),
  why: z.string().min(1).max(200).optional().meta({ description: "stands in the evidence log" }),
};
const fromIssue = "counted from `issuedAt`, so that a command that is late does not last longer";

export const COMMANDS: readonly CommandKind[] = [
  {
    name: "dim",
    args: z.strictObject({
      levelPct: z.number().min(0).max(100).meta({ "x-unit": "%" }),
      forS: z
        .int()
        .min(1)
        .max(LASTS_MAX_S)
        .optional()
        .meta({ "x-unit": "s", description: `${fromIssue}; ${DIM_USUAL_S} if it is not said` }),
    }),
    devices: POST,
    repeatable: true,
    by: "control",
    meaning: "a level for a while; there is no permanent one",
  },
  {
    name: "dim-clear",
    args: NONE,
    devices: POST,
    repeatable: true,
    by: "control",
    meaning: "the rules decide again",
  },
  {
    name: "identify",
    args: NONE,
    devices: POST,
    repeatable: true,
    by: "control",
    meaning: "it blinks for 60 s, never dark",
  },
  {
    name: "compact",
    args: z.strictObject(inWhoseName),
    devices: BIN,
    repeatable: false,
    by: "control",
    meaning: "a stroke is asked for, with every warning and every guard; a press that is blocked says why",
  },
  {
    name: "unlock",
    args: z.strictObject(inWhoseName),
    devices: BIN,
    repeatable: false,
    by: "control",
    meaning: "a full bin opens its hopper again; it does not press until RETURN is pressed",
  },
  {
    name: "inhibit",
    args: z.strictObject({
      forS: z
        .int()
        .min(0)
        .max(LASTS_MAX_S)
        .meta({ "x-unit": "s", description: `${fromIssue}; 0 lifts it` }),
      ...inWhoseName,
    }),
    devices: BIN,
    repeatable: true,
    by: "control",
    meaning: "no stroke begins",
  },
  {
    name: "selftest",
    args: NONE,
    devices: BOTH,
    repeatable: false,
    by: "control",
    meaning: "which parts answer, by looking alone: nothing moves and no light changes",
  },
  {
    name: "snapshot",
    args: NONE,
    devices: BOTH,
    repeatable: true,
    by: "control",
    meaning: "how it stands, as far as no passer-by can be read off it",
  },
  {
    name: "bundle",
    args: NONE,
    devices: BOTH,
    repeatable: false,
    by: "control",
    meaning: "what someone who looks for a fault asks first: versions, counters, alarms, reasons by 5 minutes",
  },
  {
    name: "rebirth",
    args: NONE,
    devices: BOTH,
    repeatable: true,
    by: "link",
    meaning: "`up/birth` is published again",
  },
  {
    name: "reload",
    args: z.strictObject({
      commandConfirmation: z.literal(true).meta({ description: "TALQ: nothing is begun anew by a slip" }),
    }),
    devices: BOTH,
    repeatable: false,
    by: "link",
    meaning: "link starts anew and reads its files; light and ram notice nothing",
  },
];

export const commandNamed = (name: string): CommandKind | null => COMMANDS.find((kind) => kind.name === name) ?? null;
