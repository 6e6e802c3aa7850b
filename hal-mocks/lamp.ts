import type { Lamp } from "../device/hal/lamp.ts";
import type { Result } from "../device/measure/fault.ts";
import type { LampFeedback } from "../device/measure/samples.ts";
import { percent, type Percent } from "../device/measure/units.ts";
import { MockActuator } from "./mock-actuator.ts";
import type { PartFault } from "./mock-sensor.ts";

/** The luminaire itself: what it does now, and what it is told. */
export type Luminaire = { read(): LampFeedback; setLevel(levelPct: Percent): void };

/** A lamp that does at once as it is told. Lit in full from its construction on. */
export class MockLamp extends MockActuator<LampFeedback> implements Lamp {
  readonly #luminaire: Luminaire;

  constructor(part: string, luminaire: Luminaire, brokenBy?: () => PartFault | undefined) {
    super(part, () => luminaire.read(), brokenBy);
    this.#luminaire = luminaire;
    luminaire.setLevel(percent(100));
  }

  setLevel(levelPct: Percent): Result<void> {
    return this.act(() => {
      this.#luminaire.setLevel(levelPct);
    });
  }

  override release(): void {
    this.#luminaire.setLevel(percent(100));
  }

  halt(): Result<void> {
    return this.setLevel(percent(100));
  }
}
