import type { Device } from "../device/together/device.ts";
import { after, epochMs, instant, millis, seconds } from "../device/measure/time.ts";
import { streetScene } from "./scene.ts";
import { SimulatedStreet, type StreetConfigs } from "./simulated-street.ts";

/** Half an hour after sunset on Hornsgatan: the blue hour. */
const FIRST_MOMENT = Date.parse("2026-11-25T14:35:00Z");
/** Lived through before anyone looks, so that photocells and fill sensors have made up their minds. */
const WARM_UP_MS = seconds(180);
/** Someone set out so long ago and is now left of the middle. */
const WALKING_SINCE_MS = seconds(50);
/** Litter at the start, in mm: one bin half full, one so that the next thing thrown in makes it press. */
const LITTER_MM = [450, 745] as const;
const NEXT_THROW_MS = seconds(6);
/** No more work than this in one turn, so that keys and packets are still heard; measured in real time. */
const BUDGET_MS = 15;
/** Simulated time between two looks at the budget. */
const SLICE_MS = seconds(5);

/** A simulated street whose clock follows the real one, `speed` times as fast. */
export class LiveStreet extends SimulatedStreet {
  readonly speed: number;
  /** Simulated and real time that were passed in the last turns, for the speed that was really reached. */
  #reached = { simulatedMs: 0, realMs: 0 };

  constructor(configs: StreetConfigs, seed: number, speed: number, make: typeof Device, say: (line: string) => void) {
    super({ configs, scene: streetScene(), seed, startsAt: epochMs(FIRST_MOMENT - WARM_UP_MS), make, say });
    this.speed = speed;
    this.#begin();
  }

  /** Real time has moved on by so much: the street moves on `speed` times as far, or as far as this computer can. */
  pass(realMs: number): void {
    const from = this.time.now();
    const until = after(from, millis(realMs * this.speed));
    const stride = this.speed === 1 ? "cycle" : "jump";
    const begun = performance.now();
    while (this.time.now() < until && performance.now() - begun < BUDGET_MS) {
      const slice = after(this.time.now(), SLICE_MS);
      this.runTo(slice < until ? slice : until, stride);
    }
    const { simulatedMs, realMs: before } = this.#reached;
    this.#reached = { simulatedMs: 0.98 * simulatedMs + (this.time.now() - from), realMs: 0.98 * before + realMs };
  }

  /** Times real time, as it was reached lately. */
  get reachedSpeed(): number {
    const { simulatedMs, realMs } = this.#reached;
    return realMs === 0 ? this.speed : simulatedMs / realMs;
  }

  /** Every lamp lit, every ram still, every link gone politely; `ended` is called once, while time goes on to `pass`. */
  stop(ended: () => void): void {
    let open = this.devices.length;
    for (const device of this.devices) {
      device.stop(() => {
        open -= 1;
        if (open === 0) ended();
      });
    }
  }

  #begin(): void {
    const { world } = this;
    const bins = [...world.bins.values()];
    bins.forEach((bin, index) => {
      bin.fillTo(LITTER_MM[index % LITTER_MM.length] ?? 0);
    });
    this.runTo(instant(WARM_UP_MS - WALKING_SINCE_MS), "jump");
    world.walkSomeonePast();
    this.poked();
    world.plan(instant(WARM_UP_MS + NEXT_THROW_MS), () => {
      const fullest = bins.at(-1)?.name;
      if (fullest !== undefined) world.throwLitter(fullest);
    });
    this.runTo(instant(WARM_UP_MS), "jump");
  }
}
