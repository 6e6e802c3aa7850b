import { expect, it, vi } from "vitest";
import { realTime } from "../../device/link/real-time.ts";
import { after, elapsed, millis, type Instant, type Millis } from "../../device/measure/time.ts";

const ROUNDS = 30;
const AT_ONCE = 20;

/** How long after its moment a call came. */
function lateness(wait: Millis): Promise<number> {
  const due = after(realTime.now(), wait);
  return new Promise((resolve) => realTime.after(wait, () => resolve(elapsed(due, realTime.now()))));
}

const busyUntil = (moment: Instant): void => {
  while (realTime.now() < moment);
};

it("never calls before the moment, though Node's timers do: one in fifty, by up to a millisecond", async () => {
  const all: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    busyUntil(after(realTime.now(), millis(round / ROUNDS)));
    const waits = Array.from({ length: AT_ONCE }, (_, index) => millis(3 + index / AT_ONCE));
    all.push(...(await Promise.all(waits.map(lateness))));
  }
  expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
});

it("waits for what is further off than Node's timers reach, and does not spin meanwhile", async () => {
  const set = vi.spyOn(globalThis, "setTimeout");
  let called = 0;
  const cancel = realTime.after(millis(2 ** 33), () => (called += 1));
  await lateness(millis(50));
  const far = set.mock.calls.filter(([, wait]) => (wait ?? 0) > 1_000);
  set.mockRestore();
  cancel();
  expect(far.map(([, wait]) => wait)).toEqual([2 ** 31 - 1]);
  expect(called).toBe(0);
});

it("takes a call back", async () => {
  let called = 0;
  const cancel = realTime.after(millis(2), () => (called += 1));
  cancel();
  await lateness(millis(20));
  expect(called).toBe(0);
});
