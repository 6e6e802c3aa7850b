import { openFault, transferFault } from "./cure.ts";
import { I2cDev } from "./i2c-dev.ts";
import type { FromBus, ToBus } from "./messages.ts";

/**
 * The process of one bus. A call into the kernel waits for the bus, a tenth of a second when a chip holds it, and no cycle
 * may wait so long. It ends when its parent is gone.
 */
const bus = process.argv[2] ?? "";
const device = new I2cDev(`/dev/${bus}`);

// The parent decides: a Ctrl-C reaches both.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
process.on("disconnect", () => process.exit(0));
process.on("message", ({ id, address, ...ask }: ToBus) => {
  const done = device.transfer(address, ask);
  const fault = (error: string, opening: boolean) =>
    opening ? openFault(bus, error) : transferFault(bus, address, error);
  const message: FromBus = { id, answer: done.ok ? done : { ok: false, ...fault(done.error, done.opening) } };
  // To a parent that is gone nothing can be said: then `disconnect` comes.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
});
if (!process.connected) process.exit(0);
