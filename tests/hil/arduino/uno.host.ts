import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { hexOf } from "./hands.ts";
import { flashOf, HZ, Uno } from "./uno.ts";

/** Firmata protocol: report port 1 and channel 0, each 10 ms; the state of pin 9, and its reply; the version. */
const REPORT = [0xd1, 1, 0xc0, 1, 0xf0, 0x7a, 10, 0, 0xf7];
const [STATE, STATE_REPLY, VERSION] = [[0xf0, 0x6d, 9, 0xf7], 0x6e, 0xf9];
const QUESTIONS = 600;

it("loses no byte that it is told while it speaks", { timeout: 60_000 }, () => {
  let said: number[] = [];
  const uno = new Uno(flashOf(readFileSync(hexOf("StandardFirmata"), "utf8")), (byte) => said.push(byte));
  uno.run(HZ * 3);
  uno.receive(REPORT);
  uno.run(HZ / 10);
  said = [];
  for (let question = 0; question < QUESTIONS; question += 1) {
    uno.receive([...STATE, VERSION]);
    // Of another length each time, so that what is told meets what is said at every point.
    uno.run(HZ / 50 + ((question * 997) % 3_000));
  }
  uno.run(HZ / 10);
  expect(said.filter((byte) => byte === STATE_REPLY)).toHaveLength(QUESTIONS);
  expect(said.filter((byte) => byte === VERSION)).toHaveLength(QUESTIONS);
});
