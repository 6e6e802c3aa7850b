import type { Scenario } from "../../config/scenario.ts";
import type { RecordedDevice } from "../../device/together/recorded-device.ts";
import { refused, type Refusal } from "../refusals.ts";
import type { Running } from "../running.ts";
import type { Packet } from "../../device/together/memory-city.ts";
import { ScenarioRun, broken, type Deciding } from "../scenario-run.ts";
import type { StreetConfigs } from "../simulated-street.ts";
import { Pokes } from "../pokes.ts";
import { StreetClock } from "../street-clock.ts";
import { frameOf, stageOf, type Outside } from "./frames.ts";
import { HappenedLog } from "./happened.ts";
import { OPEN_MAX_BYTES, type Answer, type Frame, type Paced, type Speed, type Stage, type Wish } from "./protocol.ts";
import { RecordPlay, whatBreaks } from "./record-play.ts";

export type HostGiven = {
  readonly configs: StreetConfigs;
  readonly deciding: Deciding;
  readonly scenarios: readonly Scenario[];
  readonly hint: string | null;
  /** Of all cycles of this process; null: none is on real time. */
  readonly pace: () => Paced | null;
  /** The street as it is first seen, begun anew; a city that it reports to is told of by `hear`. */
  readonly free: (hear: (packet: Packet) => void, run: number) => FreeStreet;
  /** Checks the text of a file; problems are English sentences with place and cure. */
  readonly readScenario: (text: string, file: string) => Scenario | readonly string[];
  readonly readRecord: (text: string, file: string) => RecordedDevice | readonly string[];
  /** Told of every packet of a scenario's city. */
  readonly mirror: (packet: Packet) => void;
};
export type FreeStreet = {
  readonly running: Running;
  /** Its time is about to leave real time, for good; null: it may, else why not. */
  readonly leaveRealTime: () => Refusal | null;
  /** From now on it reports to its city. */
  readonly begin: () => void;
  readonly end: () => void;
};

/** The wall clock may be moved to these years: those that a post's clock can show. */
const FIRST_WALL = Date.parse("2020-01-01T00:00:00Z");
const LAST_WALL = Date.parse("2100-01-01T00:00:00Z");

/** The street that pages watch, in whatever process: lets its time go on, and does what is wished of it. */
export class StreetHost {
  readonly #given: HostGiven;
  #log = new HappenedLog();
  #stage = 1;
  #free: FreeStreet | null;
  #running: Running;
  /** Watched instead of the street, which has ended. */
  #record: RecordPlay | null = null;
  #begun = false;
  /** Before time last began to be real. */
  #pacedBefore = NOT_PACED;

  constructor(given: HostGiven) {
    this.#given = given;
    this.#free = this.#beginFree();
    this.#running = this.#free.running;
    this.#log.collect(this.#running.street);
  }

  get running(): Running {
    return this.#running;
  }
  /** What plays in the street's place; null: the street goes on. */
  get record(): RecordPlay | null {
    return this.#record;
  }
  get stageId(): number {
    return this.#stage;
  }
  get logEnd(): number {
    return this.#log.end;
  }

  /** The city is there: from now on streets report to it. */
  begin(): void {
    this.#begun = true;
    this.#free?.begin();
  }

  pass(realMs: number): void {
    if (this.#record !== null) {
      this.#record.pass(realMs);
      return;
    }
    this.#running.clock.pass(realMs);
    this.#log.collect(this.#running.street);
  }

  stage(): Stage {
    const [outside, past] = [this.#outside(), this.#log.past()];
    return this.#record === null ? stageOf(this.#running, outside, past) : this.#record.stage(outside, past);
  }
  /** `since`: the place in the log up to which the page was told. */
  frame(since: number): Frame {
    const [outside, happened] = [this.#outside(), this.#log.since(since)];
    return this.#record === null ? frameOf(this.#running, outside, happened) : this.#record.frame(outside, happened);
  }

  ask(wish: Wish): Answer {
    switch (wish.do) {
      case "poke":
        if (this.#record !== null) return refused(PAST);
        this.#running.pokes.do(wish.verb);
        return DONE;
      case "touch":
        if (this.#record !== null) return refused(PAST);
        this.#running.pokes.touch(wish.device, wish.verb);
        return DONE;
      case "speed":
        return this.#setSpeed(wish.speed);
      case "wall":
        return this.#moveWall(wish.to);
      case "scenario":
        return this.#playNamed(wish.name);
      case "open":
        return this.#open(wish.text, wish.file);
    }
  }

  #setSpeed(speed: Speed): Answer {
    if (this.#record !== null) {
      this.#record.speed = speed;
      return DONE;
    }
    const why = speed <= 1 ? null : (this.#free?.leaveRealTime() ?? null);
    if (why !== null) return refused(why);
    this.#running.clock.speed = speed;
    this.#pacedBefore = this.#given.pace() ?? NOT_PACED;
    return DONE;
  }

  #moveWall(to: number): Answer {
    if (this.#record !== null) return this.#seek(this.#record, to);
    if (this.#free === null) return refused({ key: "ownDate", given: {} });
    if (!(to >= FIRST_WALL && to < LAST_WALL)) return refused({ key: "noDate", given: {} });
    const why = this.#free.leaveRealTime();
    if (why !== null) return refused(why);
    this.#running.street.moveWall(to);
    return DONE;
  }

  /** What was seen behind the new place has not happened yet: the stage begins anew. */
  #seek(record: RecordPlay, to: number): Answer {
    if (!Number.isFinite(to)) return refused({ key: "noMoment", given: {} });
    if (to < record.wall) {
      this.#log = new HappenedLog();
      this.#stage += 1;
    }
    record.seek(to);
    return DONE;
  }

  #playNamed(name: string | null): Answer {
    if (name === null) {
      this.#change(() => (this.#free = this.#beginFree()).running);
      return DONE;
    }
    const scenario = this.#given.scenarios.find((one) => one.scenario === name);
    if (scenario === undefined) return refused({ key: "noScenario", given: { name } });
    this.#play(scenario);
    return DONE;
  }

  #open(text: string, file: string): Answer {
    if (text.length > OPEN_MAX_BYTES)
      return refused({ key: "fileTooLong", given: { file, mostMb: OPEN_MAX_BYTES / 1e6 } });
    if (isRecord(text)) return this.#openRecord(text, file);
    if (text.length > SCENARIO_CHARACTERS_MAX) return refused({ key: "fileOfNoKind", given: { file } });
    const read = this.#given.readScenario(text, file);
    if (!("scenario" in read)) return refused({ key: "scenarioWrong", given: { file } }, read);
    this.#play(read);
    return DONE;
  }

  #openRecord(text: string, file: string): Answer {
    const read = this.#given.readRecord(text, file);
    if (!("config" in read)) return refused({ key: "recordWrong", given: { file } }, read);
    const wrong = whatBreaks(read, this.#outside());
    if (wrong !== null) return refused({ key: "recordBreaks", given: { file } }, [wrong]);
    this.#leave();
    this.#record = new RecordPlay(read, (one) => this.#log.add(one));
    return DONE;
  }

  #play(scenario: Scenario): void {
    this.#change(() => {
      const { configs, deciding, mirror } = this.#given;
      const run = new ScenarioRun(scenario, configs, deciding, (packet) => {
        this.#log.hear(packet, run.street.world);
        mirror(packet);
      });
      return runningOf(run, scenario);
    });
  }

  /** Ends the street that is, and shows another from its beginning. */
  #change(begin: () => Running): void {
    this.#leave();
    this.#running = begin();
    this.#log.collect(this.#running.street);
  }

  #leave(): void {
    this.#free?.end();
    this.#free = null;
    this.#record = null;
    this.#log = new HappenedLog();
    this.#stage += 1;
    this.#pacedBefore = this.#given.pace() ?? NOT_PACED;
  }

  #beginFree(): FreeStreet {
    const log = this.#log;
    const free = this.#given.free((packet) => {
      if (log === this.#log) log.hear(packet, free.running.street.world);
    }, this.#stage);
    if (this.#begun) free.begin();
    return free;
  }

  /** null while the cycles are not on real time. */
  #paced(): Paced | null {
    const pace = this.#given.pace();
    if (pace === null || this.#free === null || this.#running.clock.speed !== 1) return null;
    const { cycles, lateCycles } = this.#pacedBefore;
    return { cycles: pace.cycles - cycles, lateCycles: pace.lateCycles - lateCycles };
  }

  #outside(): Outside {
    const { configs, scenarios, hint } = this.#given;
    return { stage: this.#stage, configs, scenarios, hint, pace: this.#paced() };
  }
}

/** Speed of a scenario when it begins: a night in a few minutes. */
const SCENARIO_SPEED = 100;

function runningOf(run: ScenarioRun, scenario: Scenario): Running {
  const { street, city } = run;
  const clock = new StreetClock(street, SCENARIO_SPEED, run.end);
  const pokes = new Pokes(street, city);
  let counted: ReturnType<ScenarioRun["result"]> | null = null;
  const outcome = () => {
    if (!clock.isOver) return null;
    counted ??= run.result();
    return { counted, broken: broken(counted, scenario.expect), poked: pokes.count > 0 };
  };
  return { street, clock, pokes, tally: () => city.tally(), scenario: { scenario, outcome } };
}

/** A scenario is a page of text; also bounds what a parser can be made to do. */
const SCENARIO_CHARACTERS_MAX = 65_536;
const PAST: Refusal = { key: "recorded", given: {} };

/** The first line of a flight record says that it is one. */
const isRecord = (text: string): boolean => text.slice(0, 100).includes('"flightRecord"');

const DONE: Answer = { ok: true };
const NOT_PACED: Paced = { cycles: 0, lateCycles: 0 };
