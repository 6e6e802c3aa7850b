import { saysTheSame } from "../../device/control/held.ts";
import type { LampPostParts } from "../../device/hal/parts.ts";
import type { Lamp } from "../../device/hal/lamp.ts";
import type { Reading } from "../../device/measure/reading.ts";
import type { Scheduler } from "../../device/measure/scheduler.ts";
import { elapsed, millis, type Instant } from "../../device/measure/time.ts";
import { percent } from "../../device/measure/units.ts";
import type { Around } from "../../device/together/device.ts";
import { DaliLamp } from "../../drivers/dali-lamp/driver.ts";
import { MockDaliBus } from "../../hal-mocks/dali-bus.ts";
import { MockDaliGear } from "../../hal-mocks/dali-gear.ts";
import { SimulatedHat } from "../drivers/dali/hat.ts";
import { GIVEN } from "../drivers/dali/played.ts";
import type { Fit } from "./watched-lamps.ts";

/** The relay's own time from the last change of its line (drivers/gpio-watchdog-relay). */
const RELAY_MS = 500;
const LOOK_MS = millis(20);
/** Of the lamp that the example config hangs there. */
const FULL_W = 29.6;

/**
 * A lamp post whose lamp is the real DALI driver: on simulated time, by the words of the HAT, to gear on a simulated bus. The
 * light of the gear is the light of the post in its world.
 */
export class DaliPost {
  readonly lamp: DaliLamp;
  readonly bus: MockDaliBus;
  readonly log: string[] = [];
  /** Control stands still: no cycle runs, and nothing that it had planned. */
  hung = false;
  /** Whether the relay of the bus supply is looked after: only while every cycle runs, for it counts on each of them. */
  #relayWatched = false;
  #fedAt: Instant;
  #looks = false;
  #told: Reading<unknown> | null = null;
  #shownPct = 100;
  readonly #time: Scheduler;
  readonly #light: Lamp;

  constructor({ scheduler, parts }: Around) {
    const light = (parts as LampPostParts).lamp;
    if (light === undefined) throw new Error("a lamp post without a lamp");
    [this.#time, this.#light] = [scheduler, light];
    const now = (): Instant => scheduler.now();
    this.#fedAt = now();
    this.bus = new MockDaliBus(new MockDaliGear({ fullW: FULL_W, serial: 1 }, now()));
    const alive: Scheduler = {
      now,
      after: (wait, run) =>
        scheduler.after(wait, () => {
          if (!this.hung) run();
        }),
    };
    this.lamp = new DaliLamp(
      GIVEN,
      (listener) => new SimulatedHat(this.bus, alive, () => void this.shine(), listener),
      {
        ...{ part: "lamp", now, after: (wait, run) => alive.after(wait, run) },
        log: (line) => void this.log.push(line),
        feed: () => {
          if (!this.#looks) this.#fedAt = now();
        },
      },
    );
  }

  get gear(): MockDaliGear {
    const [gear] = this.bus.gear;
    if (gear === undefined) throw new Error("no gear on the bus");
    return gear;
  }

  /** Another gear is put in the place of this one. */
  change(gear: MockDaliGear): void {
    this.bus.gear.splice(0, 1, gear);
  }

  /** The gear's light is that of the post. */
  shine(): number {
    const lightPct = this.gear.lightPct(this.#time.now());
    if (lightPct !== this.#shownPct) this.#light.setLevel(percent(lightPct));
    this.#shownPct = lightPct;
    return lightPct;
  }

  /** While the relay is looked after, each cycle is run. */
  hasNews(): boolean {
    if (this.#relayWatched) return true;
    this.#looks = true;
    const reading = this.lamp.read(this.#time.now());
    this.#looks = false;
    const same = this.#told !== null && saysTheSame(this.#told, reading);
    this.#told = reading;
    return !same;
  }

  /** From now on the relay drops when it is not fed. */
  watchRelay(): void {
    this.#relayWatched = true;
    this.#fedAt = this.#time.now();
    this.#relay();
  }

  #relay(): void {
    const now = this.#time.now();
    this.bus.supply(elapsed(this.#fedAt, now) <= RELAY_MS, now);
    this.shine();
    if (!this.#relayWatched) return;
    this.#time.after(LOOK_MS, () => {
      this.#relay();
    });
  }
}

/** Puts them on the posts of a street. */
export class DaliPosts implements Fit {
  /** A level waits for the frame that is on the wires, up to 60 ms with its answer, and takes 25 ms; and what is due is a cycle late. */
  readonly slackMs = 2 * 20 + 100;
  readonly posts = new Map<string, DaliPost>();

  parts(device: string, around: Around): Around["parts"] {
    const post = new DaliPost(around);
    this.posts.set(device, post);
    return { ...around.parts, lamp: post.lamp };
  }
  hasNews(device: string): boolean {
    return this.at(device).hasNews();
  }
  isHung(device: string): boolean {
    return this.posts.get(device)?.hung === true;
  }
  at(device = "lamp-1"): DaliPost {
    const post = this.posts.get(device);
    if (post === undefined) throw new Error(`no DALI post ${device}`);
    return post;
  }
}
