import type { BinSettings, EnergySettings, PressSettings } from "../device/bin/settings.ts";
import type { Optional, SectionFor } from "./section.ts";

const HOUR_MS = 3_600_000;

/**
 * Of a bin with a press. Sources: comms-only 20 % and shutdown 10 % (row 10 of the feature table), 720 Wh, 90 % usable
 * and 1.5 W with the uplink (row 22). The rest is our choice: 10 days without sun are a Swedish December.
 */
const energySettings = {
  supply: {
    kind: "choice",
    of: ["solar", "mains"],
    default: "solar",
    meaning: "solar: strokes are planned by what the battery holds. mains: nothing is kept back.",
  },
  capacityWh: { kind: "energy", min: 1, max: 10_000, default: 720, meaning: "What the full battery holds when new." },
  usablePct: { kind: "share", min: 20, max: 100, default: 90, meaning: "Share of it that may be used." },
  boardW: {
    kind: "power",
    min: 0.1,
    max: 20,
    default: 1.5,
    meaning: "What this controller takes round the clock, its uplink included.",
  },
  commsOnlyPct: {
    kind: "share",
    min: 5,
    max: 80,
    default: 20,
    meaning: "Below this charge it reports and presses no more.",
  },
  shutdownPct: { kind: "share", min: 2, max: 50, default: 10, meaning: "Below this charge the press is shut down." },
  winterHarvestPct: {
    kind: "share",
    min: 0,
    max: 100,
    default: 100,
    meaning: "Days are dark when the sun gives less than this share of what the bin uses.",
  },
  winterDays: {
    kind: "count",
    min: 1,
    max: 60,
    default: 10,
    meaning: "On dark days it saves when the battery lasts fewer days than this without sun.",
  },
} satisfies SectionFor<EnergySettings>;

/**
 * Sources: full as the alert of compacting bins in the field (85 %), 70 % and 95 % around it; fire from 70 degrees;
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
  warnPct: { kind: "share", min: 10, max: 100, default: 70, meaning: "From here on it is nearly full." },
  fullPct: { kind: "share", min: 20, max: 100, default: 85, meaning: "From here on it is full." },
  criticalPct: { kind: "share", min: 20, max: 100, default: 95, meaning: "From here on it is about to overflow." },
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
  energy: energySettings,
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

const CLOCK_TIME = {
  kind: "text",
  pattern: "^(?:[01]\\d|2[0-3]):[0-5]\\d$",
  write: "Write a time such as 22:00.",
} as const;

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
  /** A bin that was shut down comes back 10 points above it, and a battery holds no more than 100 %. */
  lowChargePct: { kind: "share", min: 10, max: 80, default: 30, meaning: "No stroke begins below this charge." },
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
  quiet: {
    kind: "optional",
    of: {
      from: { ...CLOCK_TIME, meaning: "No stroke begins from here on, by the clock on the wall." },
      to: { ...CLOCK_TIME, meaning: "Until here; the next morning where it is before `from`." },
      zone: {
        kind: "text",
        pattern: "^[A-Za-z][A-Za-z0-9_+/-]{0,63}$",
        write: "Write a zone such as Europe/Stockholm.",
        meaning: "The zone of these times, summer time included.",
      },
    },
    meaning: "Hours without a stroke; one that runs goes on. While the time is not known, it presses.",
  },
} satisfies SectionFor<Omit<PressSettings, "quiet">> & { quiet: Optional };
