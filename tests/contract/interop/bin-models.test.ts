import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FILL_QUALITIES } from "../../../device/contract/bin-words.ts";
import { keyValues, normalised, OWN_TERMS, type Entity } from "../../../device/contract/interop/ngsi-entity.ts";
import { statusOf, wasteContainerOf } from "../../../device/contract/interop/ngsi-bin.ts";
import { batteryOf, fillingLevelOf } from "../../../device/contract/interop/senml.ts";
import { talqBinOf } from "../../../device/contract/interop/talq-bin.ts";
import type { KnownBin } from "../../../device/contract/interop/known-bin.ts";
import { checkRecord } from "../../../device/contract/validate.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { silent, told } from "./bins.ts";
import { ownComplaints } from "./own-table.ts";
import { alarm, AT_MS, recordOf } from "./posts.ts";
import { publishedSchemas } from "./published.ts";

const published = publishedSchemas();
const AT_S = AT_MS / 1_000;

/** By the published schema and by our own table; terms of our own apart. */
function complaints(bin: KnownBin): readonly string[] {
  const entity = keyValues(wasteContainerOf(bin));
  const theirs = Object.fromEntries(Object.entries(entity).filter(([name]) => !OWN_TERMS.includes(name))) as Entity;
  return [...(published?.complaints(theirs) ?? []), ...ownComplaints(theirs)];
}
const withAlarms = (...alarms: readonly (readonly [string, Record<string, unknown>])[]): KnownBin => ({
  ...told,
  alarms: alarms.map(([kind, values]) => alarm(kind, values)),
});

describe("row 15: a WasteContainer of the published model", () => {
  it("of all that is known", () => {
    expect(keyValues(wasteContainerOf(told))).toEqual({
      id: "urn:ngsi-ld:WasteContainer:stockholm:bin-12",
      type: "WasteContainer",
      location: { type: "Point", coordinates: [18.06871, 59.32938] },
      binId: "bin-12",
      serialNumber: "4711-0382",
      areaServed: "Hornsgatan",
      binFullnessThreshold: 80,
      status: "ok",
      fillingLevel: 0.83,
      fillingLevelQuality: "valid",
      compactorState: "LOCKOUT",
      dateLastEmptying: "2026-11-23T22:05:00.000Z",
      nextActuationDeadline: "2026-11-25T00:05:00.000Z",
      binLoggedTime: "2026-11-24T22:05:00.250Z",
    });
    expect(complaints(told)).toEqual([]);
  });

  it("of a bin that has told nothing: its place, and that nothing is known", () => {
    const entity = keyValues(wasteContainerOf(silent));
    expect(entity["status"]).toBe("unknown");
    expect(Object.keys(entity).sort()).toEqual(
      ["areaServed", "binId", "id", "location", "serialNumber", "status", "type"].sort(),
    );
    expect(complaints(silent)).toEqual([]);
  });

  it("without a forecast that is beyond what a date can say", () => {
    const others = told.records.filter(({ stream }) => stream !== "bin-forecast");
    for (const fullAt of [8.64e15 + 1, Number.MAX_SAFE_INTEGER]) {
      const never = recordOf("bin-forecast", { reliability: "low", fullAt }, { class: 2 });
      expect(checkRecord(never).ok).toBe(true);
      const entity = keyValues(wasteContainerOf({ ...told, records: [...others, never] }));
      expect(entity).not.toHaveProperty("nextActuationDeadline");
    }
  });

  it("in the long form, with units, moments, and our own terms named as ours", () => {
    expect(normalised(wasteContainerOf(told))).toMatchObject({
      "@context": [
        expect.stringContaining("dataModel.WasteManagement"),
        { fillingLevelQuality: "urn:gaturum:fillingLevelQuality", compactorState: "urn:gaturum:compactorState" },
        expect.stringContaining("core-context"),
      ],
      fillingLevel: { type: "Property", value: 0.83, unitCode: "C62", observedAt: "2026-11-24T22:05:00.250Z" },
      binFullnessThreshold: { type: "Property", value: 80, unitCode: "P1" },
    });
  });

  it("finds a mistake, so that silence means something", () => {
    const entity = keyValues(wasteContainerOf(told));
    for (const wrong of [{ fillingLevel: 83 }, { status: "full" }, { location: undefined }, { filingLevel: 0.8 }]) {
      const mistaken = JSON.parse(JSON.stringify({ ...entity, ...wrong })) as Entity;
      expect(ownComplaints(mistaken)).not.toEqual([...ownComplaints(entity)]);
      if (published !== null) expect(published.complaints(mistaken)).not.toEqual(published.complaints(entity));
    }
  });

  it("holds for whatever a bin may say", () => {
    const bins = fc.record({
      quality: fc.constantFrom(...FILL_QUALITIES),
      fillPct: fc.double({ min: 0, max: 100, noNaN: true }),
      temperatureC: fc.double({ min: -60, max: 500, noNaN: true }),
      ts: fc.option(fc.integer({ min: 0, max: 8.64e15 }), { nil: null }),
    });
    fc.assert(
      fc.property(bins, ({ quality, fillPct, temperatureC, ts }) => {
        const values = quality === "valid" ? { quality, fillPct } : { quality };
        const records = [
          recordOf("bin-fill", values, { ts }),
          recordOf("fire", { active: true, temperatureC }, { ts }),
          recordOf("collection", { result: "collected" }, { ts }),
        ];
        const bin = { ...told, alarms: [alarm("fire", {})], records };
        expect(complaints(bin)).toEqual([]);
        const levels = fillingLevelOf(bin).filter(({ n }) => n === "2");
        expect(levels).toHaveLength(quality === "valid" ? 1 : 0);
      }),
      propertyRuns(100),
    );
  });
});

it.each<[status: string, of: KnownBin]>([
  ["unknown", silent],
  ["ok", withAlarms(["lockout", { cause: "guard" }], ["bin-full", {}], ["bin-alarm", { alarm: "stuckButton" }])],
  ["lidOpen", withAlarms(["bin-alarm", { alarm: "doorOpen" }])],
  ["vandalized", withAlarms(["bin-alarm", { alarm: "doorOpen" }], ["bin-alarm", { alarm: "tamper" }])],
  ["dropped", withAlarms(["bin-alarm", { alarm: "tamper" }], ["bin-alarm", { alarm: "dropped" }])],
  ["burning", withAlarms(["bin-alarm", { alarm: "dropped" }], ["fire", {}])],
])("status is about safety alone, the gravest first: %s", (status, bin) => {
  expect(statusOf(bin)).toBe(status);
});

describe("uCIFI as SenML, RFC 8428", () => {
  it("3435, Filling level: base name and time once, each record with one value", () => {
    expect(fillingLevelOf(told)).toEqual([
      { bn: "stockholm/bin-12/3435/0/", bt: AT_S + 0.25, n: "1", v: 120 },
      { n: "2", v: 83 },
      { n: "3", v: 75 },
      { n: "4", v: 80 },
      { n: "5", vb: false },
      { n: "6", v: 20 },
      { n: "7", vb: false },
      { n: "8", v: 12 },
      { n: "10", v: AT_S + 7_200 },
      { n: "13", vb: false },
      { n: "21", vb: false },
      { n: "22", vb: false },
      { n: "5518", v: AT_S },
      { n: "6050", v: 0.25 },
      { n: "6042", v: 4 },
      { n: "6049", v: 100 },
    ]);
  });

  it("3411, Battery, in volts", () => {
    expect(batteryOf(told)).toEqual([
      { bn: "stockholm/bin-12/3411/0/", bt: AT_S, n: "1", v: 18 },
      { n: "3", v: 11.94 },
      { n: "6", vb: true },
    ]);
    expect(batteryOf(silent)).toEqual([]);
  });

  it("says nothing of what is not known: no alarms yet, no settings, no clock", () => {
    const records = [recordOf("bin-fill", { quality: "valid", fillPct: 12 }, { ts: null })];
    expect(fillingLevelOf({ ...silent, records })).toEqual([
      { bn: "stockholm/bin-12/3435/0/", n: "2", v: 12 },
      { n: "6", v: 20 },
      { n: "7", vb: true },
      { n: "21", vb: false },
      { n: "6042", v: 4 },
      { n: "6049", v: 100 },
    ]);
    expect(fillingLevelOf(silent)).toEqual([]);
  });

  it("names as RFC 8428 allows them, and resolved each name once", () => {
    const names = [...fillingLevelOf(told), ...batteryOf(told)].map(({ bn, n }) => `${bn ?? "stockholm/"}${n}`);
    expect(names.filter((name) => !/^[A-Za-z0-9][A-Za-z0-9:./_-]*$/.test(name))).toEqual([]);
    expect(new Set(fillingLevelOf(told).map(({ n }) => n)).size).toBe(fillingLevelOf(told).length);
  });
});

describe("TALQ's waste profile", () => {
  it("of all that is known", () => {
    const bin = { ...told, alarms: [alarm("bin-full", {}), alarm("bin-alarm", { alarm: "dropped" })] };
    expect(talqBinOf(bin)).toEqual({
      FillingLevelSensorFunction: {
        containerHeight: 1.2,
        levelHighThreshold: 0.72,
        fillingPercentage: 83,
        containerFull: true,
      },
      WasteContainerFunction: {
        lastCollectionDate: "2026-11-23T22:05:00.000Z",
        collectionLate: false,
        containerTampered: false,
      },
      MovementSensorFunction: { notInProperPosition: true },
      BatteryManagementSystemFunction: { batteryLevel: 18, batteryVoltage: 11.94, batteryEmpty: true },
    });
  });

  it("a door that was opened and a bin that stayed full is no collection", () => {
    const records = [recordOf("collection", { result: "openedNotEmptied" })];
    expect(talqBinOf({ ...told, records })["WasteContainerFunction"]).not.toHaveProperty("lastCollectionDate");
  });

  it("of a bin that has told nothing: nothing", () => {
    expect(talqBinOf(silent)).toEqual({});
  });
});
