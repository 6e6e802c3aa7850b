import type { Expected, Scenario } from "../config/scenario.ts";
import type { Device } from "../device/together/device.ts";
import type { MemoryCity, Packet } from "../device/together/memory-city.ts";
import { after, epochMs, instant, millis, type Instant } from "../device/measure/time.ts";
import { Outcome, type Counted } from "./outcome.ts";
import { play } from "./happenings.ts";
import { streetScene } from "./scene.ts";
import { SimulatedStreet, type StreetConfigs } from "./simulated-street.ts";

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
    const { seed, posts, bins, startsAt } = scenario;
    this.scenario = scenario;
    this.street = new SimulatedStreet({
      ...{ configs, seed, make },
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

/** What is not as the scenario says it should be, each in a sentence; none: all is. */
export function broken(found: Counted, expect: Expected): readonly string[] {
  const { savedAtLeastPct, walkedInDarkMs, takenAway, unheard, leftBeside, strokes, lockedOut, online } = expect;
  const checks: readonly (readonly [boolean, string])[] = [
    [
      (found.savedNetPct ?? savedAtLeastPct) >= savedAtLeastPct,
      `saved ${String(found.savedNetPct)} %, not ${savedAtLeastPct} % or more`,
    ],
    [
      1_000 * (found.walkedInDarkS ?? 0) <= walkedInDarkMs,
      `walked in the dark ${String(found.walkedInDarkS)} s, not ${walkedInDarkMs / 1_000} s at most`,
    ],
    [found.takenAway <= takenAway, `a guard took outputs away ${found.takenAway} times, not ${takenAway} at most`],
    [found.invalid + found.doubles === 0, `the city got ${found.invalid} invalid records and ${found.doubles} twice`],
    [
      found.waiting + found.lost <= unheard,
      `${found.waiting} reports wait and ${found.lost} were lost, not ${unheard} at most`,
    ],
    [
      (found.leftBeside ?? 0) <= leftBeside,
      `litter was left beside a bin ${String(found.leftBeside)} times, not ${leftBeside} at most`,
    ],
    [(found.strokes ?? 0) >= strokes, `the rams made ${String(found.strokes)} strokes, not ${strokes} or more`],
    [found.lockedOut === lockedOut, `${found.lockedOut} bins are locked out, not ${lockedOut}`],
    [found.online === online, `the city counts ${found.online} devices online, not ${online}`],
  ];
  return checks.filter(([holds]) => !holds).map(([, sentence]) => sentence);
}
