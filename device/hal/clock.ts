import type { WallClock } from "../measure/time.ts";
import type { Sensor } from "./sensor.ts";

/**
 * Wall time against the monotonic clock. A reading changes only when the clock is stepped (by 10 ms or more) or its
 * quality changes. `errorMs` never understates; with quality `none` nobody may use the offset to decide.
 */
export type Clock = Sensor<WallClock>;
