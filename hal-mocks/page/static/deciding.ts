import { readScenario } from "../../../config/scenario.ts";
import { Device } from "../../../device/together/device.ts";
import { MemoryCity } from "../../../device/together/memory-city.ts";
import { readRecord } from "../../../device/together/recorded-device.ts";
import type { MemoryDeciding } from "../../host/memory-street.ts";

/** The deciding half of the static build's street, joined with the mocks here as `device/main.ts` does it elsewhere. */
export const DECIDING: MemoryDeciding = { Device, MemoryCity, readScenario, readRecord };
