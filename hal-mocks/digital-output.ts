import type { DigitalOutput } from "../device/hal/digital-output.ts";
import type { Result } from "../device/measure/fault.ts";
import { MockActuator } from "./mock-actuator.ts";
import type { PartFault } from "./mock-sensor.ts";

/** The line behind it: whether it is on, and how to switch it. */
export type Line = { read(): boolean; set(on: boolean): void };

/** A line that switches at once. From its construction on, and while nobody drives it, it is as its load is unpowered. */
export class MockDigitalOutput extends MockActuator<boolean> implements DigitalOutput {
  readonly #line: Line;
  readonly #unpowered: boolean;

  /** `unpowered`: true of a lock, which its spring closes. */
  constructor(part: string, line: Line, brokenBy?: () => PartFault | undefined, unpowered = false) {
    super(part, () => line.read(), brokenBy);
    this.#line = line;
    this.#unpowered = unpowered;
    line.set(unpowered);
  }

  set(on: boolean): Result<void> {
    return this.act(() => {
      this.#line.set(on);
    });
  }

  override release(): void {
    this.#line.set(this.#unpowered);
  }

  halt(): Result<void> {
    return this.set(false);
  }
}
