import type { City } from "../device/together/city.ts";
import type { Scenario } from "../config/scenario.ts";
import type { Counted } from "./outcome.ts";
import type { Pokes } from "./pokes.ts";
import type { SimulatedStreet } from "./simulated-street.ts";
import type { StreetClock } from "./street-clock.ts";
import type { Unmet } from "./unmet.ts";

/** A street that is being watched: its time, what is done to it by hand, and what its city counts. */
export type Running = {
  readonly street: SimulatedStreet;
  readonly clock: StreetClock;
  readonly pokes: Pokes;
  readonly tally: City["tally"];
  /** null: it is the free street, which does not end. */
  readonly scenario: {
    readonly scenario: Scenario;
    /** What it came to; null: it still runs. */
    outcome(): Outcome | null;
  } | null;
};
/** `broken`: what is not as the scenario says it should be. `poked`: someone lent a hand, so that says little. */
export type Outcome = { readonly counted: Counted; readonly broken: readonly Unmet[]; readonly poked: boolean };
