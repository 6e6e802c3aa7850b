import type { LampBus } from "../../device/hal/lamp-bus.ts";
import type { Lamp } from "../../device/hal/lamp.ts";
import { FULL_LEVEL } from "../../device/measure/dimming-curve.ts";
import { DONE, failed, type Fault, type Result } from "../../device/measure/fault.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import type { BusSeen, LampFeedback } from "../../device/measure/samples.ts";
import type { Scheduler } from "../../device/measure/scheduler.ts";
import { millis, sooner, type Instant, type Millis } from "../../device/measure/time.ts";
import { percent, type Percent } from "../../device/measure/units.ts";
import { giveAddress, lookAround, type Asking } from "../dali/addressing.ts";
import { levelOf, hear, lightOfLevel, newLuminaire, nextFrame, type Given, type Luminaire } from "../dali/luminaire.ts";
import type { Master, OpenMaster } from "../dali/master.ts";
import type { Reply } from "../dali/frames.ts";
import { Survey } from "../dali/survey.ts";
import { feedbackOf } from "./feedback.ts";

export type DaliLampGiven = {
  /** The part's name in the config. */
  readonly part: string;
  readonly now: () => Instant;
  readonly log: (line: string) => void;
  /** Feeds the relay of the bus supply once; called as often as the cycle reads a lamp that has its bus. null: none is wired. */
  readonly feed: (() => void) | null;
  /** Left out: timers of the process. */
  readonly after?: Scheduler["after"];
};

/** How long closing waits for the last level to be on the wires. Our choice: half of what control gives it, and ten frames. */
const LAST_WORD_MS: Millis = millis(500);

/** A luminaire on a DALI bus. Told its full level as soon as the bus is there, before anything else; observed, told nothing. */
export class DaliLamp implements Lamp, LampBus {
  readonly #given: DaliLampGiven;
  readonly #gear: Given;
  readonly #master: Master;
  #luminaire: Luminaire;
  #survey: Survey | null = null;
  #wanted: Percent = percent(100);
  /** The master takes frames. */
  #isOpen = false;
  /** Why there is no bus, until the master has answered; null: there is one. */
  #noBus: Fault | null;
  #since: Instant;
  #starting = true;
  readonly #after: Scheduler["after"];
  #takeBack: () => void = () => undefined;
  /** Someone waits for the last level to be out; null: nobody. */
  #saidAll: (() => void) | null = null;

  constructor(gear: Given, open: OpenMaster, given: DaliLampGiven) {
    this.#given = given;
    this.#gear = gear;
    this.#after = given.after ?? afterwards;
    this.#since = given.now();
    this.#noBus = { part: given.part, cause: "starting" };
    this.#luminaire = newLuminaire(gear, this.#since);
    this.#master = open({
      ready: () => {
        this.#ready();
      },
      lost: ({ cause, detail }) => {
        this.#lose({ part: given.part, cause, detail });
      },
    });
  }

  setLevel(levelPct: Percent): Result<void> {
    const fault = this.#starting ? null : this.#fault();
    if (fault !== null) return failed(fault);
    this.#wanted = levelPct;
    this.#go();
    return DONE;
  }

  read(now: Instant): Reading<LampFeedback> {
    // A HAT that is gone would leave the gear at its last level, dark perhaps: without supply it is at full.
    if (this.#isOpen) this.#given.feed?.();
    const { actual, broken } = this.#luminaire;
    const fault = this.#fault();
    if (fault !== null) return { ok: false, fault, at: this.#since };
    if (broken !== null) return faulty(this.#given.part, broken.cause, this.#since, broken.detail);
    if (actual === null) return faulty(this.#given.part, "starting", this.#since);
    const levelPct = lightOfLevel(this.#luminaire, this.#gear, actual.level);
    return valid(feedbackOf(this.#luminaire, levelPct), actual.at <= now ? actual.at : now);
  }

  get seen(): BusSeen {
    return this.#survey?.seen ?? { is: "unseen" };
  }

  get written(): readonly string[] | null {
    return this.#luminaire.settled ? this.#luminaire.written : null;
  }

  lookAround(): Result<void> {
    return this.#begin(lookAround());
  }

  giveAddress(address: number): Result<void> {
    return this.#begin(giveAddress(address));
  }

  halt(): Result<void> {
    return this.setLevel(percent(100));
  }

  /** The level asked for last, full light after a halt, goes out first: another frame may be on its way. */
  async close(): Promise<void> {
    if (!this.#isOut()) {
      await new Promise<void>((resolve) => {
        this.#saidAll = resolve;
        this.#after(LAST_WORD_MS, resolve);
        this.#go();
      });
    }
    this.#takeBack();
    await this.#master.close();
  }

  /** Whether there is nothing that the gear should still be told, or no way to tell it. */
  #isOut(): boolean {
    const { asked, sent, lost } = this.#luminaire;
    if (!this.#isOpen || lost !== null || this.#gear.observes === true) return true;
    return asked !== "level" && sent === this.#aim();
  }

  #fault(): Fault | null {
    const { lost } = this.#luminaire;
    return this.#noBus ?? (lost === null ? null : { part: this.#given.part, ...lost });
  }

  #ready(): void {
    this.#isOpen = true;
    this.#luminaire = newLuminaire(this.#gear, this.#given.now());
    this.#go();
  }

  #begin(asking: Asking): Result<void> {
    if (!this.#isOpen && this.#noBus !== null) return failed(this.#noBus);
    if (this.seen.is === "looking") return failed({ part: this.#given.part, cause: "port-busy", detail: BUSY });
    this.#survey = new Survey(asking);
    this.#go();
    return DONE;
  }

  #lose(fault: Fault): void {
    this.#starting = false;
    this.#isOpen = false;
    this.#takeBack();
    this.#survey?.end(fault.detail ?? fault.cause);
    if (this.#noBus?.detail === fault.detail && fault.detail !== undefined) return;
    this.#noBus = fault;
    this.#since = this.#given.now();
    this.#given.log(`${fault.part}: ${fault.detail ?? fault.cause}`);
  }

  #go(): void {
    if (!this.#isOpen) return;
    const now = this.#given.now();
    const guest = this.#survey?.frameAt(now) ?? null;
    const { state, frame, wakeAt: idleUntil } = nextFrame(this.#luminaire, this.#gear, this.#aim(), now, guest);
    const wakeAt = sooner(idleUntil, this.#survey?.restUntil(now) ?? null);
    this.#luminaire = state;
    if (frame !== null) {
      this.#master.send(frame, (reply) => {
        this.#heard(reply);
      });
    } else if (wakeAt !== null) {
      this.#takeBack();
      this.#takeBack = this.#after(millis(wakeAt - now), () => {
        this.#go();
      });
    }
  }

  #heard(reply: Reply): void {
    const was = this.#luminaire;
    const now = this.#given.now();
    if (!(reply.kind === "failed" && reply.by === "silence")) this.#noBus = null;
    if (was.asked === "guest") this.#survey?.heard(reply, now);
    const luminaire = hear(was, this.#gear, reply, now);
    this.#luminaire = luminaire;
    if (troubleOf(luminaire) !== troubleOf(was)) {
      this.#since = now;
      this.#given.log(`${this.#given.part}: ${troubleOf(luminaire) ?? "the gear is in order again"}`);
    }
    if (luminaire.settled && !was.settled) this.#settled(luminaire);
    if (luminaire.lost !== null) this.#starting = false;
    this.#go();
    if (this.#isOut()) this.#saidAll?.();
  }

  #settled({ written }: Luminaire): void {
    this.#starting = false;
    if (written.length > 0)
      this.#given.log(`${this.#given.part}: the gear keeps anew and read back: ${written.join(", ")}`);
  }

  /** Before its least level and curve are known: full light is full on every curve. */
  #aim(): number {
    const { settled } = this.#luminaire;
    return !settled && this.#wanted === 100 ? FULL_LEVEL : levelOf(this.#luminaire, this.#gear, this.#wanted);
  }
}

const BUSY = "it looks around on the bus already: ask again when it has ended.";
const LAMP_FAILED = "the gear says that its lamp has failed: an LED module is open or short, or its plug is off.";
const troubleOf = ({ lost, broken, lampFailed }: Luminaire): string | undefined =>
  (lost ?? broken)?.detail ?? (lampFailed ? LAMP_FAILED : undefined);

const afterwards: Scheduler["after"] = (wait, run) => {
  const timer = setTimeout(run, wait);
  return () => {
    clearTimeout(timer);
  };
};
