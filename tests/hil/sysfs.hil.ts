import { loadOnoff } from "../../drivers/gpio/onoff.ts";
import { Sysfs } from "../../drivers/gpio/sysfs.ts";
import { linePartsConformance, now } from "../conformance/line-parts.ts";
import { simBoard } from "./sim-board.ts";

const onoff = await loadOnoff();
if (onoff === null) throw new Error("onoff is not built. Type: npm run onoff:build");
/** sysfs tells once of what came within a turn of the loop. A PIR rests for seconds; this is our choice. */
const REST_MS = 100;
linePartsConformance("sysfs", () => simBoard(new Sysfs(onoff, now)), REST_MS);
