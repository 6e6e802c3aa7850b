import { buildTopic, type Topic } from "../../device/contract/topics.ts";
import { audienceOf, commandType, groupAudienceOf, signed } from "../../device/contract/signed.ts";
import type { Word } from "../../device/link/lan/payload.ts";
import { OPS, OTHER_OPS } from "./commands/rig.ts";
import { SEALING, ZONE } from "./lan/path.ts";
import { BASE } from "./rig.ts";

const OWN = { tenant: "stockholm", device: "lamp-1" } as const;
export const GROUP = "path";
export const HEARD = ["host", "desired", "command", "group-command", "ack", "state", "zone"] as const;
export type HeardAt = (typeof HEARD)[number];
export type Packet = { readonly topic: string; readonly payload: Uint8Array };
type Said = Readonly<Record<string, unknown>>;

/** What a device may hear in earnest: mutated, it is nearly right. `n` makes each another one. */
function inEarnest(at: Exclude<HeardAt, "zone">, n: number, nowMs: number, boot: string): Said {
  const head = { v: 1, kid: "ops-1" };
  switch (at) {
    case "host":
      return { v: 1, leaseS: 60, receipts: n % 2 === 0, minBackoffS: 1, spreadS: 5, drainPerS: 2 };
    case "state":
      return { v: 1, status: "lost", session: 1 + n, boot, ts: nowMs, timeQuality: "sync" };
    case "ack": {
      const need = { id: `n-${n}`, expires: nowMs + 60_000, ranges: [[boot, 1, 1, 3]] };
      return { v: 1, watermark: { [boot]: { "0": n % 7, "1": 2, "2": 1 } }, need };
    }
    case "desired": {
      const anchors = [{ kid: "ops-3", key: "A".repeat(43) }];
      const trust = { aud: OWN.tenant, typ: "trust", version: 2, anchors, kid: "root-1", sig: "A".repeat(86) };
      const state = { lamp: { base: "30 %" }, city: { startDelay: "5 s" }, trust };
      return { ...head, aud: audienceOf(OWN.tenant, OWN.device), typ: "twin", epoch: 1, version: n, state };
    }
    case "command":
    case "group-command": {
      const inGroup = at === "group-command";
      const aud = inGroup ? groupAudienceOf(OWN.tenant, GROUP) : audienceOf(OWN.tenant, OWN.device);
      const name = NAMES[n % NAMES.length] ?? "dim";
      const times = { issuedAt: nowMs, expires: nowMs + 60_000, counter: n };
      const args = name === "dim" ? { levelPct: n % 101, forS: 60 } : {};
      return { ...head, aud, typ: commandType(name), id: `c-${n}`, name, args, ...times, ...(inGroup ? GROUPED : {}) };
    }
  }
}
const NAMES = ["dim", "dim-clear", "identify", "rebirth", "snapshot", "bundle", "reload", "no-such-verb"];
const GROUPED = { spreadMs: 1_000 };

/** A command by the other of the two keys, which nobody has misused. */
export const sound = (n: number, nowMs: number): Packet =>
  packet("command", n, signed({ ...inEarnest("command", n, nowMs, ""), kid: "ops-2" } as never, OTHER_OPS.private));

/** The `n`th of a seed's: each draw of `random` is one from 0 to below 1. */
export function hostile(n: number, random: () => number, nowMs: number, boot: string): Packet {
  const at = pick(HEARD, random);
  if (at === "zone") return { topic: buildTopic({ at, tenant: OWN.tenant, zone: ZONE }), payload: zoneWord(n, random) };
  const said = inEarnest(at, n, nowMs, boot);
  const draw = random();
  // As from a backend that has the key and does not know what it says; few, for a device remembers 64 in ten minutes.
  if (draw < 0.02) {
    // A huge counter or number, signed, would rightly close the door to all that follow.
    const kept = at === "desired" ? { epoch: 1, version: n } : { counter: n };
    return packet(at, n, resigned(random() < 0.5 ? said : { ...twisted(said, random), ...kept }));
  }
  const text = JSON.stringify(draw < 0.5 ? twisted(said, random) : { ...said, sig: "A".repeat(86) });
  const { topic } = packet(at, n, said);
  return { topic, payload: draw < 0.4 ? Buffer.from(text) : mangled(Buffer.from(text), random) };
}

function packet(at: Exclude<HeardAt, "zone">, n: number, said: unknown): Packet {
  const command = NAMES[n % NAMES.length] ?? "dim";
  const topic: Topic =
    at === "host"
      ? { at, tenant: OWN.tenant }
      : at === "command"
        ? { at, ...OWN, command }
        : at === "group-command"
          ? { at, tenant: OWN.tenant, group: GROUP, command }
          : { at, ...OWN };
  return { topic: at === "state" ? `${BASE}/up/state` : buildTopic(topic), payload: Buffer.from(JSON.stringify(said)) };
}

/** What has no canonical form has no signature either, and goes as it is. */
function resigned(said: Said): Said {
  try {
    return signed(said as never, OPS.private);
  } catch {
    return said;
  }
}

function zoneWord(n: number, random: () => number): Uint8Array {
  const sender = { via: "post-2", boot: 3, run: "00000000000000bb" };
  const seen = { source: "post-2", sourceBoot: 3, n: 1 + n, hop: 0, ttl: 4, at: 5_000 + n, errorMs: 7 };
  const word: Word = { kind: "word", ...sender, ...seen };
  const bytes = SEALING.seal(word, OWN.device);
  return random() < 0.3 ? bytes : mangled(bytes, random);
}

const ODD: readonly unknown[] = [
  ...[
    null,
    true,
    "",
    "x".repeat(70_000),
    -1,
    0,
    1e308,
    -0,
    2 ** 53,
    0.1,
    8.64e15 + 1,
    [],
    {},
    [[]],
    "\u0000",
    "\ud800",
  ],
  ...[
    "__proto__",
    "constructor",
    { toString: 1 },
    { length: 1e9 },
    { length: { toString: 1 } },
    "1970",
    "NaN",
    "../../etc",
    "+/#",
    nested(500),
  ],
  JSON.parse('{"__proto__": {"v": 1}, "constructor": {"prototype": 7}}'),
];

function nested(deep: number): unknown {
  return deep === 0 ? 1 : [nested(deep - 1)];
}

/** One to three of its values, wherever they are, become odd, go, or come twice under another name. */
function twisted(said: Said, random: () => number): Said {
  const copy = structuredClone(said) as Record<string, unknown>;
  for (let more = 1 + Math.floor(random() * 3); more > 0; more -= 1) {
    let place: Record<string, unknown> = copy;
    for (;;) {
      const keys = Object.keys(place);
      const key = keys.length === 0 ? "x" : pick(keys, random);
      const value = place[key];
      if (typeof value === "object" && value !== null && random() < 0.7) {
        place = value as Record<string, unknown>;
        continue;
      } else if (random() < 0.2) Reflect.deleteProperty(place, key);
      else if (random() < 0.1) place[`${key}${key}`] = value;
      else place[key] = structuredClone(pick(ODD, random));
      break;
    }
  }
  return copy;
}

/** Bits flipped, cut short, a piece doubled, put elsewhere or made anew. */
function mangled(bytes: Uint8Array, random: () => number): Uint8Array {
  const place = (): number => Math.floor(random() * (bytes.length + 1));
  const [from, to] = [place(), place()].sort((one, other) => one - other) as [number, number];
  switch (Math.floor(random() * 6)) {
    case 0: {
      const flipped = Uint8Array.from(bytes);
      for (let more = 1 + Math.floor(random() * 8); more > 0; more -= 1) flipped[place()] = Math.floor(random() * 256);
      return flipped;
    }
    case 1:
      return bytes.subarray(0, from);
    case 2:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    case 4:
      return Buffer.concat([bytes.subarray(to), bytes.subarray(0, from)]);
    default:
      return Uint8Array.from({ length: place() }, () => Math.floor(random() * 256));
  }
}

const pick = <T>(of: readonly T[], random: () => number): T => of[Math.floor(random() * of.length)] as T;
