import { instant } from "../../device/measure/time.ts";
import { percent } from "../../device/measure/units.ts";
import { HatMaster } from "../dali/master.ts";
import { DaliLamp } from "./driver.ts";
import { gearGiven } from "./gear-given.ts";

/** Commissions the only gear on a bus, sets its light and prints what it reads: node drivers/dali-lamp/smoke.ts PORT 50 */
const [port, level] = process.argv.slice(2);
if (port === undefined || level === undefined) {
  process.stderr.write("Which port, and how many percent? Try: node drivers/dali-lamp/smoke.ts /dev/serial0 50\n");
  process.exit(2);
}
const now = () => instant(Number(process.hrtime.bigint()) / 1e6);
const gear = gearGiven({
  port,
  address: 0,
  curve: "logarithmic",
  powerOnPct: 100,
  systemFailurePct: 100,
  supply: null,
});
const log = (line: string) => void process.stderr.write(`${line}\n`);
const lamp = new DaliLamp({ ...gear, target: "all" }, (listener) => new HatMaster(port, listener), {
  ...{ part: "lamp", now, log, feed: null },
});
lamp.setLevel(percent(Number(level)));
setInterval(() => {
  process.stdout.write(`${JSON.stringify(lamp.read(now()))}\n`);
}, 1_000);

process.on("SIGINT", () => {
  void lamp.close().then(() => process.exit(0));
});
