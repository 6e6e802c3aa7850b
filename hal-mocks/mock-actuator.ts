import { DONE, failed, type Result } from "../device/measure/fault.ts";
import { MockSensor } from "./mock-sensor.ts";

/** An actuator whose state can be read back. Broken, it answers with its fault and stays as it was. */
export abstract class MockActuator<T> extends MockSensor<T> {
  /** Nobody drives it any more: the hardware's own fail-safe state, whatever is broken in the way to it. */
  abstract release(): void;

  protected act(run: () => void): Result<void> {
    const fault = this.fault;
    if (fault !== undefined) return failed(fault);
    run();
    return DONE;
  }
}
