import { instant } from "../../device/measure/time.ts";
import { FirmataBoard } from "../firmata/board.ts";
import { HcSr04 } from "./driver.ts";

/** How often a line is printed. */
const PRINT_MS = 500;

/** Prints what an HC-SR04 on a board says, until Ctrl-C: node drivers/hc-sr04/smoke.ts /dev/serial/by-id/NAME 7 */
const [port, pin] = process.argv.slice(2);
if (port === undefined || pin === undefined) {
  process.stderr.write("Which port and pin? Try: node drivers/hc-sr04/smoke.ts /dev/serial/by-id/NAME 7\n");
  process.exit(2);
}
const now = () => instant(Number(process.hrtime.bigint()) / 1e6);
const log = (line: string) => void process.stderr.write(`${line}\n`);
const board = new FirmataBoard({ board: "board", port, now, log });
const sensor = new HcSr04(board, { line: `board/${pin}` }, "level");
board.start();

setInterval(() => {
  const reading = sensor.read();
  process.stdout.write(`${JSON.stringify(reading.ok ? reading.value : reading.fault)}\n`);
}, PRINT_MS);

process.on("SIGINT", () => {
  void board.close().then(() => process.exit(0));
});
