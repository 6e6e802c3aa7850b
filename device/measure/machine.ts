import type { Decision, Inputs, Json } from "./decision.ts";
import type { Instant } from "./time.ts";

/**
 * A kind of device as control sees it: something that decides, and a guard that looks at the outputs last and shares
 * no code with it. Everything here is pure, and state and outputs are plain JSON data.
 */
export interface Machine<State, Guard, Readings, Outputs> {
  /** The outputs of a device that is halted: lamp lit, ram off. In force until the first decision. */
  readonly safeOutputs: Outputs;
  initial(now: Instant): State;
  decide(state: State, inputs: Inputs<Readings>, now: Instant): Decision<State, Outputs>;
  /** How the device stands, as plain JSON for a person before it; absent: this kind says nothing of the sort. */
  standing?(state: State, readings: Readings, now: Instant): unknown;
  /** What moves right now, a light that ramps included, for whoever must not disturb it; null: nothing. */
  moving(state: State): string | null;
  /** How it stands, as the city may see it at any moment: nothing in it that a passer-by can change. */
  forCity?(state: State, now: Instant): Json;
  /**
   * The state with which to go on under the settings of this machine, when it was another's of the same kind; null: not
   * now, ask again. Absent: as it is, at any time.
   */
  adopt?(state: State, now: Instant): State | null;
  initialGuard(now: Instant): Guard;
  guard(guard: Guard, inputs: Inputs<Readings>, wanted: Outputs, now: Instant): Guarded<Guard, Outputs>;
}

/** Same-object law as {@link Decision}: nothing taken and nothing new means the same `state` and the *wanted* outputs. */
export type Guarded<Guard, Outputs> = {
  readonly state: Guard;
  readonly outputs: Outputs;
  readonly violations: readonly Violation[];
  readonly wakeAt: Instant | null;
};

/** An invariant that the wanted outputs would have broken, such as `I3`. */
export type Violation = { readonly invariant: string; readonly text: string };
