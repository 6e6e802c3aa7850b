import { instant } from "../../device/measure/time.ts";
import { A02yyuw } from "./driver.ts";

/** How often a line is printed. */
const PRINT_MS = 500;

/** Prints what an A02YYUW on a real port says, until Ctrl-C: node drivers/a02yyuw/smoke.ts /dev/serial0 */
const port = process.argv[2];
if (port === undefined) {
  process.stderr.write("Which port? Try: node drivers/a02yyuw/smoke.ts /dev/serial0\n");
  process.exit(2);
}
const now = () => instant(Number(process.hrtime.bigint()) / 1e6);
const log = (line: string) => void process.stderr.write(`${line}\n`);
const sensor = new A02yyuw({ part: "level", port, now, log });

setInterval(() => {
  const reading = sensor.read(now());
  const says = reading.ok ? JSON.stringify(reading.value) : `${reading.fault.cause}: ${reading.fault.detail ?? ""}`;
  process.stdout.write(`${says}  ${JSON.stringify(sensor.counts)}\n`);
}, PRINT_MS);

process.on("SIGINT", () => {
  void sensor.close().then(() => process.exit(0));
});
