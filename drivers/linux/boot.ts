import { readFileSync } from "node:fs";
import { join } from "node:path";

/** This boot of the computer. `byReset`: the board says that it was reset, not powered up; null: it does not say. */
export type Boot = { readonly id: string | null; readonly byReset: boolean | null };

/**
 * Bits of PM_RSTS as a Raspberry Pi's firmware leaves it in the device tree: 0x1000 after power came, 0x20 after a
 * reset by the watchdog block, through which an ordered restart goes too (raspberrypi/linux issues 932 and 1586).
 */
const POWER_CAME = 0x1000;
const WATCHDOG_BLOCK_RESET = 0x20;

/** Read once, at start. `proc` is the kernel's own file system: no disk is touched. */
export function readBoot(proc = "/proc"): Boot {
  const id = read(join(proc, "sys/kernel/random/boot_id"))?.toString().trim() ?? null;
  return { id, byReset: wasReset(read(join(proc, "device-tree/chosen/bootloader/pm_rsts"))) };
}

function wasReset(register: Buffer | null): boolean | null {
  if (register?.length !== 4) return null;
  const bits = register.readUInt32BE();
  return (bits & POWER_CAME) === 0 && (bits & WATCHDOG_BLOCK_RESET) !== 0;
}

function read(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    // Not every computer has it: what it would say is then not known.
    return null;
  }
}
