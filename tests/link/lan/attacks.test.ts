import fc from "fast-check";
import { expect, it } from "vitest";
import { AGE_MAX_MS } from "../../../device/link/lan/neighbourhood.ts";
import { zoneSealing } from "../../../device/link/lan/packet.ts";
import { ANSWER_MS } from "../../../device/link/lan/peer-clock.ts";
import { millis } from "../../../device/measure/time.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { bytes, KEY, Path, wordsIn, ZONE, type Told } from "./path.ts";

const COUNT = 4;
/** What the clocks of posts run apart over an hour, and rounding. */
const SLACK_MS = 800;
const TIMEOUT_MS = 600_000;

/** What may happen on a LAN with posts, people, and someone who records, delays, alters and sends again. */
type Move =
  | { readonly move: "walk" | "restart" | "forget"; readonly post: number }
  | { readonly move: "wait"; readonly ms: number }
  | { readonly move: "slow"; readonly ms: number }
  | { readonly move: "cut"; readonly away: boolean }
  | { readonly move: "replay"; readonly which: number; readonly to: number | null }
  | { readonly move: "alter"; readonly which: number; readonly bit: number }
  | { readonly move: "forge"; readonly which: number; readonly shiftMs: number; readonly post: number };

const post = fc.nat(COUNT - 1);
const which = fc.nat(10_000);
const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ move: fc.constant("walk" as const), post }) },
  {
    weight: 5,
    arbitrary: fc.record({
      move: fc.constant("wait" as const),
      ms: fc.oneof(fc.nat(100), fc.nat(6_000), fc.constantFrom(1_800, 2_000, 5_000, 31_000, 700_000, 3_700_000)),
    }),
  },
  fc.record({ move: fc.constantFrom("restart" as const, "forget" as const), post }),
  fc.record({ move: fc.constant("slow" as const), ms: fc.constantFrom(0, 3, 40, 400, 499, 2_000) }),
  fc.record({ move: fc.constant("cut" as const), away: fc.boolean() }),
  { weight: 4, arbitrary: fc.record({ move: fc.constant("replay" as const), which, to: fc.option(post) }) },
  fc.record({ move: fc.constant("alter" as const), which, bit: fc.nat(8 * 192 - 1) }),
  fc.record({ move: fc.constant("forge" as const), which, shiftMs: fc.integer({ min: -9_000, max: 9_000 }), post }),
);

const FOREIGN = zoneSealing(KEY, `another than ${ZONE}`, bytes);

function live(history: readonly Move[]): Path {
  const path = new Path(COUNT);
  for (const move of history) make(path, move);
  path.lan.isCut = false;
  path.run(10_000);
  return path;
}

function make(path: Path, move: Move): void {
  const name = (index: number): string => path.names[index] ?? "";
  const recorded = (index: number) => path.packets[index % path.packets.length];
  switch (move.move) {
    case "walk":
      path.call(name(move.post));
      return;
    case "wait":
      path.run(move.ms);
      return;
    case "restart":
      path.startPost(name(move.post));
      return;
    case "forget":
      path.startPost(name(move.post), Math.max(1, path.bootOf(name(move.post)) - 1));
      return;
    case "slow":
      path.lan.latencyMs = millis(move.ms);
      return;
    case "cut":
      path.lan.isCut = move.away;
      return;
    case "replay": {
      const packet = recorded(move.which);
      if (packet !== undefined) path.inject(packet.from, move.to === null ? packet.to : name(move.to), packet.bytes);
      return;
    }
    case "alter": {
      const packet = recorded(move.which);
      if (packet === undefined) return;
      const altered = Uint8Array.from(packet.bytes);
      altered[move.bit >> 3] = (altered[move.bit >> 3] ?? 0) ^ (1 << (move.bit & 7));
      path.inject(packet.from, packet.to, altered);
      return;
    }
    case "forge": {
      const words = wordsIn(path.packets);
      const found = words[move.which % words.length];
      if (found === undefined) return;
      const { word, from, to } = found;
      path.inject(from, to, FOREIGN.seal({ ...word, n: word.n + move.post + 1, at: word.at + move.shiftMs }, to));
    }
  }
}

/** The call that a word tells of: by the post that it names, at about its moment. */
function callsOf(path: Path, { word, seenAt }: Told): readonly number[] {
  const errorMs = Math.abs(word.place) * ANSWER_MS + SLACK_MS;
  return path.calls.flatMap(({ by, at }, index) =>
    by === word.source && Math.abs(at - seenAt) <= errorMs ? [index] : [],
  );
}

function check(path: Path): void {
  const numbers = new Set<string>();
  for (const told of path.told) {
    const { by, word, toldAt, seenAt } = told;
    const hops = path.names.indexOf(word.source) - path.names.indexOf(by);
    expect(word.place).toBe(hops);
    const calls = callsOf(path, told);
    expect(calls.length, `${word.source} as told to ${by}`).toBeGreaterThan(0);
    const oldest = Math.min(...calls.map((index) => path.calls[index]?.at ?? 0));
    expect(toldAt - seenAt).toBeLessThanOrEqual(AGE_MAX_MS + SLACK_MS);
    expect(toldAt - oldest).toBeLessThanOrEqual(AGE_MAX_MS + Math.abs(hops) * ANSWER_MS + 2 * SLACK_MS + ANSWER_MS);
    expect(seenAt).toBeLessThanOrEqual(toldAt + SLACK_MS);
    numbers.add(`${by} ${word.source} ${seenAt}`);
  }
  expect(numbers.size, "a word was told twice").toBe(path.told.length);
  for (const by of path.names) {
    for (const source of path.names) {
      const told = path.told.filter((one) => one.by === by && one.word.source === source).length;
      const called = path.calls.filter((call) => call.by === source).length;
      expect(told, `${source} as told to ${by}`).toBeLessThanOrEqual(called);
    }
  }
  const sent = wordsIn(path.packets.filter(({ isForged }) => !isForged));
  const once = new Set(sent.map(({ from, to, word }) => `${from} ${to} ${word.source} ${word.at}`));
  expect(once.size, "a word was sent twice").toBe(sent.length);
}

it(
  "rows 8, 10: whatever is recorded, delayed, altered and sent again: each word is heard and sent on once, in time",
  {
    timeout: TIMEOUT_MS,
  },
  () => {
    let told = 0;
    fc.assert(
      fc.property(fc.array(moves, { minLength: 1, maxLength: 40 }), (history) => {
        const path = live(history);
        told += path.told.length;
        check(path);
      }),
      propertyRuns(1_000),
    );
    expect(told).toBeGreaterThan(0);
  },
);
