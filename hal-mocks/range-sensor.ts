import type { RangeSensor } from "../device/hal/range-sensor.ts";
import type { Range } from "../device/measure/samples.ts";
import { millimetres } from "../device/measure/units.ts";
import { MockSensor, type PartFault } from "./mock-sensor.ts";

/** The A02YYUW sees nothing nearer than this, and nothing farther (DFRobot SEN0311: 30 to 4500 mm). */
const NEAREST_MM = 30;
const FARTHEST_MM = 4_500;

/** An ultrasonic sensor like the A02YYUW: too close and nothing there look the same. The source gives true millimetres. */
export class MockRangeSensor extends MockSensor<Range> implements RangeSensor {
  constructor(part: string, distanceMm: () => number | undefined, brokenBy?: () => PartFault | undefined) {
    super(part, () => rangeOf(distanceMm()), brokenBy);
  }
}

function rangeOf(distanceMm: number | undefined): Range | undefined {
  if (distanceMm === undefined) return undefined;
  const seen = distanceMm > NEAREST_MM && distanceMm <= FARTHEST_MM;
  return seen ? { quality: "valid", distanceMm: millimetres(Math.round(distanceMm)) } : { quality: "blindOrNoEcho" };
}
