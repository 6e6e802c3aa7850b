import { expect, it } from "vitest";
import { tellFigures } from "../../long/figures.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { lived } from "./lives.ts";

const { numRuns, seed: slice = 1 } = propertyRuns(40);

it("R1, R4: whatever happens to a store, its disk and its city, each record comes or is told of, and no loss twice", () => {
  let [records, losses] = [0, 0];
  // One life again: GATURUM_RUNS=1 and GATURUM_SEED of it.
  const first = 1 + (slice - 1) * numRuns;
  for (let seed = first; seed < first + numRuns; seed += 1) {
    const life = lived(seed);
    expect({ seed, wrong: life.wrong }).toEqual({ seed, wrong: null });
    records += life.records;
    losses += life.losses;
  }
  tellFigures({ "lives of a store": numRuns, "records that came": records, "losses told": losses });
  expect(records).toBeGreaterThan(0);
  if (numRuns > 1) expect(losses).toBeGreaterThan(0);
});
