import type { DigitalOutput } from "../device/hal/digital-output.ts";
import type { Result } from "../device/measure/fault.ts";
import { MockActuator } from "./mock-actuator.ts";
import type { PartFault } from "./mock-sensor.ts";

/** The line behind it: whether it is on, and how to switch it. */
export type Line = { read(): boolean; set(on: boolean): void };

/** A line that switches at once. Off from its construction on. */
export class MockDigitalOutput extends MockActuator<boolean> implements DigitalOutput {
  readonly #line: Line;

  constructor(part: string, line: Line, brokenBy?: () => PartFault | undefined) {
    super(part, () => line.read(), brokenBy);
    this.#line = line;
    line.set(false);
  }

  set(on: boolean): Result<void> {
    return this.act(() => {
      this.#line.set(on);
    });
  }

  override release(): void {
    this.#line.set(false);
  }

  halt(): Result<void> {
    return this.set(false);
  }
}
