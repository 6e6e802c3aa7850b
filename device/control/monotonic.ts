import { instant, type Instant } from "../measure/time.ts";

/** CLOCK_MONOTONIC to the microsecond: it compares with the kernel's edge stamps and across processes of one boot. */
export const monotonicNow = (): Instant => instant(Number(process.hrtime.bigint() / 1_000n) / 1_000);
