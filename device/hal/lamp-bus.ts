import type { Result } from "../measure/fault.ts";
import type { BusSeen } from "../measure/samples.ts";

/**
 * A bus on which luminaires have addresses, kept by a lamp's part as its second contract. Both calls return at once; what
 * came of them is `seen`, some seconds later. Neither changes a light: levels of the lamp go out meanwhile as ever.
 */
export interface LampBus {
  readonly seen: BusSeen;
  /** What had to be written anew when the luminaire was last read through; null: that has not been done yet. */
  readonly written: readonly string[] | null;
  /** Looks which addresses are taken, and how many luminaires have none. */
  lookAround(): Result<void>;
  /** Gives this address to the one luminaire without, and looks again. Where there are none or more, to nobody. */
  giveAddress(address: number): Result<void>;
}
