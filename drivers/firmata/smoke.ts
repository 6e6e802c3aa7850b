import { instant } from "../../device/measure/time.ts";
import { FirmataBoard } from "./board.ts";
import type { PinUse } from "./messages.ts";

/** How often a line is printed. */
const PRINT_MS = 500;

/** Prints what pins of a board read, until Ctrl-C: node drivers/firmata/smoke.ts /dev/serial/by-id/NAME 2 A0 */
const [port, ...pins] = process.argv.slice(2);
if (port === undefined || pins.length === 0) {
  process.stderr.write("Which port and pins? Try: node drivers/firmata/smoke.ts /dev/serial/by-id/NAME 2 A0\n");
  process.exit(2);
}
const now = () => instant(Number(process.hrtime.bigint()) / 1e6);
const log = (line: string) => void process.stderr.write(`${line}\n`);
const board = new FirmataBoard({ board: "board", port, now, log });
const uses = pins.map((pin): PinUse =>
  pin.startsWith("A")
    ? { kind: "analog", pin: Number(pin.slice(1)) }
    : { kind: "input", pin: Number(pin), pullUp: false },
);
for (const use of uses) board.use(use);
board.start();

setInterval(() => {
  const readings = uses.map((use) => board.read("pin", use));
  process.stdout.write(`${JSON.stringify(readings.map((reading) => (reading.ok ? reading.value : reading.fault)))}\n`);
}, PRINT_MS);

process.on("SIGINT", () => {
  void board.close().then(() => process.exit(0));
});
