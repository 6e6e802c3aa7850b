import type { Section } from "./section.ts";

const NAME = "Small letters, digits and -, beginning with a letter or digit";
const optional = (meaning: string, pattern?: string) =>
  ({ kind: "text", default: null, meaning, ...(pattern === undefined ? {} : { pattern }) }) as const;

/** The keys of every device, without its parts and its kind's own section. */
export const deviceSettings = {
  device: {
    kind: "text",
    pattern: "^[a-z0-9][a-z0-9_-]{0,39}$",
    meaning: `The device's name for the city. ${NAME} or _; at most 40.`,
  },
  tenant: { kind: "text", pattern: "^[a-z0-9][a-z0-9-]{0,22}$", meaning: `Whose device it is. ${NAME}; at most 23.` },
  kind: { kind: "choice", of: ["lamp-post", "litter-bin"], meaning: "What it is." },
  mode: {
    kind: "choice",
    of: ["active", "observe"],
    default: "active",
    meaning: "observe: it decides and reports what it would do, and moves nothing.",
  },
  cycleHz: { kind: "rate", min: 10, max: 100, default: 50, meaning: "How often a second it looks and decides." },
  place: {
    latitudeDeg: {
      kind: "angle",
      min: -90,
      max: 90,
      meaning: "Latitude, such as 59.32938 N: the sun is reckoned for it.",
    },
    longitudeDeg: { kind: "angle", min: -180, max: 180, meaning: "Longitude, such as 18.06871 E." },
    label: optional("The place in words, such as Hornsgatan."),
  },
  asset: {
    plate: optional("The number on its plate."),
    cabinet: optional("The cabinet that feeds it."),
    phase: {
      kind: "choice",
      of: ["L1", "L2", "L3", "unknown"],
      default: "unknown",
      meaning: "The phase that feeds it.",
    },
    luminaire: optional("Maker and model of the luminaire."),
  },
  city: {
    broker: optional(
      "Where it reports to, such as mqtt://127.0.0.1:1883; without it the device works alone.",
      "^mqtts?://[^\\s/:]+(:[0-9]{1,5})?$",
    ),
    startDelayMs: {
      kind: "duration",
      min: 0,
      max: 600_000,
      default: 120_000,
      meaning: "The first connection waits a random time up to this, so that a street powered up at once is no herd.",
    },
    keepaliveMs: {
      kind: "duration",
      min: 10_000,
      max: 600_000,
      default: 60_000,
      meaning: "How often a silent connection is felt for.",
    },
  },
} satisfies Section;
