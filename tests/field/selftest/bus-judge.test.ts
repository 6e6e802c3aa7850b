import { expect, it } from "vitest";
import { judgeBus } from "../../../device/field/selftest/bus-judge.ts";
import type { BusSeen } from "../../../device/measure/samples.ts";

const seen = (taken: readonly number[], without = 0, shared: readonly number[] = []): BusSeen => ({
  ...{ is: "seen", taken, shared, without },
});

it.each<[string, BusSeen, number | null, string, RegExp]>([
  ["the lamp is at its address", seen([0]), 0, "fine", /address 0 taken$/],
  ["beside others", seen([0, 3], 2), 0, "fine", /address 0, 3 taken; 2 luminaires without an address$/],
  ["it needs none, and is alone", seen([], 1), null, "fine", /one luminaire without an address$/],
  ["it needs none, and has one", seen([7]), null, "fine", /address 7 taken$/],
  ["it has none yet", seen([], 1), 0, "offer", /one luminaire without an address$/],
  ["it has none yet, beside one that has", seen([3], 1), 0, "offer", /address 3 taken; one luminaire/],
  ["several have none", seen([], 3), 0, "wrong", /3 luminaires without.* Take all but this lamp's off the bus/],
  ["many have none", seen([], 8), 0, "wrong", /8 or more luminaires without/],
  ["it has another one", seen([5]), 0, "wrong", /nobody has the lamp's, 0 .*as `address`/],
  ["two have its address", seen([], 0, [0]), 0, "wrong", /two or more have the lamp's .*maker's tool/],
  ["two have its address, and one has none", seen([], 1, [0]), 0, "wrong", /two or more have the lamp's/],
  ["it needs none, and is not alone", seen([1], 1), null, "wrong", /Write the address of this lamp's/],
  ["nobody is there", seen([]), 0, "wrong", /nobody .*bus supply/],
  ["the look failed", { is: "failed", detail: "the bus takes no frame." }, 0, "wrong", /The bus takes no frame\./],
  ["the look did not end", { is: "looking" }, 0, "wrong", /not looked at to the end/],
])("%s", (_, bus, wanted, is, words) => {
  const judged = judgeBus(bus, wanted);
  expect([judged.is, `${judged.text} ${judged.cure ?? ""}`.trim()]).toEqual([is, expect.stringMatching(words)]);
});
