import { a02yyuwRig } from "../drivers/a02yyuw/rig.ts";
import { describeWithSocat } from "../drivers/pty.ts";
import { rangeSensorConformance } from "./range-sensor.ts";

describeWithSocat("on a serial cable", () => {
  rangeSensorConformance("the A02YYUW driver", () => a02yyuwRig());
});
