import koffi from "koffi";

/** `struct timex` of 64-bit Linux: what is set, the greatest error and its guess (µs), the status. */
const TIMEX_BYTES = 208;
const [MODES_AT, STATUS_AT] = [0, 40];
const SET_ERRORS_AND_STATUS = 0x4 | 0x8 | 0x10;
const STA_PLL = 0x1;

/** In the VM: tells its kernel what systemd-timesyncd would, that the clock has been set and no error is known. */
export function synchroniseClock(): void {
  if (process.env["HAL_TARGET"] !== "gpio-sim") throw new Error("only the clock of a rig is told that it is right");
  const timex = Buffer.alloc(TIMEX_BYTES);
  timex.writeUInt32LE(SET_ERRORS_AND_STATUS, MODES_AT);
  timex.writeInt32LE(STA_PLL, STATUS_AT);
  const adjtimex = koffi.load(null).func("int adjtimex(void *timex)") as (timex: Buffer) => number;
  if (adjtimex(timex) < 0) throw new Error(`the clock could not be synchronised: error ${koffi.errno()}`);
}
