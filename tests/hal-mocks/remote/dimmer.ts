import type { LampPostParts } from "../../../device/hal/parts.ts";
import { percent } from "../../../device/measure/units.ts";
import { everyPart } from "../../../hal-mocks/parts.ts";
import { remoteParts } from "../../../hal-mocks/remote/client.ts";

/** A controller to be killed: dims lamp-1 of the world at the given socket to 30 % and stays. */
const { parts } = await remoteParts(process.argv[2] ?? "", "lamp-1", everyPart("lamp-post"));
(parts as Required<LampPostParts>).lamp.setLevel(percent(30));
