import type { Scenario } from "../../config/scenario.ts";
import { blueHour } from "../blue-hour.ts";
import { Pokes } from "../pokes.ts";
import type { Packet } from "../../device/together/memory-city.ts";
import type { Deciding } from "../scenario-run.ts";
import type { SimulatedStreet, StreetConfigs } from "../simulated-street.ts";
import { StreetClock } from "../street-clock.ts";
import { StreetHost, type FreeStreet, type HostGiven } from "./host.ts";

/** What a street is made of where there are no files: checked before, plain JSON data. */
export type StreetMaterial = { readonly configs: StreetConfigs; readonly scenarios: readonly Scenario[] };
/** The deciding half, passed in: mocks import nothing that decides. */
export type MemoryDeciding = Deciding & Pick<HostGiven, "readScenario" | "readRecord">;

/** The same street as `gaturum street` shows unless asked otherwise. */
const SEED = 7;

/** A street that reports to a city in memory from the beginning: all of it in one process, and nothing outside. */
export function memoryHost({ configs, scenarios }: StreetMaterial, deciding: MemoryDeciding): StreetHost {
  const { readScenario, readRecord } = deciding;
  return new StreetHost({
    ...{ configs, scenarios, deciding, readScenario, readRecord },
    hint: null,
    pace: () => null,
    mirror: () => undefined,
    free: (hear, run) => freeStreet(blueHour(configs, SEED, deciding.Device, { run }), deciding, hear),
  });
}

function freeStreet(street: SimulatedStreet, { MemoryCity }: Deciding, hear: (packet: Packet) => void): FreeStreet {
  const city = new MemoryCity(street.time, hear);
  return {
    running: {
      ...{ street, pokes: new Pokes(street, city), clock: new StreetClock(street, 1), scenario: null },
      tally: () => city.tally(),
    },
    leaveRealTime: () => null,
    begin: () => street.startLinks(city),
    end: () => street.die(),
  };
}
