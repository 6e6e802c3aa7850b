import { expect, it } from "vitest";
import { GAP_RANGES_MAX } from "../../../device/contract/limits.ts";
import { Database } from "../../../device/link/store/database.ts";
import { Losses, type Loss } from "../../../device/link/store/losses.ts";

/** A hundred days offline, thinned to one record of 5 minutes. */
const LOSSES = 40_000;
/** Of the 20 s that link waits for its store, on a computer ten times faster than the smallest. Measured: 0.1 s. */
const MOST_MS = 2_000;

it("R5b: a store of months offline is read in time, or link would begin without its settings at each start", () => {
  const database = new Database(":memory:", true);
  const losses = Array.from({ length: LOSSES }, (_, index): Loss => {
    const from = index * 300 + 1;
    return { id: index + 1, boot: "a".repeat(16), class: 2, reason: "downsampled", from, to: from + 298 };
  });
  const nothing = { rows: [], rowsGone: [], boots: [], bootsGone: [], lossesGone: [], documents: new Map() };
  database.write({ ...nothing, losses });
  const began = performance.now();
  const found = database.contents().losses;
  expect(performance.now() - began).toBeLessThan(MOST_MS);
  expect(found).toHaveLength(LOSSES);
});

it("R5b: and is told in time, or the store would stand still at the first connection", () => {
  const losses = new Losses([]);
  for (let index = 0; index < LOSSES; index += 1)
    losses.add("a".repeat(16), 2, "downsampled", index * 300 + 1, index * 300 + 299);
  expect(losses.size).toBe(LOSSES);
  const began = performance.now();
  const gaps = losses.tell();
  expect(performance.now() - began).toBeLessThan(MOST_MS);
  expect(gaps).toHaveLength(Math.ceil(LOSSES / GAP_RANGES_MAX));
});
