import type { DriverWord } from "../../device/measure/samples.ts";
import { after, minutes, seconds, type Instant, type Millis } from "../../device/measure/time.ts";
import { ENERGY, energyOf, GEAR, gearOf, IDENTITY, identityOf, SOURCE, sourceOf, type Energy } from "./banks.ts";

/** What a gear tells of itself by its memory banks. null: it has no such bank, or does not know. */
export type OwnWord = {
  readonly id: string | null;
  readonly energy: Energy | null;
  readonly gear: ReturnType<typeof gearOf> | null;
  readonly source: ReturnType<typeof sourceOf> | null;
  readonly due: { readonly [Name in BankName]: Due };
};
/** `at` null: it is not asked for this bank again until it is settled anew. `missed`: the last try was in vain. */
type Due = { readonly at: Instant | null; readonly missed: boolean };

/**
 * Which bytes of which bank, and how often. Our choice: energy and power as often as anything in the city asks; heat and
 * hours in time for a failure to be told within two minutes (row 18). Who it is, first and once: what it counts is of use
 * together with that alone.
 */
const BANKS = {
  identity: { ...IDENTITY, everyMs: null },
  energy: { bank: 202, ...ENERGY, everyMs: seconds(10) },
  source: { ...SOURCE, everyMs: minutes(1) },
  gear: { ...GEAR, everyMs: minutes(1) },
} as const satisfies {
  readonly [name: string]: {
    readonly bank: number;
    readonly from: number;
    readonly count: number;
    readonly everyMs: Millis | null;
  };
};
/** From a try in vain to the next. Our choice: noise of a thunderstorm is over by then. */
const RETRY_MS: Millis = seconds(2);
export type BankName = keyof typeof BANKS;
const NAMES = Object.keys(BANKS) as readonly BankName[];

/** Nothing is known of it yet; `asks` false: nor will it be asked. */
export function nothingSaid(now: Instant, asks = true): OwnWord {
  const due = { at: asks ? now : null, missed: false };
  return {
    ...{ id: null, energy: null, gear: null, source: null },
    due: { identity: due, energy: due, source: due, gear: due },
  };
}

/** The bank to be read now, and its bytes; null: none. `power`: that of energy goes first. */
export function nextBank(
  { due }: OwnWord,
  now: Instant,
  power = false,
): ({ readonly name: BankName } & (typeof BANKS)[BankName]) | null {
  const isDue = (one: BankName): boolean => due[one].at !== null && due[one].at <= now;
  const name = power && due.energy.at !== null ? "energy" : NAMES.find(isDue);
  return name === undefined ? null : { name, ...BANKS[name] };
}

/**
 * Takes the bytes of a bank; null: there is none, or a frame was lost. The first try in vain changes nothing; after the
 * second nothing is known, and a bank that was never there is not asked for again.
 */
export function bankRead(was: OwnWord, name: BankName, bytes: readonly number[] | null, now: Instant): OwnWord {
  const { everyMs } = BANKS[name];
  const next = everyMs === null ? null : after(now, everyMs);
  const isFirst = !was.due[name].missed;
  const is = bytes === null ? null : said(name, bytes);
  if (isFirst && (is === null || wentBack(was, is)))
    return { ...was, due: dueAt(was, name, after(now, RETRY_MS), true) };
  if (is !== null) return { ...was, ...is, due: dueAt(was, name, next, false) };
  const known = name === "identity" ? "id" : name;
  return { ...was, [known]: null, due: dueAt(was, name, was[known] === null ? null : next, true) };
}

const dueAt = (was: OwnWord, name: BankName, at: Instant | null, missed: boolean): OwnWord["due"] => ({
  ...was.due,
  [name]: { at, missed },
});

/** A count of seconds is read byte by byte and does not hold still meanwhile: one that fell is read again. */
const wentBack = (was: OwnWord, is: Partial<OwnWord>): boolean =>
  isLess(is.source?.litS, was.source?.litS) || isLess(is.gear?.onTimeS, was.gear?.onTimeS);
const isLess = (is: number | null | undefined, was: number | null | undefined): boolean =>
  typeof is === "number" && typeof was === "number" && is < was;

function said(name: BankName, bytes: readonly number[]): Partial<OwnWord> {
  switch (name) {
    case "identity":
      return { id: identityOf(bytes) };
    case "energy":
      return { energy: energyOf(bytes) };
    case "source":
      return { source: sourceOf(bytes) };
    case "gear":
      return { gear: gearOf(bytes) };
  }
}

/** The gravest that gear and light source say of themselves. Gear without these banks tells a failed lamp by its status alone. */
export function wordOf({ gear, source }: OwnWord): DriverWord {
  if (source?.failed === true || source?.shortCircuit === true || source?.openCircuit === true) return "lampFailed";
  if (gear?.shutDown === true || source?.shutDown === true) return "shutDown";
  if (gear?.derated === true || gear?.powerLimited === true || source?.derated === true) return "reduced";
  return "fine";
}
