import type { Result } from "../measure/fault.ts";

/**
 * Anything that acts. Contract, held by tests/conformance/actuator.ts:
 * - Every call returns at once and never throws. What a slow bus made of it is a reading in a later cycle.
 * - Asking for what is already in force is allowed and changes nothing.
 * - `halt` brings the fail-safe state that the interface names. It may be called at any time, twice too, and the part
 *   is in that state from its construction on.
 */
export interface Actuator {
  halt(): Result<void>;
}
