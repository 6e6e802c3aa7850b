import type {
  BatteryState,
  Digital,
  DriverWord,
  LampFeedback,
  Motion,
  RamFeedback,
  Range,
} from "../../measure/samples.ts";
import type { WallClock } from "../../measure/time.ts";
import type { InBoth, Language } from "../../words/language.ts";
import { QUALITY_WORDS } from "../../words/press-words.ts";
import { number } from "../../words/spoken.ts";
import type { Part } from "./look.ts";
import { wordsIn } from "./words.ts";

/** What a part reads, as a person says it, with its unit. */
export function valueText({ role, contract, reading }: Part & { reading: { ok: true } }, language: Language): string {
  const { value } = reading;
  const words = wordsIn(language);
  const say = (figure: number, digits = 0): string => number(figure, language, digits);
  switch (contract) {
    case "motion-sensor":
      return (value as Motion).active ? words.sees : words.seesNobody;
    case "light-sensor":
      return `${say(value as number, (value as number) < 10 ? 1 : 0)} lx`;
    case "temperature-sensor":
      return `${say(value as number, 1)} °C`;
    case "range-sensor":
      return rangeText(value as Range, language);
    case "current-sensor":
      return `${say((value as number) / 1_000, 2)} A`;
    case "battery": {
      const { chargePct, voltageMv } = value as BatteryState;
      return `${say(chargePct)} %, ${say(voltageMv / 1_000, 2)} V`;
    }
    case "clock":
      return words.clock[(value as WallClock).quality];
    case "digital-input":
      return contactText(role, (value as Digital).active, language);
    case "digital-output":
      return value === true ? words.on : words.off;
    case "lamp": {
      const { levelPct, powerW, driverSays = "fine" } = value as LampFeedback;
      const power = powerW === null ? "" : `, ${say(powerW, 1)} W`;
      return `${say(levelPct)} %${power}${driverSays === "fine" ? "" : `, ${DRIVER_WORDS[driverSays][language]}`}`;
    }
    case "ram": {
      const { driven, travelMm } = value as RamFeedback;
      const way = { off: words.still, up: words.up, down: words.down }[driven];
      return travelMm === null ? way : `${way}, ${say(travelMm)} mm`;
    }
  }
}

const DRIVER_WORDS: Readonly<Record<Exclude<DriverWord, "fine">, InBoth>> = {
  lampFailed: { en: "its LEDs have failed", sv: "lysdioderna är trasiga" },
  shutDown: { en: "too hot to give light", sv: "för varm för att lysa" },
  reduced: { en: "gives less by itself", sv: "lyser svagare av sig själv" },
};

function rangeText(range: Range, language: Language): string {
  if (range.quality === "valid") return `${number(range.distanceMm, language)} mm`;
  return QUALITY_WORDS[range.quality]?.[language] ?? range.quality;
}

/** What a contact says when it is active, and when it is not: `device/bin/readings.ts` has what each means. */
const CONTACTS: readonly (readonly [roles: RegExp, active: InBoth, else_: InBoth])[] = [
  [/^(?:hopper|door)[AB]$|^chain$|^lockClosed$/, { en: "closed", sv: "stängd" }, { en: "open", sv: "öppen" }],
  [/^binPresent$/, { en: "in its place", sv: "på plats" }, { en: "gone", sv: "borta" }],
  [/^tilt$/, { en: "leans", sv: "lutar" }, { en: "upright", sv: "upprätt" }],
  [/^key$/, { en: "at SERVICE", sv: "på SERVICE" }, { en: "at AUTO", sv: "på AUTO" }],
  [/^top$/, { en: "at the top", sv: "uppe" }, { en: "not at the top", sv: "inte uppe" }],
  [/^topOpen$/, { en: "not at the top", sv: "inte uppe" }, { en: "at the top", sv: "uppe" }],
  [/^bottom$/, { en: "at the bottom", sv: "nere" }, { en: "not at the bottom", sv: "inte nere" }],
  [/^beam$/, { en: "blocked", sv: "bruten" }, { en: "free", sv: "fri" }],
  [/^/, { en: "pressed", sv: "intryckt" }, { en: "not pressed", sv: "inte intryckt" }],
];

function contactText(role: string, active: boolean, language: Language): string {
  const [, on, off] = CONTACTS.find(([roles]) => roles.test(role)) ?? [];
  return (active ? on : off)?.[language] ?? "";
}
