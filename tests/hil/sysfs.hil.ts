import { loadOnoff } from "../../drivers/gpio/onoff.ts";
import { Sysfs } from "../../drivers/gpio/sysfs.ts";
import { linePartsConformance, now } from "../conformance/line-parts.ts";
import { simBoard } from "./sim-board.ts";

const onoff = await loadOnoff();
if (onoff === null) throw new Error("onoff is not built. Type: npm run onoff:build");
linePartsConformance("sysfs", () => simBoard(new Sysfs(onoff, now)));
