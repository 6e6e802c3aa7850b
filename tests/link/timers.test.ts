import { expect, it } from "vitest";
import { Timers } from "../../device/link/timers.ts";
import { after, instant, millis } from "../../device/measure/time.ts";
import { SimulatedTime } from "../../hal-mocks/simulated-time.ts";

it("R4: a name whose moment has passed is let go, for commands bring new ones as long as link runs", () => {
  const time = new SimulatedTime(instant(0));
  let held = 0;
  const timers = new Timers<string>({
    now: () => time.now(),
    after(wait, run) {
      const cancel = time.after(wait, run);
      return () => {
        held += 1;
        cancel();
      };
    },
  });
  let ran = 0;
  for (let command = 0; command < 1_000; command += 1) {
    timers.at(`run ${command}`, after(time.now(), millis(10)), () => (ran += 1));
    time.moveTo(after(time.now(), millis(20)));
  }
  timers.at("run last", after(time.now(), millis(10)), () => undefined);
  timers.cancelAll();
  expect(ran).toBe(1_000);
  expect(held).toBe(1);
});

it("a call that asks again under its own name is called again", () => {
  const time = new SimulatedTime(instant(0));
  const timers = new Timers<"again">(time);
  let times = 0;
  const again = (): void => {
    times += 1;
    timers.at("again", after(time.now(), millis(10)), again);
  };
  again();
  time.moveTo(instant(100));
  expect(times).toBe(11);
  timers.cancel("again");
  time.moveTo(instant(200));
  expect(times).toBe(11);
});
