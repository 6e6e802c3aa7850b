import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Above everything that is not real-time, and below the witness of the machine. Any number would do. */
const FIFO_PRIORITY = "20";

/**
 * Gives a control and its threads the priority that they have on a controller: before all that is ordinary. Gives whether
 * that is allowed; where it is not, control stays as it is. Not waited for in place: the world may be in this process.
 */
export function hurry(control: number | undefined): Promise<boolean> {
  const words = ["-a", "-f", "-p", FIFO_PRIORITY, String(control)];
  return promisify(execFile)("chrt", words).then(
    () => true,
    () => false,
  );
}
