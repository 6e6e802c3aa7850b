import type { DeviceConfig } from "../config/device-config.ts";
import type { Expected, Scenario } from "../config/scenario.ts";
import type { Device } from "../device/together/device.ts";
import type { MemoryCity, Packet } from "../device/together/memory-city.ts";
import { after, epochMs, instant, millis, type Instant } from "../device/measure/time.ts";
import { degrees } from "../device/measure/units.ts";
import { Outcome, type Counted } from "./outcome.ts";
import { play } from "./happenings.ts";
import { streetScene } from "./scene.ts";
import { SimulatedStreet, type StreetConfigs } from "./simulated-street.ts";
import type { Unmet } from "./unmet.ts";

/** What was reported in the last moment still gets to the city. */
const SETTLE_MS = 10_000;

/** The deciding half of a scenario, passed in: mocks import nothing that decides. */
export type Deciding = { readonly Device: typeof Device; readonly MemoryCity: typeof MemoryCity };

/** A scenario on simulated time: its street, its city, and what became of them. */
export class ScenarioRun {
  readonly street: SimulatedStreet;
  readonly scenario: Scenario;
  readonly city: MemoryCity;
  readonly #outcome: Outcome;

  /** `hear` is told of every packet as well. */
  constructor(
    scenario: Scenario,
    configs: StreetConfigs,
    { Device: make, MemoryCity: City }: Deciding,
    hear: (packet: Packet) => void = () => undefined,
  ) {
    const { seed, posts, bins, supply, startsAt } = scenario;
    this.scenario = scenario;
    this.street = new SimulatedStreet({
      ...{ configs: { ...configs, post: fedBy(configs.post, supply) }, seed, make },
      scene: streetScene(posts, bins),
      startsAt: epochMs(startsAt),
    });
    this.city = new City(this.street.time, (packet) => {
      this.#outcome.hear(packet, this.street.time.now());
      hear(packet);
    });
    this.#outcome = new Outcome(this.street, this.city);
    this.street.startLinks(this.city);
    for (const happening of scenario.happens) play(happening, this.street, this.city);
  }

  get end(): Instant {
    return after(instant(0), millis(this.scenario.lastsMs + SETTLE_MS));
  }

  runTo(moment: Instant): void {
    this.street.runTo(moment < this.end ? moment : this.end, "jump");
  }

  result(): Counted {
    return this.#outcome.counted(this.scenario);
  }
}

/** A post whose mains come with the street's lamps is not to wait for civil dusk: from sunset on it may be lit. */
function fedBy(post: DeviceConfig, supply: Scenario["supply"]): DeviceConfig {
  if (supply === "always" || post.kind !== "lamp-post") return post;
  const { lamp } = post;
  return { ...post, lamp: { ...lamp, supply, night: { ...lamp.night, sunBelowDeg: degrees(0) } } };
}

/** What is not as the scenario says it should be; none: all is. */
export function broken(found: Counted, expect: Expected): readonly Unmet[] {
  const { savedAtLeastPct, walkedInDarkMs, takenAway, unheard, leftBeside, strokes, lockedOut, online } = expect;
  const { savedNetPct: savedPct, invalid, doubles, waiting, lost } = found;
  const darkS = found.walkedInDarkS ?? 0;
  const [beside, made] = [found.leftBeside ?? 0, found.strokes ?? 0];
  const all: readonly (false | Unmet)[] = [
    savedPct !== null &&
      savedPct < savedAtLeastPct && { key: "saved", given: { foundPct: savedPct, leastPct: savedAtLeastPct } },
    1_000 * darkS > walkedInDarkMs && { key: "walkedInDark", given: { foundS: darkS, mostS: walkedInDarkMs / 1_000 } },
    found.takenAway > takenAway && { key: "takenAway", given: { found: found.takenAway, most: takenAway } },
    invalid + doubles > 0 && { key: "spoilt", given: { invalid, doubles } },
    waiting + lost > unheard && { key: "unheard", given: { waiting, lost, most: unheard } },
    beside > leftBeside && { key: "leftBeside", given: { found: beside, most: leftBeside } },
    made < strokes && { key: "strokes", given: { found: made, least: strokes } },
    found.lockedOut !== lockedOut && { key: "lockedOut", given: { found: found.lockedOut, expected: lockedOut } },
    found.ramsDown > expect.ramsDown && { key: "ramsDown", given: { found: found.ramsDown, most: expect.ramsDown } },
    found.leastChargePct !== null &&
      found.leastChargePct < expect.chargeAtLeastPct && {
        key: "charge",
        given: { foundPct: found.leastChargePct, leastPct: expect.chargeAtLeastPct },
      },
    ...listed(expect.tells).map(
      (event) => !found.told.includes(event) && ({ key: "notTold", given: { event } } as const),
    ),
    ...listed(expect.tellsNot).map(
      (event) => found.told.includes(event) && ({ key: "told", given: { event } } as const),
    ),
    found.online !== online && { key: "online", given: { found: found.online, expected: online } },
  ];
  return all.filter((one) => one !== false);
}

const listed = (events: string | null): readonly string[] => events?.split(", ") ?? [];
