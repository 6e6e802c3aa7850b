import { expect, it } from "vitest";
import { outputsFor, SAFE_OUTPUTS } from "../../../device/bin/press/outputs.ts";
import { initialRemembering } from "../../../device/bin/memory.ts";
import { BinBench } from "../bin-bench.ts";

it("row 6: after a full bin was emptied and returned, its hopper is free within 5 s, and not before", () => {
  const bench = new BinBench();
  bench.run(10_000);
  bench.site.fillTo(3_000);
  bench.touched();
  expect(bench.runTo("FULL_LOCKED", 600_000)).toBe(true);
  bench.run(2_000);
  expect([bench.site.signal("lockClosed").active, bench.outputs.sign]).toEqual([true, "red"]);
  bench.collect();
  // The door is closed after 60 s, RETURN is pressed 5 s later and released after another second.
  bench.run(66_000);
  expect(bench.outputs.sign).toBe("amber");
  bench.run(5_000);
  expect([bench.site.signal("lockClosed").active, bench.outputs.sign]).toEqual([false, "green"]);
});

const read = { ...initialRemembering, read: true };
const at = { since: 0 as never };
const collection = { name: "COLLECTION", ...at, returned: false } as const;
it("row 6: with the ram away from its top nothing unlocks the hopper", () => {
  for (const mode of [
    { name: "IDLE", ...at },
    { name: "COOL", ...at },
    collection,
    { name: "WAIT_START", ...at },
  ] as const) {
    expect(outputsFor(mode, false, read, SAFE_OUTPUTS).lock).toBe(true);
    expect(outputsFor(mode, true, read, SAFE_OUTPUTS).lock).toBe(false);
  }
});

it.each([
  [{ name: "IDLE", ...at }, "green"],
  [{ name: "COOL", ...at }, "green"],
  [{ name: "WAIT_START", ...at }, "amber"],
  [collection, "amber"],
  [{ name: "FULL_LOCKED", ...at }, "red"],
  [{ name: "LOCKOUT", ...at, causes: [], clearing: false }, "red"],
] as const)("row 6: the light of %j is %s", (mode, sign) => {
  expect(outputsFor(mode, true, read, SAFE_OUTPUTS).sign).toBe(sign);
});
