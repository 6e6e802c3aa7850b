import { instant } from "../../device/measure/time.ts";
import { openGpio } from "./open.ts";
import { WatchedInput } from "./watched-input.ts";

/** How often a line is printed. */
const PRINT_MS = 500;

/** Prints what an input line does, until Ctrl-C: node drivers/gpio/smoke.ts GPIO17 */
const line = process.argv[2];
if (line === undefined) {
  process.stderr.write("Which line? Try: node drivers/gpio/smoke.ts GPIO17\n");
  process.exit(2);
}
const now = () => instant(Number(process.hrtime.bigint()) / 1e6);
const log = (text: string) => void process.stderr.write(`${text}\n`);
const wish = { pull: "none", active: "high", debounceMs: 0 } as const;
const input = new WatchedInput(await openGpio("auto", now, log), line, wish, { part: line, now, log });

setInterval(() => {
  const reading = input.read(now());
  process.stdout.write(`${JSON.stringify(reading.ok ? reading.value : reading.fault)}\n`);
}, PRINT_MS);
