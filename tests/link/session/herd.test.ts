import { describe, expect, it } from "vitest";
import { linkConfig } from "../rig.ts";
import { Conversation } from "../../../device/link/session/conversation.ts";
import type { CloseCause } from "../../../device/link/session/close-cause.ts";
import type { Transport, TransportEvent } from "../../../device/link/session/transport.ts";
import { Seldom } from "../../../device/link/seldom.ts";
import { after, hours, instant, millis, minutes, seconds, type Millis } from "../../../device/measure/time.ts";
import { SimulatedTime } from "../../../hal-mocks/simulated-time.ts";
import { wholeNumber } from "../../setup/property-runs.ts";

/** Another one each time in `npm run test:long`. */
const SEED = wholeNumber(process.env["GATURUM_SEED"]) ?? 1;
const DEVICES = 1_000;
const SPREAD_MS = minutes(2);
const TEN_S = 10_000;

describe("R6: 1,000 devices are no herd", () => {
  it("when all are powered up at one dusk", () => {
    const street = new Street();
    street.run(SPREAD_MS + 1_000);
    expect(street.live).toBe(DEVICES);
    expectSpread(street.opened, SPREAD_MS);
  });

  for (const outageMs of [seconds(5), seconds(60), minutes(10), hours(3)])
    it(`when a broker that hung up comes back after ${outageMs / 1_000} s`, () => {
      const street = new Street();
      street.run(SPREAD_MS + minutes(5));
      street.hangUp();
      street.run(outageMs);
      street.comeBack();
      street.run(minutes(6));
      expect(street.live).toBe(DEVICES);
      expectSpread(street.opened, SPREAD_MS);
    });

  it("when power comes back while the broker is away for another half hour", () => {
    const street = new Street();
    street.hangUp();
    street.run(minutes(30));
    street.comeBack();
    street.run(minutes(6));
    expect(street.live).toBe(DEVICES);
    expectSpread(street.opened, SPREAD_MS);
  });

  it("and the host can widen the spread", () => {
    const street = new Street({ v: 1, leaseS: 60, receipts: true, spreadS: 280 });
    street.run(SPREAD_MS + minutes(5));
    street.hangUp();
    street.run(seconds(1));
    street.comeBack();
    street.run(minutes(6));
    expect(street.live).toBe(DEVICES);
    expectSpread(street.opened, seconds(280));
    const [first = 0] = street.opened;
    expect((street.opened.at(-1) ?? 0) - first).toBeGreaterThan(0.9 * 280_000);
  });

  it("and all of them ask for a broker that is away no more often than one in five minutes each, in the end", () => {
    const street = new Street();
    street.hangUp();
    street.run(hours(1));
    const before = street.tries;
    street.run(hours(1));
    expect((street.tries - before) / DEVICES).toBeLessThan(hours(1) / minutes(3));
  });
});

/** Peak of any 10 s at most twice the mean of the spread. */
function expectSpread(moments: readonly number[], spreadMs: Millis): void {
  const mean = (DEVICES * TEN_S) / spreadMs;
  let [peak, from] = [0, 0];
  for (const [index, moment] of moments.entries()) {
    while (moment - (moments[from] ?? 0) >= TEN_S) from += 1;
    peak = Math.max(peak, index - from + 1);
  }
  expect(moments).toHaveLength(DEVICES);
  expect(peak).toBeLessThanOrEqual(2 * mean);
}

/** Devices and a broker that only connects, grants and acknowledges. */
class Street {
  /** When each session since the last hanging up was opened. */
  opened: number[] = [];
  tries = 0;
  readonly #time = new SimulatedTime(instant(0));
  readonly #devices: Conversation[];
  readonly #host: object | null;
  readonly #clients = new Set<(event: TransportEvent) => void>();
  readonly #random = randomFrom(SEED);
  #isAway = false;

  constructor(host: object | null = null) {
    this.#host = host;
    this.#devices = Array.from({ length: DEVICES }, () => this.#device());
  }

  get live(): number {
    return this.#devices.filter(({ isLive }) => isLive).length;
  }

  run(forMs: Millis | number): void {
    this.#time.moveTo(after(this.#time.now(), millis(forMs)));
  }

  hangUp(): void {
    this.#isAway = true;
    this.opened = [];
    for (const take of [...this.#clients]) take({ event: "closed", cause: LOST });
    this.#clients.clear();
  }

  comeBack(): void {
    this.#isAway = false;
  }

  #device(): Conversation {
    const city = { ...linkConfig().city, startDelayMs: SPREAD_MS };
    const now = () => this.#time.now();
    return new Conversation({
      config: { ...linkConfig(), city },
      transport: this.#transport(),
      scheduler: this.#time,
      random: this.#random,
      nextSession: () => 1,
      boot: "00000000000000bb",
      onShared: () => undefined,
      state: () => ({ topic: "state", payload: "", retain: true }),
      introduction: () => [],
      onLive: () => undefined,
      onDown: () => undefined,
      onEnd: () => undefined,
      trouble: new Seldom(() => undefined, now),
      say: () => undefined,
    });
  }

  #transport(): Transport {
    const soon = (run: () => void) => void this.#time.after(millis(20), run);
    return {
      connect: (_, take) => {
        this.tries += 1;
        soon(() => {
          if (this.#isAway) {
            take({ event: "closed", cause: UNREACHABLE });
            return;
          }
          this.#clients.add(take);
          this.opened.push(this.#time.now());
          take({
            event: "opened",
            sessionPresent: true,
            receiveMaximum: 20,
            payloadBytesMax: Infinity,
            localAddress: null,
          });
        });
        return {
          subscribe: (_topics, done) => {
            soon(() => {
              if (this.#host !== null) take({ event: "message", ...HOST, payload: bytesOf(this.#host) });
              done([]);
            });
          },
          publish: (_message, done) => soon(() => done({ ok: true })),
          send: () => false,
          leave: () => undefined,
          drop: () => void this.#clients.delete(take),
        };
      },
    };
  }
}

const LOST: CloseCause = { kind: "lost", text: "closed by the broker or the network" };
const UNREACHABLE: CloseCause = { kind: "unreachable", text: "ECONNREFUSED" };
const HOST = { topic: "gaturum/1/stockholm/_host/state", taken: () => undefined };
const bytesOf = (value: object) => new TextEncoder().encode(JSON.stringify(value));

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
