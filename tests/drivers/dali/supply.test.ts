import { expect, it } from "vitest";
import { instant } from "../../../device/measure/time.ts";
import type { MasterListener } from "../../../drivers/dali/master.ts";
import { DaliLamp } from "../../../drivers/dali-lamp/driver.ts";
import { GIVEN } from "./played.ts";

it("row 14: the relay of the bus supply is fed only while the HAT is there: without supply the gear is at full", () => {
  let listener: MasterListener | null = null;
  let fed = 0;
  const lamp = new DaliLamp(
    GIVEN,
    (hears) => {
      listener = hears;
      return { send: () => undefined, close: () => Promise.resolve() };
    },
    { part: "lamp-1", now: () => instant(0), log: () => undefined, feed: () => (fed += 1) },
  );
  const heard = listener as unknown as MasterListener;
  const fedByRead = (): number => {
    const before = fed;
    lamp.read(instant(0));
    return fed - before;
  };
  expect(fedByRead()).toBe(0);
  heard.ready();
  expect(fedByRead()).toBe(1);
  heard.lost({ cause: "disconnected", detail: "the cable is out" });
  expect(fedByRead()).toBe(0);
  heard.ready();
  expect(fedByRead()).toBe(1);
});
