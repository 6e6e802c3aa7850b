import type { Lamp } from "../../device/hal/lamp.ts";
import { FULL_LEVEL } from "../../device/measure/dimming-curve.ts";
import { DONE, failed, type Fault, type Result } from "../../device/measure/fault.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import type { LampFeedback } from "../../device/measure/samples.ts";
import type { Instant } from "../../device/measure/time.ts";
import { percent, watts, type Percent } from "../../device/measure/units.ts";
import { levelOf, hear, lightOfLevel, newLuminaire, nextFrame, type Given, type Luminaire } from "../dali/luminaire.ts";
import type { Master, OpenMaster } from "../dali/master.ts";
import type { Reply } from "../dali/frames.ts";

export type DaliLampGiven = {
  /** The part's name in the config. */
  readonly part: string;
  readonly now: () => Instant;
  readonly log: (line: string) => void;
  /** Feeds the relay of the bus supply once; called as often as the cycle reads a lamp that has its bus. null: none is wired. */
  readonly feed: (() => void) | null;
};

/** A luminaire on a DALI bus. Told its full level as soon as the bus is there, before anything else; observed, told nothing. */
export class DaliLamp implements Lamp {
  readonly #given: DaliLampGiven;
  readonly #gear: Given;
  readonly #master: Master;
  #luminaire: Luminaire;
  #wanted: Percent = percent(100);
  /** Why there is no bus; null: there is one. */
  #noBus: Fault | null;
  #since: Instant;
  #starting = true;
  #timer: NodeJS.Timeout | undefined;

  constructor(gear: Given, open: OpenMaster, given: DaliLampGiven) {
    this.#given = given;
    this.#gear = gear;
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
    if (this.#noBus === null) this.#given.feed?.();
    const { actual, broken, energy } = this.#luminaire;
    const fault = this.#fault();
    if (fault !== null) return { ok: false, fault, at: this.#since };
    if (broken !== null) return faulty(this.#given.part, broken.cause, this.#since, broken.detail);
    if (actual === null) return faulty(this.#given.part, "starting", this.#since);
    const power = energy?.power ?? null;
    const levelPct = lightOfLevel(this.#luminaire, this.#gear, actual.level);
    return valid({ levelPct, powerW: power === null ? null : watts(power) }, actual.at <= now ? actual.at : now);
  }

  halt(): Result<void> {
    return this.setLevel(percent(100));
  }

  close(): Promise<void> {
    clearTimeout(this.#timer);
    return this.#master.close();
  }

  #fault(): Fault | null {
    const { lost } = this.#luminaire;
    return this.#noBus ?? (lost === null ? null : { part: this.#given.part, ...lost });
  }

  #ready(): void {
    this.#noBus = null;
    this.#luminaire = newLuminaire(this.#gear, this.#given.now());
    this.#go();
  }

  #lose(fault: Fault): void {
    this.#starting = false;
    if (this.#noBus?.detail === fault.detail && fault.detail !== undefined) return;
    this.#noBus = fault;
    this.#since = this.#given.now();
    clearTimeout(this.#timer);
    this.#given.log(`${fault.part}: ${fault.detail ?? fault.cause}`);
  }

  #go(): void {
    if (this.#noBus !== null) return;
    const now = this.#given.now();
    const wanted = this.#luminaire.settled ? levelOf(this.#luminaire, this.#gear, this.#wanted) : this.#firstLevel();
    const { state, frame, wakeAt } = nextFrame(this.#luminaire, this.#gear, wanted, now);
    this.#luminaire = state;
    if (frame !== null) {
      this.#master.send(frame, (reply) => {
        this.#heard(reply);
      });
    } else if (wakeAt !== null) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#go();
      }, wakeAt - now);
    }
  }

  #heard(reply: Reply): void {
    const was = this.#luminaire;
    const now = this.#given.now();
    const luminaire = hear(was, this.#gear, reply, now);
    this.#luminaire = luminaire;
    const told = (fault: Luminaire["lost"]) => fault?.detail;
    if (told(luminaire.lost ?? luminaire.broken) !== told(was.lost ?? was.broken)) {
      this.#since = now;
      this.#given.log(
        `${this.#given.part}: ${told(luminaire.lost ?? luminaire.broken) ?? "the gear is in order again"}`,
      );
    }
    if (luminaire.settled && !was.settled) this.#settled(luminaire);
    if (luminaire.lost !== null) this.#starting = false;
    this.#go();
  }

  #settled({ written }: Luminaire): void {
    this.#starting = false;
    if (written.length > 0)
      this.#given.log(`${this.#given.part}: the gear keeps anew and read back: ${written.join(", ")}`);
  }

  /** Its least level and curve are not known yet: full light is full on every curve. */
  #firstLevel(): number {
    return this.#wanted === 100 ? FULL_LEVEL : levelOf(this.#luminaire, this.#gear, this.#wanted);
  }
}
