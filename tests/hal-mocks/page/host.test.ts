import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { StreetHost, type FreeStreet, type HostGiven } from "../../../hal-mocks/host/host.ts";
import { memoryHost, type StreetMaterial } from "../../../hal-mocks/host/memory-street.ts";
import type { Happened, Paced } from "../../../hal-mocks/host/protocol.ts";
import { refusalLine, type Refusal } from "../../../hal-mocks/refusals.ts";
import { DECIDING } from "../../../hal-mocks/page/static/deciding.ts";
import { example } from "../../simulation/example.ts";
import { LAMP_FAULTS, recorded } from "../../simulation/recorded.ts";

const YAML = `scenario: three minutes
caption: { en: "Somebody comes.", sv: "Någon kommer." }
starts: 2026-11-25T20:00Z
lasts: 3 min
happens:
  somebody: { at: 30 s, do: walk }
expect:
  online: 8
`;
let material: StreetMaterial;
let record: string;
let host: StreetHost;

beforeAll(async () => {
  const read = DECIDING.readScenario(YAML, "three.yaml");
  if (!("scenario" in read)) throw new Error(read.join("\n"));
  const configs = { post: await example("lamp-post.yaml"), bin: await example("litter-bin.yaml") };
  material = { configs, scenarios: [read] };
  record = (await recorded("lamp-post.yaml", LAMP_FAULTS)).text;
});
beforeEach(() => {
  host = memoryHost(material, DECIDING);
  host.begin();
});

const whyOf = (answer: ReturnType<StreetHost["ask"]>): Refusal | null => (answer.ok ? null : answer.why);
const saidBy = (answer: ReturnType<StreetHost["ask"]>): string => (answer.ok ? "" : refusalLine(answer));
/** So much real time in turns as a process has them. */
function pass(realMs: number): void {
  for (let left = realMs; left > 0; left -= 20) host.pass(20);
}
function passUntil(isSo: () => boolean): void {
  for (let turn = 0; turn < 5_000 && !isSo(); turn++) host.pass(20);
  expect(isSo()).toBe(true);
}

describe("the street that pages watch", () => {
  it("is whole in its first stage", () => {
    const stage = host.stage();
    expect(stage).toMatchObject({ id: 1, run: { kind: "street" }, place: "Hornsgatan", hint: null });
    expect(stage.scenarios.map(({ name }) => name)).toEqual(["three minutes"]);
    expect(stage.posts.length + stage.bins.length).toBe(8);
    expect(stage.frame.posts.map(({ litPct }) => litPct)).toContain(100);
    expect(stage.frame.posts.map(({ litPct }) => litPct)).toContain(30);
    expect(stage.frame.people.length).toBeGreaterThan(0);
  });

  it("does what a verb says and tells what follows", () => {
    expect(host.ask({ do: "poke", verb: "walk" })).toEqual({ ok: true });
    expect(host.frame(0).caption).toEqual({ key: "walks", device: null });
    host.ask({ do: "touch", device: "lamp-4", verb: "breakLamp" });
    pass(1_000);
    expect(host.frame(0)).toMatchObject({ caption: { key: "lampBroken", device: "lamp-4" } });
    expect(host.frame(0).posts[3]).toMatchObject({ litPct: 0, faults: ["lamp"] });
    host.ask({ do: "poke", verb: "network" });
    host.ask({ do: "poke", verb: "clock" });
    expect(host.frame(0)).toMatchObject({ networkUp: false, clockLost: true });
  });

  it("moves the date of the sky and of every clock, and nothing monotonic", () => {
    const { at } = host.frame(0);
    const noon = Date.parse("2027-06-21T10:00:00Z");
    expect(host.ask({ do: "wall", to: noon })).toEqual({ ok: true });
    const frame = host.frame(0);
    expect(frame).toMatchObject({ wall: noon, at });
    expect(frame.sky.elevationDeg).toBeGreaterThan(40);
    const { world } = host.running.street;
    for (const { config } of host.running.street.devices) {
      expect(world.clockOf(config.device).offsetMs + world.now).toBe(noon);
    }
    for (const to of [Date.parse("2019-12-31T00:00:00Z"), Date.parse("2100-01-01T00:00:00Z"), NaN, Infinity]) {
      expect(saidBy(host.ask({ do: "wall", to }))).toContain("2020 to 2099");
    }
    expect(host.frame(0).wall).toBe(noon);
  });

  it("tells each page what it was not told yet, and the newest packet of each topic to one that comes", () => {
    host.ask({ do: "speed", speed: 100 });
    pass(1_000);
    const told = host.logEnd;
    expect(told).toBeGreaterThan(8);
    expect(host.frame(told).happened).toEqual([]);
    host.ask({ do: "poke", verb: "walk" });
    pass(1_000);
    const { happened } = host.frame(told);
    expect(happened.length).toBe(host.logEnd - told);
    const { past } = host.stage();
    expect(past.slice(-happened.length)).toEqual(happened);
    const topics = past.flatMap((one: Happened) => (one.what === "packet" ? one.topic : []));
    expect(topics.filter((topic) => topic.endsWith("/up/state")).length).toBe(8);
  });

  it("plays a scenario to its end, and its outcome is the same from then on", () => {
    expect(saidBy(host.ask({ do: "scenario", name: "nothing" }))).toContain('There is no scenario "nothing".');
    expect(host.stageId).toBe(1);
    expect(host.ask({ do: "scenario", name: "three minutes" })).toEqual({ ok: true });
    expect(host.stageId).toBe(2);
    expect(host.stage().run).toMatchObject({ kind: "scenario", name: "three minutes", lastsMs: 180_000 });
    expect(saidBy(host.ask({ do: "wall", to: Date.now() }))).toContain("own date");
    expect(host.frame(0).outcome).toBeNull();
    host.ask({ do: "speed", speed: 1_000 });
    passUntil(() => host.frame(0).outcome !== null);
    const { outcome, at } = host.frame(0);
    expect(outcome).toMatchObject({ broken: [], poked: false, counted: { online: 8, scenario: "three minutes" } });
    pass(1_000);
    expect(host.frame(0).outcome?.counted).toBe(outcome?.counted);
    expect(host.frame(0).at).toBe(at);
    expect(host.ask({ do: "scenario", name: null })).toEqual({ ok: true });
    expect(host.stage()).toMatchObject({ id: 3, run: { kind: "street" } });
    host.ask({ do: "speed", speed: 100 });
    passUntil(() => host.frame(0).figures.online === 8);
  });

  it("says that a scenario was helped", () => {
    host.ask({ do: "scenario", name: "three minutes" });
    host.ask({ do: "poke", verb: "walk" });
    host.ask({ do: "speed", speed: 1_000 });
    passUntil(() => host.frame(0).outcome !== null);
    expect(host.frame(0).outcome?.poked).toBe(true);
  });

  it.each<[string, string, RegExp]>([
    [
      "a wrong key",
      YAML.replace("lasts:", "last:"),
      /^my\.yaml is not a scenario.*: my\.yaml:4:1: there is no key "last"\. Did you mean "lasts"\?$/,
    ],
    ["an impossible place", YAML.replace("do: walk", "do: jam, device: bin-7"), /my\.yaml:6:.* no bin-7/],
    ["a script in its name", YAML.replace("three minutes", "<script>alert(1)</script>"), /: my\.yaml:1:11 scenario: /],
    ["nothing in it", "", /: my\.yaml:1:1: the file is empty/],
    ["more than a page", `# ${"x".repeat(70_000)}`, /^my\.yaml is no scenario and no flight record/],
    ["more than anything", "x".repeat(16_000_001), /^my\.yaml has more than 16 MB/],
    [
      "half a flight record",
      '{"flightRecord":1}\n{"snap',
      /^my\.yaml is not a flight record.*: my\.yaml: line 2: not a JSON object\. The file is cut/,
    ],
  ])("refuses a file with %s and stays as it is", (_, text, problem) => {
    expect(saidBy(host.ask({ do: "open", file: "my.yaml", text }))).toMatch(problem);
    expect(host.stageId).toBe(1);
  });

  it("opens a scenario from its text", () => {
    expect(host.ask({ do: "open", file: "my.yaml", text: YAML })).toEqual({ ok: true });
    expect(host.stage().run).toMatchObject({ kind: "scenario", name: "three minutes" });
  });
});

describe("a flight record in the street's place", () => {
  beforeEach(() => {
    expect(host.ask({ do: "open", file: "post.jsonl", text: record })).toEqual({ ok: true });
  });

  it("plays, at the wished speed, and cannot be changed", () => {
    const { run, id, frame } = host.stage();
    expect(run).toMatchObject({ kind: "record", device: "post-4711-0382" });
    expect(id).toBe(2);
    host.ask({ do: "speed", speed: 10 });
    pass(1_000);
    expect(host.frame(0).at - frame.at).toBe(10_000);
    expect(host.frame(0).speed).toBe(10);
    for (const answer of [
      host.ask({ do: "poke", verb: "walk" }),
      host.ask({ do: "touch", device: "post-4711-0382", verb: "cutPower" }),
    ]) {
      expect(saidBy(answer)).toContain("cannot be changed");
    }
    expect(host.stageId).toBe(2);
  });

  it("is wound forwards in its stage, and back in a new one without what comes later", () => {
    const { wall, at } = host.frame(0);
    host.ask({ do: "wall", to: wall + 300_000 });
    expect(host.stageId).toBe(2);
    expect(host.frame(0).at).toBe(at + 300_000);
    const decided = host.frame(0).happened.length;
    expect(decided).toBeGreaterThan(3);
    host.ask({ do: "wall", to: host.frame(0).wall - 200_000 });
    expect(host.stageId).toBe(3);
    expect(host.stage().past.length).toBeLessThan(decided);
    host.ask({ do: "wall", to: NaN });
    expect(host.stageId).toBe(3);
    host.ask({ do: "wall", to: 0 });
    expect(host.frame(0).at).toBe(at);
  });

  it("leaves for the street, begun anew", () => {
    expect(host.ask({ do: "scenario", name: null })).toEqual({ ok: true });
    expect(host.stage().run).toEqual({ kind: "street" });
    pass(200);
    expect(host.frame(0).posts.length).toBe(6);
  });
});

describe("a street that reports in real time", () => {
  it("leaves it before it is faster, or stays when it may not", () => {
    let left = 0;
    let why: Refusal | null = null;
    const given = { ...givenBy(material), leaveRealTime: () => ((left += 1), why) };
    const real = realHost(given);
    real.ask({ do: "speed", speed: 0 });
    real.ask({ do: "speed", speed: 1 });
    expect(left).toBe(0);
    real.ask({ do: "speed", speed: 10 });
    expect(left).toBe(1);
    why = { key: "brokerInRealTime", given: {} };
    expect(whyOf(real.ask({ do: "speed", speed: 100 }))).toEqual(why);
    expect(real.frame(0).speed).toBe(10);
    const { wall } = real.frame(0);
    expect(whyOf(real.ask({ do: "wall", to: Date.parse("2027-01-01T00:00:00Z") }))).toEqual(why);
    expect(real.frame(0).wall).toBe(wall);
  });
});

describe("how late the cycles are", () => {
  it("is counted since they were last put on real time, out of those cycles alone", () => {
    let pace: Paced | null = null;
    const real = realHost({ ...givenBy(material), leaveRealTime: () => null }, () => pace);
    const paced = (): Paced | null => real.frame(0).figures.pace;
    expect(paced()).toBeNull();
    pace = { cycles: 500, lateCycles: 3 };
    expect(paced()).toEqual({ cycles: 500, lateCycles: 3 });
    real.ask({ do: "speed", speed: 10 });
    expect(paced()).toBeNull();
    pace = { cycles: 700, lateCycles: 40 };
    real.ask({ do: "speed", speed: 1 });
    expect(paced()).toEqual({ cycles: 0, lateCycles: 0 });
    pace = { cycles: 750, lateCycles: 41 };
    expect(paced()).toEqual({ cycles: 50, lateCycles: 1 });
    real.ask({ do: "open", file: "post.jsonl", text: record });
    expect(real.frame(0).figures).toMatchObject({ pace: null, online: null, waiting: null, records: null, devices: 1 });
  });
});

type Real = { readonly running: FreeStreet["running"]; readonly leaveRealTime: () => Refusal | null };

function givenBy(of: StreetMaterial): Pick<Real, "running"> {
  return { running: memoryHost(of, DECIDING).running };
}

function realHost({ running, leaveRealTime }: Real, pace: HostGiven["pace"] = () => null): StreetHost {
  const given: HostGiven = {
    ...{ ...material, hint: null, pace, mirror: () => undefined },
    ...{ deciding: DECIDING, readScenario: DECIDING.readScenario, readRecord: DECIDING.readRecord },
    free: () => ({ running, leaveRealTime, begin: () => undefined, end: () => undefined }),
  };
  return new StreetHost(given);
}
