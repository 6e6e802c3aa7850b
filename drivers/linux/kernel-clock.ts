import koffi from "koffi";

/**
 * What the kernel says of its wall clock. A time service (chrony, ntpd, systemd-timesyncd) tells it these figures each
 * time it has set the clock; from then on the kernel lets the greatest error grow, and ends the synchronisation itself.
 */
export type KernelClock = {
  readonly synchronised: boolean;
  /** The clock is not further off than this. */
  readonly errorMaxMs: number;
  /** What the service takes the error to be; 0: it does not say, as systemd-timesyncd. */
  readonly errorGuessMs: number;
};

const library = koffi.load(null);
const adjtimexOf = library.func("int adjtimex(void *timex)") as (timex: Buffer) => number;

/** `struct timex` of 64-bit Linux, and its offsets (include/uapi/linux/timex.h); modes 0: nothing is changed. */
const TIMEX_BYTES = 208;
const ERROR_MAX_AT = 24;
const ERROR_GUESS_AT = 32;
const STATUS_AT = 40;
const STA_UNSYNC = 0x40;

/** A system call of a microsecond, without permission and without a disk. */
export function readKernelClock(): KernelClock {
  const timex = Buffer.alloc(TIMEX_BYTES);
  const answer = adjtimexOf(timex);
  return {
    synchronised: answer >= 0 && (timex.readInt32LE(STATUS_AT) & STA_UNSYNC) === 0,
    errorMaxMs: Number(timex.readBigInt64LE(ERROR_MAX_AT)) / 1_000,
    errorGuessMs: Number(timex.readBigInt64LE(ERROR_GUESS_AT)) / 1_000,
  };
}
