import { expect } from "vitest";
import type { Instant } from "../../device/measure/time.ts";

/** What every suite needs of the hardware, or mock, that it is run on. */
export type Rig = {
  now(): Instant;
  /** Lets a little time go by: real time for a driver, simulated time for a mock. */
  pass(): void | Promise<void>;
  /** Lets go of everything that the rig started. */
  end?(): void | Promise<void>;
};
export type MakeRig<R extends Rig> = () => R | Promise<R>;

/** How often `pass` is called before a suite gives up: at 5 ms each, 15 s of a real driver. */
const PASSES_MAX = 3_000;

/** Lets time go by until `holds`, and says what was seen last when it does not come. */
export async function until<T>(rig: Rig, look: () => T, holds: (seen: T) => boolean): Promise<T> {
  let seen = look();
  for (let passed = 0; !holds(seen); passed += 1) {
    if (passed === PASSES_MAX) expect.fail(`did not come about; last seen: ${JSON.stringify(seen)}`);
    await rig.pass();
    seen = look();
  }
  return seen;
}

/** Runs one test on a fresh rig, and ends it whatever happens. */
export function on<R extends Rig>(make: MakeRig<R>, test: (rig: R) => void | Promise<void>): () => Promise<void> {
  return async () => {
    const rig = await make();
    try {
      await test(rig);
    } finally {
      await rig.end?.();
    }
  };
}
