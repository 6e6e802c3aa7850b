import { I2cBus } from "./bus.ts";
import { placeOf } from "./place.ts";
import { WireProcess } from "./wire-process.ts";

/** Prints what a register gives, once a second until Ctrl-C: node drivers/i2c/smoke.ts i2c-1/0x40 0x02 2 */
const [line, register, count] = process.argv.slice(2);
if (line === undefined || register === undefined || count === undefined) {
  process.stderr.write("Which chip, register and how many bytes? Try: node drivers/i2c/smoke.ts i2c-1/0x40 0x02 2\n");
  process.exit(2);
}
const { bus: name, address } = placeOf(line);
const bus = new I2cBus(new WireProcess(name));
setInterval(() => {
  bus.transfer(address, { write: [Number(register)], readBytes: Number(count) }, (answer) => {
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  });
}, 1_000);

process.on("SIGINT", () => {
  void bus.close().then(() => process.exit(0));
});
