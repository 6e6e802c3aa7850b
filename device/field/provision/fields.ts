import type { FillIn } from "../../../config/fill-in.ts";
import { deviceSettings } from "../../../config/device-settings.ts";
import { neighboursSettings } from "../../../config/neighbours-settings.ts";
import { readValue } from "../../../config/value.ts";
import type { Setting } from "../../measure/setting.ts";

/** What a device of ours can be, and the example that its config begins as. */
export const TEMPLATES = {
  "lamp-post": "lamp-post.yaml",
  "litter-bin": "litter-bin.yaml",
  "bus-shelter": "bus-shelter.yaml",
} as const;
export type Kind = keyof typeof TEMPLATES;

/**
 * What a post is known by, as a person writes it; the names are those of the flags, of the questions and of the columns
 * of a street's file.
 */
export const FIELDS = [
  "tenant",
  "device",
  "kind",
  "place",
  "label",
  "plate",
  "cabinet",
  "phase",
  "zone",
  "group",
  "broker",
] as const;
export type Field = (typeof FIELDS)[number];
/** An optional one that is not known is absent. */
export type Answers = Readonly<Partial<Record<Field, string>>>;

type Rule = { readonly ask: string; readonly optional: boolean; readonly wrong: (text: string) => string | null };

const { place, asset, city } = deviceSettings;

export const RULES: Readonly<Record<Field, Rule>> = {
  tenant: { ask: "Whose device it is (tenant)", optional: false, wrong: by(deviceSettings.tenant) },
  device: {
    ask: "Its name for the city, such as the number on its plate",
    optional: false,
    wrong: by(deviceSettings.device),
  },
  kind: { ask: `What it is: ${Object.keys(TEMPLATES).join(", ")}`, optional: false, wrong: wrongKind },
  place: { ask: "Where it stands, such as 59.32938 N 18.06871 E", optional: false, wrong: wrongPlace },
  label: { ask: "The place in words, such as Hornsgatan", optional: true, wrong: by(place.label) },
  plate: { ask: "The number on its plate", optional: false, wrong: by(asset.plate) },
  cabinet: { ask: "The cabinet that feeds it", optional: true, wrong: by(asset.cabinet) },
  phase: { ask: "The phase that feeds it: L1, L2, L3", optional: true, wrong: by(asset.phase) },
  zone: { ask: "The zone of posts that tell each other who comes", optional: true, wrong: by(neighboursSettings.zone) },
  group: { ask: "Groups whose commands it obeys too, such as north, sweep", optional: true, wrong: by(city.groups) },
  broker: { ask: "The city's broker, such as mqtts://broker.example:8883", optional: false, wrong: wrongBroker },
};

/** What is wrong with an answer, and what to write instead; null: nothing. */
export function wrongAnswer(field: Field, text: string): string | null {
  const { optional, wrong } = RULES[field];
  if (text === "") return optional ? null : "An answer is needed.";
  return wrong(text);
}

/** The config's values for a post; what is not known is taken out of the example. */
export function fillIns(answers: Answers): readonly FillIn[] {
  const [latitude = "", longitude = ""] = splitPlace(answers.place ?? "") ?? [];
  const zone: readonly FillIn[] = answers.zone === undefined ? [] : [[["neighbours", "zone"], answers.zone]];
  return [
    [["device"], answers.device ?? null],
    [["tenant"], answers.tenant ?? null],
    [["place", "latitude"], latitude],
    [["place", "longitude"], longitude],
    [["place", "label"], answers.label ?? null],
    [["asset", "plate"], answers.plate ?? null],
    [["asset", "cabinet"], answers.cabinet ?? null],
    [["asset", "phase"], answers.phase ?? null],
    [["city", "broker"], answers.broker ?? null],
    [["city", "groups"], answers.group ?? null],
    ...zone,
  ];
}

/** `59.32938 N 18.06871 E`, with a comma between or without. */
const splitPlace = (text: string): readonly [string, string] | null => {
  const [, latitude, longitude] = /^([\d.]+ ?[NS]),? +([\d.]+ ?[EW])$/.exec(text) ?? [];
  return latitude === undefined || longitude === undefined ? null : [latitude, longitude];
};

/** Of an example: it speaks at once, for a desk, and a street that is powered up together would be a herd. */
export const OF_STREET: readonly FillIn[] = [[["city", "startDelay"], null]];

/** The same spot however it is written: what two posts cannot share. */
export function spotOf(text: string): string {
  const [latitude = text, longitude = ""] = splitPlace(text) ?? [];
  return [latitude, longitude].map((part) => part.replace(" ", "").replace(/(\.\d*?)0*(?=[NSEW]$)/, "$1")).join(" ");
}

function wrongPlace(text: string): string | null {
  const parts = splitPlace(text);
  if (parts === null)
    return `"${shortened(text)}" is no place. Write latitude and longitude, such as 59.32938 N 18.06871 E.`;
  return by(place.latitudeDeg)(parts[0]) ?? by(place.longitudeDeg)(parts[1]);
}

function wrongKind(text: string): string | null {
  return Object.hasOwn(TEMPLATES, text)
    ? null
    : `"${shortened(text)}" is none of them. Write ${Object.keys(TEMPLATES).join(", ")}.`;
}

/** A device that has a certificate and no TLS would show it to nobody. */
function wrongBroker(text: string): string | null {
  const wrong = by(city.broker)(text);
  if (wrong !== null || text.startsWith("mqtts://")) return wrong;
  return `"${shortened(text)}" is not encrypted. Write mqtts://, a host and a port, such as mqtts://broker.example:8883.`;
}

function by(setting: Setting): (text: string) => string | null {
  return (text) => {
    const read = readValue(setting, text);
    return read.ok ? null : `${read.wrong}. ${read.instead}`;
  };
}

const shortened = (text: string): string => text.replace(/\p{C}/gu, "?").slice(0, 60);
