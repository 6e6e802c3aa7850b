import type { Ram } from "../device/hal/ram.ts";
import type { Result } from "../device/measure/fault.ts";
import type { RamDirection, RamFeedback } from "../device/measure/samples.ts";
import { MockActuator } from "./mock-actuator.ts";
import type { PartFault } from "./mock-sensor.ts";

/** The two direction outputs and the encoder of a ram. */
export type RamGear = { read(): RamFeedback; drive(direction: RamDirection): void };

/** A ram's outputs. Whether the ram then moves is the press's matter: its chain, its limits and what lies in its way. */
export class MockRam extends MockActuator<RamFeedback> implements Ram {
  readonly #gear: RamGear;

  constructor(part: string, gear: RamGear, brokenBy?: () => PartFault | undefined) {
    super(part, () => gear.read(), brokenBy);
    this.#gear = gear;
    gear.drive("off");
  }

  drive(direction: RamDirection): Result<void> {
    return this.act(() => {
      this.#gear.drive(direction);
    });
  }

  override release(): void {
    this.#gear.drive("off");
  }

  halt(): Result<void> {
    return this.drive("off");
  }
}
