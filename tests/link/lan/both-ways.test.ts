import fc from "fast-check";
import { expect, it } from "vitest";
import { millis } from "../../../device/measure/time.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { TOPIC, Zone } from "./zone.ts";

const COUNT = 3;
const TIMEOUT_MS = 600_000;

/** What may happen to posts with a LAN and a broker, and with someone who records what goes by either and sends it again. */
type Move =
  | { readonly move: "walk"; readonly post: number }
  | { readonly move: "wait"; readonly ms: number }
  | { readonly move: "lan" | "broker"; readonly away: boolean }
  | { readonly move: "slow"; readonly lan: number; readonly broker: number }
  | { readonly move: "replay"; readonly which: number; readonly to: number; readonly onLan: boolean };

const post = fc.nat(COUNT - 1);
const latency = fc.constantFrom(0, 3, 40, 400, 2_000);
const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ move: fc.constant("walk" as const), post }) },
  {
    weight: 5,
    arbitrary: fc.record({ move: fc.constant("wait" as const), ms: fc.oneof(fc.nat(100), fc.nat(40_000)) }),
  },
  { weight: 2, arbitrary: fc.record({ move: fc.constantFrom("lan" as const, "broker" as const), away: fc.boolean() }) },
  fc.record({ move: fc.constant("slow" as const), lan: latency, broker: latency }),
  {
    weight: 3,
    arbitrary: fc.record({
      move: fc.constant("replay" as const),
      which: fc.nat(10_000),
      to: post,
      onLan: fc.boolean(),
    }),
  },
);

class Recorded extends Zone {
  readonly packets: Uint8Array[] = [];
  readonly walks: { readonly by: string; readonly at: number }[] = [];

  constructor() {
    super(COUNT, { withLan: true });
    if (this.lan !== null) this.lan.watch = (_from, _to, packet) => this.packets.push(packet);
    this.broker.watch(TOPIC, (_topic, packet) => this.packets.push(packet));
  }

  make(move: Move): void {
    switch (move.move) {
      case "walk":
        this.walks.push({ by: this.post(move.post).name, at: this.time.now() });
        this.post(move.post).call();
        return;
      case "wait":
        this.run(move.ms);
        return;
      case "lan":
        if (this.lan !== null) this.lan.isCut = move.away;
        return;
      case "broker":
        if (move.away) this.broker.cut();
        else this.broker.mend();
        return;
      case "slow":
        if (this.lan !== null) this.lan.latencyMs = millis(move.lan);
        this.broker.latencyMs = millis(move.broker);
        return;
      case "replay": {
        const packet = this.packets[move.which % Math.max(1, this.packets.length)];
        if (packet === undefined) return;
        if (move.onLan) this.lan?.inject("anyone", this.post(move.to).name, packet);
        else this.broker.publish(TOPIC, packet, false);
      }
    }
  }
}

it(
  "rows 8, 10: by whichever ways a word comes, and however often: it is told once, where it was",
  { timeout: TIMEOUT_MS },
  () => {
    let told = 0;
    fc.assert(
      fc.property(fc.array(moves, { minLength: 1, maxLength: 40 }), (history) => {
        const zone = new Recorded();
        for (const move of history) zone.make(move);
        zone.run(10_000);
        told += zone.told.length;
        for (const { name, heard } of zone.posts) {
          for (const { source, place } of heard) {
            expect(place).toBe(indexOf(zone, source) - indexOf(zone, name));
          }
          for (const source of new Set(heard.map((word) => word.source))) {
            const walks = zone.walks.filter(({ by }) => by === source);
            const words = heard.filter((word) => word.source === source);
            expect(words.length, `${source} as told to ${name}`).toBeLessThanOrEqual(walks.length);
          }
        }
        expect(zone.backend.problems).toEqual([]);
        expect(zone.posts.every(({ link }) => link.status().bad === 0)).toBe(true);
      }),
      propertyRuns(300),
    );
    expect(told).toBeGreaterThan(0);
  },
);

const indexOf = (zone: Zone, name: string): number => zone.posts.findIndex((found) => found.name === name);
