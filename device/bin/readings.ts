import type { EvidenceHead } from "../measure/evidence.ts";
import type { Reading } from "../measure/reading.ts";
import type { BatteryState, Digital, RamDirection, RamFeedback, Range } from "../measure/samples.ts";
import type { WallClock } from "../measure/time.ts";
import type { Celsius, Milliamps } from "../measure/units.ts";

/**
 * What a bin senses, one entry a role. A part the config does not name reads as the fault `absent`; a bin without a ram
 * has `level`, `clock` and whatever else it is given.
 */
export type BinReadings = {
  readonly level: Reading<Range>;
  /** More fill sensors over the same litter. */
  readonly level2: Reading<Range>;
  readonly level3: Reading<Range>;
  readonly temperature: Reading<Celsius>;
  readonly battery: Reading<BatteryState>;
  readonly clock: Reading<WallClock>;
  readonly ram: Reading<RamFeedback>;
  readonly current: Reading<Milliamps>;
  /** Active: the hopper is closed, by each of its two channels. */
  readonly hopperA: Reading<Digital>;
  readonly hopperB: Reading<Digital>;
  /** Active: the service door is closed, by each of its two channels. */
  readonly doorA: Reading<Digital>;
  readonly doorB: Reading<Digital>;
  /** Active: the inner bin stands in its place. */
  readonly binPresent: Reading<Digital>;
  /** Active: pressed. */
  readonly eStop: Reading<Digital>;
  /** Active: leaning over 20 degrees. */
  readonly tilt: Reading<Digital>;
  /** Active: the key stands at SERVICE; else at AUTO. */
  readonly key: Reading<Digital>;
  /** Active: the hard-wired guard chain is closed. */
  readonly chain: Reading<Digital>;
  /** Active: the hopper lock is closed. */
  readonly lockClosed: Reading<Digital>;
  /** Active: the ram is at the top, by the making contact; `topOpen` is its breaking twin, active when *not* at the top. */
  readonly top: Reading<Digital>;
  readonly topOpen: Reading<Digital>;
  /** Active: the ram is at its lower end. */
  readonly bottom: Reading<Digital>;
  /** Active: something blocks the beam at the press line. */
  readonly beam: Reading<Digital>;
  /** Active: the button is pressed. */
  readonly start: Reading<Digital>;
  readonly reset: Reading<Digital>;
  readonly returned: Reading<Digital>;
  /** Active: pressed. The two buttons of the crew's service, where there are any. */
  readonly serviceA: Reading<Digital>;
  readonly serviceB: Reading<Digital>;
  /** What warns of a stroke, read back: whether it is on. Unreadable, nobody knows that it can warn. */
  readonly buzzer: Reading<boolean>;
  readonly signAmber: Reading<boolean>;
  /** The newest entry of the log that is on the disk; left out: a simulated device, whose log proves nothing. */
  readonly evidence?: Reading<EvidenceHead>;
};

export type SignColour = "off" | "green" | "amber" | "red";

export type BinOutputs = {
  readonly ram: RamDirection;
  /** true: the hopper is locked. */
  readonly lock: boolean;
  readonly buzzer: boolean;
  readonly sign: SignColour;
  /** Permission for the watchdog relay in the guard chain; false drops the chain. */
  readonly watchdog: boolean;
  /**
   * The revision of the memory that says that this stroke is open; null outside a stroke. No hardware takes it: it
   * shows the monitor under which intent the ram is to move. Each stroke, a homing one too, has a new one.
   */
  readonly intentRevision: number | null;
};
