import type { Section } from "./section.ts";

/** Eight on each side, as far as `lamp.neighbours` can reach. */
const POSTS_MAX = 16;
/** Eight posts, 40 m apart, and room. */
const DISTANCE_MAX_MM = 1_000_000;

const HOST = "^[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?$";
/** Not one of the ports that a service has, and next to that of the street's page. */
const PORT = { kind: "count", min: 1, max: 65_535 } as const;

export const lanSettings = {
  host: {
    kind: "text",
    pattern: HOST,
    write: "Write an IPv4 address of this computer, or 0.0.0.0 for all of them.",
    default: "0.0.0.0",
    meaning: "The address that it listens on.",
  },
  port: { ...PORT, default: 7_475, meaning: "The UDP port that it listens on." },
} as const satisfies Section;

export const neighbourPostSettings = {
  address: {
    kind: "text",
    pattern: HOST,
    write: "Write an IPv4 address or a name, such as 10.1.2.3.",
    meaning: "Where it is on the local network.",
  },
  port: { ...PORT, default: null, meaning: "Its UDP port, where that is not the one of lan." },
  distanceMm: {
    kind: "length",
    min: -DISTANCE_MAX_MM,
    max: DISTANCE_MAX_MM,
    meaning: "How far it is along the path: ahead as it is, behind with a minus.",
  },
} as const satisfies Section;

/** The posts along the path, at the top level of a lamp post's config. */
export const neighboursSettings = {
  zone: {
    kind: "text",
    pattern: "^(?!up$)[a-z0-9][a-z0-9-]{0,31}$",
    write: "Write small letters, digits and -, at most 32 and not up, such as hornsgatan.",
    meaning: "The name of the path. Its posts have one name, and one key.",
  },
  keyFile: {
    kind: "text",
    pattern: "^/[^\\p{C}\\s]{1,127}$",
    write: "Write the path of the file that holds the key, such as /etc/gaturum/zone.key.",
    wrong: "this is not the whole path of a file, and a key itself has no place in a config",
    meaning: "The file with the key of the zone, which only gaturum may read.",
  },
  lan: { kind: "optional", of: lanSettings, meaning: "They speak over the local network, with no broker between." },
  overBroker: {
    kind: "switch",
    default: false,
    meaning:
      "They speak over the city's broker too, for a path without a network of its own. It cannot read what they say; " +
      "but whoever watches it sees when each post speaks, and so when someone moves along the path.",
  },
  posts: {
    kind: "named",
    of: neighbourPostSettings,
    max: POSTS_MAX,
    pattern: "^[a-z0-9][a-z0-9_-]{0,39}$",
    write: "Write its key device: small letters, digits, - and _, at most 40, such as post-4711-0383.",
    what: "post",
    example: "{ address: 10.1.2.3, distance: 22 m }",
    meaning: "The posts that it tells and hears, each under the name that its own config has as device.",
  },
} as const satisfies Section;
