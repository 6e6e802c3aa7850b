import { ROLES } from "../device/measure/roles.ts";
import type { Setting, SettingTable } from "../device/measure/setting.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A scenario's own keys. Its place is the street's, Hornsgatan in Stockholm. */
export const scenarioSettings = {
  scenario: {
    kind: "text",
    pattern: "^[^<>\\p{C}]{1,60}$",
    write: 'Write a name of at most 60 letters, such as "a night of snow".',
    meaning: "What it is called.",
  },
  starts: {
    kind: "text",
    pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\dZ$",
    write: 'Write a moment in UTC such as "2026-11-25T14:35Z".',
    meaning: "When it begins, in UTC.",
  },
  lastsMs: { kind: "duration", min: 60_000, max: 370 * DAY, meaning: "How long it lasts." },
  seed: { kind: "count", min: 0, max: 1_000_000, default: 7, meaning: "People, litter and weather are drawn from it." },
  posts: { kind: "count", min: 0, max: 60, default: 6, meaning: "Lamp posts on the street." },
  bins: { kind: "count", min: 0, max: 20, default: 2, meaning: "Litter bins on the street." },
  supply: {
    kind: "choice",
    of: ["always", "switched"],
    default: "always",
    meaning:
      "switched: the posts' mains go with the street's lamps, and they follow sunset, as in config/bus-shelter.yaml.",
  },
} as const satisfies SettingTable;

/** Languages of the page; a caption is text, whatever stands in it. */
export const captionSettings = {
  en: caption("English"),
  sv: caption("Swedish"),
} as const satisfies SettingTable;

function caption(language: string) {
  return {
    kind: "text",
    pattern: "^[^\\p{C}]{1,200}$",
    write: "Write one sentence of at most 200 letters.",
    meaning: `What happens in it, in ${language}.`,
  } as const;
}

const at = {
  kind: "duration",
  min: 0,
  max: 370 * DAY,
  called: "at",
  meaning: "When, counted from the beginning.",
} as const;
const device = {
  kind: "text",
  pattern: "^(?:all|(?:lamp|bin)-\\d{1,2})$",
  write: "Write all, lamp-1, bin-2 or another one of this street.",
  meaning: "Whom it happens to.",
} as const;
const bin = {
  kind: "text",
  pattern: "^(?:all|bin-\\d{1,2})$",
  write: "Write all, or bin-2 or another bin of this street.",
  meaning: "Which bin.",
} as const;
const lasting = {
  kind: "duration",
  min: 0,
  max: 370 * DAY,
  default: 0,
  called: "for",
  meaning: "How long; left out: until someone mends it.",
} as const;
const times = { kind: "count", min: 1, max: 10_000, default: 1, meaning: "How often." } as const;
const every = {
  kind: "duration",
  min: 1_000,
  max: DAY,
  default: 60_000,
  called: "every",
  meaning: "How long from one time to the next.",
} as const;
const ROLES_OF_ANY = [...new Set(Object.values(ROLES).flatMap((roles) => Object.keys(roles)))];
const CONTACTS = ["hopperA", "hopperB", "doorA", "doorB", "binPresent", "eStop", "tilt", "key", "beam"] as const;
const SAYS = ["frozen", "no-answer", "disconnected", "corrupt", "stale", "stuck", "broken"] as const;

/** What can happen, by the word behind `do`, with the keys that each word takes. */
export const HAPPENINGS = {
  walk: { atMs: at, times, everyMs: every },
  litter: { atMs: at, device: bin, times, everyMs: every },
  collect: {
    atMs: at,
    device: bin,
    leavesPct: {
      kind: "share",
      min: 0,
      max: 100,
      default: 0,
      meaning: "How much of the litter the crew leaves in it.",
    },
  },
  "hang-bag": {
    atMs: at,
    device: bin,
    belowMm: {
      kind: "length",
      min: 50,
      max: 1_200,
      default: 350,
      called: "below",
      meaning: "How far below the fill sensor the bag hangs. A crew that empties the bin takes it out.",
    },
    forMs: lasting,
  },
  "force-flap": {
    atMs: at,
    device: bin,
    openMs: {
      kind: "duration",
      min: 20,
      max: DAY,
      default: 2_000,
      called: "open",
      meaning: "For how long somebody holds the flap open while the ram next goes down.",
    },
  },
  jam: { atMs: at, device: bin, forMs: lasting },
  battery: {
    atMs: at,
    device: bin,
    chargePct: {
      kind: "share",
      min: 0,
      max: 100,
      default: 100,
      meaning: "How far the battery is charged that is put in.",
    },
  },
  contact: {
    atMs: at,
    device: bin,
    contact: { kind: "choice", of: CONTACTS, meaning: "Which contact changes over." },
    forMs: lasting,
  },
  press: {
    atMs: at,
    device: bin,
    button: { kind: "choice", of: ["start", "reset", "returned"], meaning: "Which button is pressed for a second." },
  },
  break: {
    atMs: at,
    device,
    role: { kind: "choice", of: ROLES_OF_ANY, meaning: "Which part fails." },
    says: {
      kind: "choice",
      of: SAYS,
      default: "no-answer",
      meaning: "How it fails; frozen: it repeats its last value.",
    },
    forMs: lasting,
  },
  "lose-clock": { atMs: at, device, forMs: lasting },
  "cut-network": { atMs: at, forMs: lasting },
  "power-cut": { atMs: at, device, forMs: lasting, times, everyMs: every },
  weather: {
    atMs: at,
    temperatureC: { kind: "heat", min: -40, max: 45, meaning: "How warm it is." },
    lightPct: {
      kind: "share",
      min: 1,
      max: 100,
      default: 100,
      called: "light",
      meaning: "What is left of the daylight on photocells and panels.",
    },
    forMs: lasting,
  },
  mend: { atMs: at },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Setting>>>>;

/** What is to be so at its end. A key that is left out is not looked at, but the counts that have a default are. */
export const expectSettings = {
  savedAtLeastPct: {
    kind: "share",
    min: -100,
    max: 100,
    default: -100,
    called: "savedAtLeast",
    meaning: "Energy saved, net of the controllers' own.",
  },
  walkedInDarkMs: {
    kind: "duration",
    min: 0,
    max: DAY,
    default: 0,
    called: "walkedInDarkAtMost",
    meaning: "Time that someone walked below the promised level.",
  },
  takenAway: { kind: "count", min: 0, max: 1_000, default: 0, meaning: "Outputs that a guard took away, at most." },
  unheard: { kind: "count", min: 0, max: 100_000, default: 0, meaning: "Reports that the city has not got, at most." },
  leftBeside: { kind: "count", min: 0, max: 10_000, default: 10_000, meaning: "Litter left beside a bin, at most." },
  strokes: { kind: "count", min: 0, max: 10_000, default: 0, meaning: "Strokes of the rams, at least." },
  lockedOut: { kind: "count", min: 0, max: 20, default: 0, meaning: "Bins that are locked out, exactly." },
  ramsDown: { kind: "count", min: 0, max: 20, default: 20, meaning: "Rams that are not at their top, at most." },
  chargeAtLeastPct: {
    kind: "share",
    min: 0,
    max: 100,
    default: 0,
    called: "chargeAtLeast",
    meaning: "Charge that is left in each bin's battery.",
  },
  tells: heard("What the city must have heard of"),
  tellsNot: heard("What it must not have heard of"),
  online: { kind: "count", min: 0, max: 80, meaning: "Devices that the city counts as online, exactly." },
} as const satisfies SettingTable;

function heard(what: string) {
  return {
    kind: "text",
    pattern: "^[a-z-]+(?:=[A-Za-z_]+)?(?:, [a-z-]+(?:=[A-Za-z_]+)?)*$",
    write: "Write streams, or one with a word of its values, such as bin-full, collection=partlyEmptied.",
    default: null,
    meaning: `${what}, one after the other: a stream, or a stream and a word of its values.`,
  } as const;
}
