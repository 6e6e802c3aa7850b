import type { EpochMs } from "../../measure/time.ts";
import { FAULT_WORDS } from "../../words/fault-words.ts";
import type { InBoth, Language } from "../../words/language.ts";
import { roleText } from "../../words/part-words.ts";
import { causeText, isMode, MODE_WORDS } from "../../words/press-words.ts";
import { faultsOf, standingOf, stateOf, type Seen } from "./look.ts";

/** A line of what the console saw and did since it began; `wall` is this computer's clock, be it right or not. */
export type Line = { readonly wall: EpochMs; readonly isFault: boolean; readonly text: InBoth };
/** Our choice: what a technician scrolls through. The decisions themselves are control's, and more. */
export const LINES_MAX = 100;

export function withLine(was: readonly Line[], ...lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? was : [...was, ...lines].slice(-LINES_MAX);
}

/** What came and what went between two looks, newest last. */
export function logged(was: readonly Line[], before: Seen, is: Seen, wall: EpochMs): readonly Line[] {
  const [then, now] = [standsIn(before), standsIn(is)];
  const came = [...now].filter(([key]) => !then.has(key)).map(([, { text, isFault }]) => ({ wall, isFault, text }));
  // While control is away nobody knows what of it still stands.
  const gone = is.away === null ? [...then].filter(([key, { ends }]) => ends && !now.has(key)) : [];
  return withLine(was, ...gone.map(([, { text }]) => ({ wall, isFault: false, text: over(text) })), ...came);
}

type Stands = { readonly text: InBoth; readonly isFault: boolean; readonly ends: boolean };

/** Each thing that stands, by a key that is its own. */
function standsIn(seen: Seen): ReadonlyMap<string, Stands> {
  if (seen.away !== null) return new Map([["away", { text: AWAY, isFault: true, ends: true }]]);
  if (seen.status === null) return new Map();
  const stands = new Map<string, Stands>();
  for (const { role, fault } of faultsOf(seen.status))
    stands.set(`fault ${fault.part} ${fault.cause}`, {
      text: inBoth(
        (language) => `${role === null ? fault.part : roleText(role, language)}: ${FAULT_WORDS[fault.cause][language]}`,
      ),
      isFault: true,
      ends: true,
    });
  const state = stateOf(seen);
  if (seen.status.kind === "litter-bin" && state !== null && isMode(state))
    stands.set(`mode ${state}`, { text: MODE_WORDS[state].label, isFault: "fault" in MODE_WORDS[state], ends: false });
  for (const { cause } of standingOf(seen.status)?.press?.latch ?? [])
    stands.set(`latch ${cause}`, {
      text: inBoth((language) => `${LATCHED[language]}: ${causeText(cause, language)}`),
      isFault: true,
      ends: true,
    });
  return stands;
}

const AWAY: InBoth = { en: "control does not answer", sv: "styrningen svarar inte" };
const LATCHED: InBoth = { en: "latched", sv: "spärrad" };
const inBoth = (text: (language: Language) => string): InBoth => ({ en: text("en"), sv: text("sv") });
const over = (text: InBoth): InBoth => ({ en: `over: ${text.en}`, sv: `över: ${text.sv}` });
