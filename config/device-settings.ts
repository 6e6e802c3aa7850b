import { BACKENDS } from "../drivers/gpio/settings.ts";
import type { Section } from "./section.ts";

/** What the city is told of the asset. The birth message takes 64 characters, so none here may count as two. */
const words = (meaning: string) =>
  ({
    kind: "text",
    default: null,
    pattern: "^[^\\p{C}\\u{10000}-\\u{10FFFF}]{1,64}$",
    write: "Write at most 64 characters on one line, and no emoji.",
    meaning,
  }) as const;

const file = (meaning: string) =>
  ({
    kind: "text",
    default: null,
    pattern: "^/[^\\p{C}]{1,254}$",
    write: "Write the whole path of a file, such as /etc/gaturum/tls/ca.pem.",
    meaning,
  }) as const;

const PORT = "(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])";
/** A name, an IPv4 address, or an IPv6 address in brackets. No user or password: a config is no place for a secret. */
const HOST = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9_.-]{0,251}[a-zA-Z0-9])?|\\[[0-9a-fA-F:.]{2,45}\\])";

/** What comes from there is signed, but who can listen or change it on the way learns, or holds back, what runs here. */
const THIS_COMPUTER = "(?:localhost|127(?:\\.\\d{1,3}){3}|\\[::1\\])";

/** The keys of every device, without its parts and its kind's own section. */
export const deviceSettings = {
  device: {
    kind: "text",
    pattern: "^[a-z0-9][a-z0-9_-]{0,39}$",
    write: "Write small letters, digits, - and _, at most 40, such as post-4711-0382.",
    meaning: "The device's name for the city, such as the number on its plate.",
  },
  tenant: {
    kind: "text",
    pattern: "^[a-z0-9][a-z0-9-]{0,22}$",
    write: "Write small letters, digits and -, at most 23, such as stockholm.",
    meaning: "Whose device it is.",
  },
  kind: { kind: "choice", of: ["lamp-post", "litter-bin"], meaning: "What it is." },
  mode: {
    kind: "choice",
    of: ["active", "observe"],
    default: "active",
    meaning: "observe: it decides and reports what it would do, and moves nothing.",
  },
  cycleHz: { kind: "rate", min: 10, max: 100, default: 50, meaning: "How often a second it looks and decides." },
  gpio: {
    backend: {
      kind: "choice",
      of: BACKENDS,
      default: "auto",
      meaning: "The way to the GPIO lines. auto takes the kernel's character device, then sysfs, and says which.",
    },
  },
  watchdog: {
    device: {
      kind: "text",
      default: null,
      pattern: "^/dev/watchdog[0-9]?$",
      write: "Write /dev/watchdog, or another of ls /dev/watchdog*.",
      meaning:
        "The computer's own watchdog: it restarts a computer whose cycle stands still. Without this key none is used.",
    },
    timeoutMs: {
      kind: "duration",
      min: 5_000,
      max: 15_000,
      default: 15_000,
      meaning: "It waits so long. A Raspberry Pi can do no more than 15 s.",
    },
  },
  place: {
    latitudeDeg: { kind: "latitude", min: -90, max: 90, meaning: "Where it stands; the sun is reckoned for it." },
    longitudeDeg: { kind: "longitude", min: -180, max: 180, meaning: "Where it stands." },
    label: words("The place in words, such as Hornsgatan."),
  },
  asset: {
    plate: words("The number on its plate."),
    cabinet: words("The cabinet that feeds it."),
    phase: {
      kind: "choice",
      of: ["L1", "L2", "L3", "unknown"],
      default: "unknown",
      meaning: "The phase that feeds it.",
    },
    luminaire: words("Maker and model of the luminaire."),
  },
  city: {
    broker: {
      kind: "text",
      default: null,
      pattern: `^mqtts?://${HOST}(?::${PORT})?$`,
      write: "Write mqtt:// or mqtts://, a host, and a port from 1 to 65535, such as mqtt://127.0.0.1:1883.",
      meaning: "The MQTT broker that it reports to. Without this key it works alone.",
    },
    tls: {
      ca: file("Who signs brokers: certificates in PEM. Without it whom Node trusts, which no broker of one's own is."),
      certificate: file(
        "This device's own certificate, in PEM. A new one, and its key, put into the folder next beside it are tried at the next connection, and take its place once a session with them has held.",
      ),
      key: file("The key of that certificate, in PEM, readable for link alone."),
    },
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
    storeWithinMs: {
      kind: "duration",
      min: 1_000,
      max: 600_000,
      default: 60_000,
      meaning: "Measurements are written to the card within this, and then sent; a power cut takes those that are not.",
    },
    storeTogether: {
      kind: "count",
      min: 1,
      max: 64,
      default: 64,
      meaning:
        "Or when there are so many of them. Fewer at once wear the card sooner: one alone writes it 40 times as much.",
    },
    homeAssistant: {
      kind: "switch",
      default: false,
      meaning: "It shows itself to a Home Assistant on the same broker, for reading (docs/home-assistant.md).",
    },
    updates: {
      kind: "text",
      default: null,
      pattern: `^(?:https://${HOST}|http://${THIS_COMPUTER})(?::${PORT})?(?:/[a-zA-Z0-9._~-]{1,64}){0,8}/?$`,
      write:
        "Write https://, a host and a folder, such as https://updates.example/gaturum. http:// is for 127.0.0.1 alone.",
      meaning:
        "The folder of signed updates that it looks into once a day (docs/release.md). Without this key they come by a stick alone. The city's settings cannot change it.",
    },
    trust: {
      kind: "text",
      default: null,
      pattern: "^/[^\\p{C}\\s]{1,127}$",
      write: "Write the path of the trust file, such as /etc/gaturum/trust.json.",
      meaning: "The keys of those whose commands it obeys. Without this key it obeys nobody.",
    },
    groups: {
      kind: "text",
      default: null,
      pattern: "^[a-z0-9][a-z0-9-]{0,47}(?:, [a-z0-9][a-z0-9-]{0,47}){0,3}$",
      write: "Write one to four names of lower case letters, digits and hyphens, such as: north, sweep.",
      meaning: "Groups whose commands it obeys too, at most four.",
    },
  },
} satisfies Section;
