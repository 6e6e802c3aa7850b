import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelOf, powerStateOf, streetlightOf, type KnownPost } from "../../../device/contract/interop/ngsi.ts";
import { keyValues, normalised, type Entity } from "../../../device/contract/interop/ngsi-entity.ts";
import { groupPowerState, groupsOf } from "../../../device/contract/interop/ngsi-group.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { ownComplaints } from "./own-table.ts";
import { alarm, AT_MS, bare, full, level, recordOf } from "./posts.ts";
import { publishedSchemas } from "./published.ts";

const published = publishedSchemas();
const NEVER_PUBLISHED = ["StreetlightModel"];

/** What a receiver would say: by the published schema where it is at hand, and by our own table always. */
function complaints(entity: Entity): readonly string[] {
  const theirs = published === null || NEVER_PUBLISHED.includes(entity.type) ? [] : published.complaints(entity);
  return [...theirs, ...ownComplaints(entity)];
}

const lightOf = (post: KnownPost): Entity => {
  const facts = streetlightOf(post);
  if (facts === null) throw new Error("no Streetlight");
  return keyValues(facts);
};

describe("row 28: a Streetlight of the published model", () => {
  it("of all that is known", () => {
    expect(lightOf(full)).toEqual({
      id: "urn:ngsi-ld:Streetlight:stockholm:4711-0382",
      type: "Streetlight",
      location: { type: "Point", coordinates: [18.06871, 59.32938] },
      deviceInfo: { deviceId: "4711-0382" },
      controllingMethod: "individual",
      areaServed: "Hornsgatan",
      streetPoleNum: "4711-0382",
      feederPillarNum: "SK-204",
      refStreetlightControlCabinet: "urn:ngsi-ld:StreetlightControlCabinet:stockholm:SK-204",
      circuit: "SK-204/L2",
      refStreetlightGroup: "urn:ngsi-ld:StreetlightGroup:stockholm:SK-204%2FL2",
      refStreetlightModel: "urn:ngsi-ld:StreetlightModel:stockholm:Gata%2030%20W",
      powerRating: 30,
      status: "ok",
      powerState: "low",
      illuminanceLevel: 0.3,
      powerConsumption: 12.3,
      lifetimePowerConsumption: 35.6,
      lifetimeMotionDetected: 412,
      observationDateTime: "2026-11-24T22:05:01.000Z",
    });
    expect(complaints(lightOf(full))).toEqual([]);
  });

  it("leaves out what is not known, and never says 0 for it", () => {
    expect(lightOf(bare)).toEqual({
      id: "urn:ngsi-ld:Streetlight:stockholm:4711-0382",
      type: "Streetlight",
      location: { type: "Point", coordinates: [18.06871, 59.32938] },
      deviceInfo: { deviceId: "4711-0382" },
      controllingMethod: "individual",
      status: "ok",
    });
    expect(complaints(lightOf(bare))).toEqual([]);
  });

  it("in the long form, with units and moments", () => {
    const facts = streetlightOf(full);
    expect(facts && normalised(facts)).toMatchObject({
      "@context": [expect.stringContaining("dataModel.Streetlighting"), expect.stringContaining("core-context")],
      location: { type: "GeoProperty", value: { type: "Point", coordinates: [18.06871, 59.32938] } },
      status: { type: "Property", value: "ok" },
      refStreetlightModel: { type: "Relationship", object: "urn:ngsi-ld:StreetlightModel:stockholm:Gata%2030%20W" },
      illuminanceLevel: { type: "Property", value: 0.3, unitCode: "C62", observedAt: "2026-11-24T22:05:00.000Z" },
      powerConsumption: { type: "Property", value: 12.3, unitCode: "WTT", observedAt: "2026-11-24T22:05:01.000Z" },
      lifetimePowerConsumption: { type: "Property", value: 35.6, unitCode: "KWH" },
      observationDateTime: { type: "Property", value: { "@type": "DateTime", "@value": "2026-11-24T22:05:01.000Z" } },
    });
  });

  it("finds a mistake, so that silence means something", () => {
    for (const wrong of [
      { illuminanceLevel: 30 },
      { status: "fine" },
      { location: undefined },
      { observationDateTime: "yesterday" },
      { ilumination: 0.3 },
    ]) {
      const entity = JSON.parse(JSON.stringify({ ...lightOf(full), ...wrong })) as Entity;
      expect(ownComplaints(entity)).not.toEqual([]);
      if (published !== null) expect(published.complaints(entity)).not.toEqual([]);
    }
  });

  it("holds for whatever a post may say", () => {
    const text = fc.option(fc.string({ unit: "binary", maxLength: 64 }), { nil: null });
    const posts = fc.record({
      label: text,
      cabinet: text,
      luminaire: text,
      meanPct: fc.double({ min: 0, max: 100, noNaN: true }),
      powerW: fc.double({ min: 0, max: 2_000, noNaN: true }),
      movements: fc.nat(),
      ts: fc.option(fc.integer({ min: 0, max: 8.64e15 }), { nil: null }),
    });
    fc.assert(
      fc.property(posts, ({ label, cabinet, luminaire, meanPct, powerW, movements, ts }) => {
        const asset = { ...full.birth.asset, cabinet, luminaire, place: { ...full.birth.asset.place, label } };
        const records = [level(meanPct, meanPct, { ts }), recordOf("lamp-power", { powerW }, { ts })];
        const post = { ...full, birth: { ...full.birth, asset }, records, sums: { movements } };
        const model = modelOf(post);
        const entities = [
          lightOf(post),
          ...groupsOf([post]).map(keyValues),
          ...(model === null ? [] : [keyValues(model)]),
        ];
        expect(entities.flatMap(complaints)).toEqual([]);
      }),
      propertyRuns(100),
    );
  });
});

describe("status", () => {
  it("is not guessed: without the open alarms there is no Streetlight", () => {
    expect(streetlightOf({ ...full, alarms: null })).toBeNull();
  });

  it.each([
    ["lamp-failure", { failure: "lampFailure" }, "defectiveLamp"],
    ["lamp-failure", { failure: "dimmingFailure" }, "defectiveLamp"],
    ["lamp-failure", { failure: "lampUnexpectedOn" }, "defectiveLamp"],
    ["part-fault", { part: "lamp", role: "lamp", cause: "no-answer" }, "defectiveLamp"],
    ["part-fault", { part: "pir-1", role: "motion", cause: "no-answer" }, "ok"],
    ["clock-lost", {}, "ok"],
    ["stuck-cell", {}, "ok"],
  ])("%s %o: %s", (kind, values, status) => {
    expect(lightOf({ ...full, alarms: [alarm(kind, values)] })["status"]).toBe(status);
  });
});

describe("powerState", () => {
  it.each([
    ["dark", [level(0, 0)], [], "off"],
    ["dark but for a moment", [level(0.4, 100)], [], "low"],
    ["lit so briefly that the mean is 0", [level(0, 1)], [], "low"],
    ["just below half", [level(49.9, 60)], [], "low"],
    ["half", [level(50, 60)], [], "on"],
    ["not told yet", [], [], null],
    ["told off and burning by day", [level(0, 0)], ["lampUnexpectedOn"], "on"],
    ["told on and dark", [level(100, 100)], ["lampFailure"], null],
    ["told on and dimming badly", [level(100, 100)], ["dimmingFailure"], "on"],
  ] as const)("%s", (_what, records, failures, state) => {
    const alarms = failures.map((failure) => alarm("lamp-failure", { failure }));
    expect(powerStateOf({ ...bare, records, alarms })).toBe(state);
  });
});

describe("which record counts", () => {
  it("that of the newest boot and uptime, whatever the clock said", () => {
    const early = level(80, 80, { bootCount: 16, uptimeMs: 9e9, ts: AT_MS + 9e8 });
    const late = level(20, 20, { bootCount: 17, uptimeMs: 600_000, ts: AT_MS });
    const before = level(40, 40, { bootCount: 17, uptimeMs: 300_000, ts: AT_MS + 1 });
    for (const records of [
      [early, late, before],
      [before, late, early],
    ]) {
      expect(lightOf({ ...bare, records })["illuminanceLevel"]).toBe(0.2);
    }
  });

  it("none of a mock", () => {
    const records = [level(80, 80), level(20, 20, { uptimeMs: 2e6, flags: ["simulated"] })];
    expect(lightOf({ ...bare, records })["illuminanceLevel"]).toBe(0.8);
    expect(lightOf({ ...bare, records: records.slice(1) })).toEqual(lightOf(bare));
  });

  it("without a moment where the post did not know the time", () => {
    const facts = streetlightOf({ ...bare, records: [level(30, 30, { ts: null })] });
    expect(facts && keyValues(facts)).not.toHaveProperty("observationDateTime");
    expect(facts && normalised(facts)["illuminanceLevel"]).toEqual({ type: "Property", value: 0.3, unitCode: "C62" });
  });
});

describe("lifetimeMotionDetected: counts, and none that one person could be", () => {
  it.each([
    [0, undefined],
    [2, undefined],
    [3, 3],
    [412, 412],
  ])("%d: %s", (movements, told) => {
    expect(lightOf({ ...bare, sums: { movements } })["lifetimeMotionDetected"]).toBe(told);
  });

  it("has no moment of its own", () => {
    const facts = streetlightOf(full);
    expect(facts && normalised(facts)["lifetimeMotionDetected"]).toEqual({ type: "Property", value: 412 });
  });
});

describe("StreetlightModel", () => {
  it("has an id even for half a character, as a birth may hold", () => {
    const asset = { ...full.birth.asset, luminaire: "Gata \ud800" };
    expect(modelOf({ ...full, birth: { ...full.birth, asset } })?.id).toBe(
      "urn:ngsi-ld:StreetlightModel:stockholm:Gata%20%EF%BF%BD",
    );
  });

  it("of the luminaire's name, and its power where the config is at hand", () => {
    const facts = modelOf(full);
    expect(facts && keyValues(facts)).toEqual({
      id: lightOf(full)["refStreetlightModel"],
      type: "StreetlightModel",
      name: "Gata 30 W",
      powerConsumption: 30,
      maxPowerConsumption: 30,
      minPowerConsumption: 1,
    });
    expect(facts && complaints(keyValues(facts))).toEqual([]);
    expect(modelOf(bare)).toBeNull();
  });
});

describe("StreetlightGroup", () => {
  const at = (device: string, phase: "L1" | "L2" | null, records: KnownPost["records"]): KnownPost => ({
    ...full,
    birth: { ...full.birth, device, asset: { ...full.birth.asset, phase } },
    records,
  });

  it("is a phase of a cabinet, with the places of its members", () => {
    const posts = [at("a", "L1", [level(0, 0)]), at("b", "L2", []), at("c", "L1", [level(80, 90)]), at("d", null, [])];
    const groups = groupsOf(posts).map(keyValues);
    expect(groups).toEqual([
      {
        id: "urn:ngsi-ld:StreetlightGroup:stockholm:SK-204%2FL1",
        type: "StreetlightGroup",
        location: { type: "MultiPoint", coordinates: [18.06871, 18.06871].map((east) => [east, 59.32938]) },
        circuitId: "SK-204/L1",
        refStreetlight: ["a", "c"].map((device) => `urn:ngsi-ld:Streetlight:stockholm:${device}`),
        refStreetlightControlCabinet: "urn:ngsi-ld:StreetlightControlCabinet:stockholm:SK-204",
        powerState: "on",
      },
      expect.not.objectContaining({ powerState: expect.anything() as unknown }),
    ]);
    expect(groups.flatMap(complaints)).toEqual([]);
  });

  it.each([
    [["off", "off"], "off"],
    [["off", "on", "low"], "on"],
    [["off", "low"], "low"],
    [["off", null], null],
    [["on", null], "on"],
  ] as const)("row 22, the worst of its members: %o is %s", (states, state) => {
    expect(groupPowerState(states)).toBe(state);
  });
});
