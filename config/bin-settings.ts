import type { BinSettings, PressSettings } from "../device/bin/settings.ts";
import type { SectionFor } from "./section.ts";

const HOUR_MS = 3_600_000;

/**
 * Sources: full as the alert of compacting bins in the field (85 %); fire from 70 degrees;
 * press at the line or after 15 throw-ins (through-beam and count triggers of two makers). Ranges are our choice.
 */
export const binSettings = {
  emptyMm: {
    kind: "length",
    called: "height",
    min: 300,
    max: 4_500,
    meaning: "From the fill sensor down to the floor of the empty bin.",
  },
  fullMm: {
    kind: "length",
    called: "fullAt",
    min: 50,
    max: 4_000,
    meaning: "From the fill sensor down to where it counts as 100 % full.",
  },
  fullPct: { kind: "share", min: 20, max: 100, default: 85, meaning: "From here on it is full." },
  hysteresisPct: {
    kind: "share",
    min: 1,
    max: 20,
    default: 8,
    meaning: "A level must fall this far below a threshold before the bin takes it back.",
  },
  fireAboveC: {
    kind: "heat",
    min: 50,
    max: 120,
    default: 70,
    meaning: "Warmer than this inside is fire: nothing moves.",
  },
  zone: {
    kind: "text",
    pattern: "^[A-Za-z][A-Za-z0-9_+/-]{0,63}$",
    write: "Write a zone such as Europe/Stockholm.",
    default: "Europe/Stockholm",
    meaning: "The zone of its hours and weekdays, summer time included: what it learns of its litter goes by them.",
  },
  collectEveryMs: {
    kind: "duration",
    min: 24 * HOUR_MS,
    max: 60 * 24 * HOUR_MS,
    default: 7 * 24 * HOUR_MS,
    meaning: "Not emptied for so long, it wants to be, however little is in it.",
  },
  collectWithinMs: {
    kind: "duration",
    min: HOUR_MS,
    max: 7 * 24 * HOUR_MS,
    default: 24 * HOUR_MS,
    meaning: "So long someone has to come once it wants to be emptied; then the collection is late.",
  },
} satisfies SectionFor<Omit<BinSettings, "press">>;

/** The ram. Force, stroke and currents are those of its data sheet; nothing here replaces the hard-wired guards. */
export const pressSettings = {
  pressAtPct: { kind: "share", min: 20, max: 99, default: 85, meaning: "At this level the ram presses." },
  pressAfterThrows: {
    kind: "count",
    min: 1,
    max: 200,
    default: 15,
    meaning: "Or after so many throw-ins, counted at the hopper.",
  },
  strokeMm: { kind: "length", min: 100, max: 2_000, default: 600, meaning: "Full stroke of the ram." },
  plateAtTopMm: {
    kind: "length",
    min: 0,
    max: 2_000,
    default: 200,
    meaning: "From the fill sensor down to the ram's plate at its top.",
  },
  pressMa: {
    kind: "current",
    min: 500,
    max: 20_000,
    default: 2_800,
    meaning: "Motor current at which the litter is pressed.",
  },
  retractStallMa: {
    kind: "current",
    min: 300,
    max: 20_000,
    default: 2_000,
    meaning: "Motor current on the way up at which something holds the ram.",
  },
  turningMa: { kind: "current", min: 50, max: 5_000, default: 200, meaning: "A turning motor takes at least this." },
  lowMv: {
    kind: "voltage",
    min: 5_000,
    max: 48_000,
    default: 11_000,
    meaning: "Below this for 200 ms a stroke is given up.",
  },
  lowChargePct: { kind: "share", min: 10, max: 90, default: 30, meaning: "No stroke begins below this charge." },
  strokesPerHourMax: { kind: "count", min: 1, max: 20, default: 6, meaning: "Strokes in any hour, at most." },
  strokesPerDayMax: { kind: "count", min: 1, max: 200, default: 40, meaning: "Strokes in any day, at most." },
  armAfterPowerLoss: {
    kind: "switch",
    default: true,
    meaning: "After a power cut with nothing open: ready at once (true), or only after START is pressed (false).",
  },
  autoHome: {
    kind: "switch",
    default: false,
    meaning: "After a power cut in a stroke the ram may go up by itself. Needs a risk assessment of the site.",
  },
  warnMs: {
    kind: "duration",
    min: 3_000,
    max: 20_000,
    default: 3_000,
    meaning: "Buzzer and light before the ram moves.",
  },
} satisfies SectionFor<PressSettings>;
