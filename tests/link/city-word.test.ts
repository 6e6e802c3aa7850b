import { expect, it } from "vitest";
import { parseFromLink } from "../../device/channel/from-link.ts";
import type { FromLink } from "../../device/channel/messages.ts";
import { cityWord, tellCity } from "../../device/link/city-word.ts";
import type { LinkStatus } from "../../device/link/link-parts.ts";
import { instant } from "../../device/measure/time.ts";
import { SimulatedTime } from "../../hal-mocks/simulated-time.ts";

const STATUS: LinkStatus = {
  connected: false,
  waiting: 0,
  sent: 0,
  invalid: 0,
  lost: 0,
  bad: 0,
  lastError: null,
  refused: [],
};

it("a trouble is told while there is one, and control takes every word of it", () => {
  const long = {
    ...STATUS,
    lastError: `broker: ${"\n?".repeat(500)}`,
    refused: Array(20).fill("up/t/daylight") as string[],
  };
  expect(parseFromLink({ m: "city", city: cityWord(long) })).not.toBeNull();
  expect(cityWord({ ...long, connected: true }).trouble).toBeNull();
  expect(cityWord({ ...STATUS, lastError: "nobody answers" })).toEqual({
    live: false,
    trouble: "nobody answers",
    refused: [],
  });
});

it("it is said again within 2 s, so that whoever mended something sees it, and a new control knows it", () => {
  const time = new SimulatedTime(instant(0));
  const said: FromLink[] = [];
  let connected = false;
  const control = {
    send: (message: FromLink) => said.push(message) > 0,
    onMessage: () => undefined,
    onPeer: () => undefined,
    close: () => undefined,
  };
  tellCity(() => ({ ...STATUS, connected }), control, time);
  connected = true;
  time.moveTo(instant(2_000));
  expect(said.map((message) => message.m === "city" && message.city.live)).toEqual([false, true]);
});
