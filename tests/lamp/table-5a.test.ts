import fc from "fast-check";
import { it } from "vitest";
import { propertyRuns } from "../setup/property-runs.ts";
import { ANYTHING, BROKEN_NIGHT, histories, live } from "./histories.ts";
import { Judge } from "./judge.ts";

/** A sample; `npm run test:long` takes a million. */
const RUNS = 300;
const TIMEOUT_MS = 240_000;

it("gives the level of table 5a, whatever happens", { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(histories(ANYTHING), (history) => {
      live(history, "jump", new Judge(history).look);
    }),
    propertyRuns(RUNS),
  );
});

it("is never below the table in a night of dead PIR, stuck photocell and lost clock", { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(histories(BROKEN_NIGHT), (history) => {
      live(history, "jump", new Judge(history).look);
    }),
    propertyRuns(RUNS),
  );
});
