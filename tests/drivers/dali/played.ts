import { instant, millis, type Instant } from "../../../device/measure/time.ts";
import { percent } from "../../../device/measure/units.ts";
import type { Frame, Reply } from "../../../drivers/dali/frames.ts";
import { hear, levelOf, newLuminaire, nextFrame, type Given, type Luminaire } from "../../../drivers/dali/luminaire.ts";
import type { Master, MasterListener } from "../../../drivers/dali/master.ts";
import type { Asking } from "../../../drivers/dali/addressing.ts";
import { Survey } from "../../../drivers/dali/survey.ts";
import { MockDaliBus } from "../../../hal-mocks/dali-bus.ts";
import type { MockDaliGear } from "../../../hal-mocks/dali-gear.ts";

/** A frame at 1200 baud with its pause takes 25 ms, its answer 10 more; one that is sent twice, as long again. */
export const frameMs = ({ twice, answers }: Frame): number => (twice ? 60 : answers ? 35 : 25);

export const GIVEN: Given = {
  target: "all",
  wish: { powerOnLevel: 254, systemFailureLevel: 254, fade: 0, curve: 0 },
};

/** A lamp's dialogue with gear on a simulated bus, on simulated time. */
export class PlayedLamp {
  readonly bus: MockDaliBus;
  readonly gear: MockDaliGear;
  readonly given: Given;
  state: Luminaire;
  now: Instant = instant(0);
  wantedPct = 100;
  /** The device: while it is dead nothing is sent. */
  alive = true;
  /** Another dialogue on the same bus. */
  survey: Survey | null = null;
  #wakeAt: Instant | null = null;
  #pending: { readonly at: number; readonly reply: Reply } | null = null;

  constructor(gear: MockDaliGear, given: Given = GIVEN) {
    this.gear = gear;
    this.bus = new MockDaliBus(gear);
    this.given = given;
    this.state = newLuminaire(given, this.now);
  }

  restart(): void {
    this.alive = true;
    this.#pending = null;
    this.wantedPct = 100;
    this.state = newLuminaire(this.given, this.now);
  }

  /** Plays a dialogue to its end, beside the lamp's own; how long it took. */
  surveyed(asking: Asking, tick: () => void = () => undefined): { readonly tookMs: number } & Survey["seen"] {
    const from = this.now;
    const survey = new Survey(asking);
    this.survey = survey;
    while (survey.seen.is === "looking") this.run(20, tick);
    return { ...survey.seen, tookMs: this.now - from };
  }

  /** Lets time go by, `tick` after each `stepMs` of it and whenever something is said on the bus. */
  run(forMs: number, tick: () => void = () => undefined, stepMs = 5): void {
    const end = this.now + forMs;
    while (this.now < end) {
      if (this.alive) this.#turn();
      const due = this.alive ? (this.#pending?.at ?? this.#wakeAt ?? end) : end;
      this.now = instant(Math.min(end, this.now + stepMs, Math.max(due, this.now + 1)));
      tick();
    }
  }

  #turn(): void {
    if (this.#pending !== null && this.now >= this.#pending.at) {
      if (this.state.asked === "guest") this.survey?.heard(this.#pending.reply, this.now);
      this.state = hear(this.state, this.given, this.#pending.reply, this.now);
      this.#pending = null;
    }
    const { state, frame, wakeAt } = nextFrame(
      this.state,
      this.given,
      levelOf(this.state, this.given, percent(this.wantedPct)),
      this.now,
      this.survey?.frameAt(this.now),
    );
    this.state = state;
    this.#wakeAt = wakeAt;
    if (frame === null) return;
    const reply = this.bus.transmit(frame.bytes, frame.twice, this.now);
    this.#pending = { at: this.now + millis(frameMs(frame)), reply };
  }
}

/** A way to a simulated bus in real time: what `HatMaster` is to a real one. */
export class MockMaster implements Master {
  readonly #bus: MockDaliBus;
  readonly #now: () => Instant;

  constructor(bus: MockDaliBus, now: () => Instant, listener: MasterListener) {
    this.#bus = bus;
    this.#now = now;
    setImmediate(() => {
      listener.ready();
    });
  }

  send({ bytes, twice }: Frame, replied: (reply: Reply) => void): void {
    setImmediate(() => {
      replied(this.#bus.transmit(bytes, twice, this.#now()));
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
