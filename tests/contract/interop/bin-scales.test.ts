import { expect, it } from "vitest";
import { asBigbelly, asBintel, ofBigbelly } from "../../../device/contract/interop/bin-scales.ts";
import { keyValues } from "../../../device/contract/interop/ngsi-entity.ts";
import { wasteContainerOf } from "../../../device/contract/interop/ngsi-bin.ts";
import { fillingLevelOf } from "../../../device/contract/interop/senml.ts";
import { talqBinOf } from "../../../device/contract/interop/talq-bin.ts";
import { percent } from "../../../device/measure/units.ts";
import { fill, told } from "./bins.ts";
import { recordOf } from "./posts.ts";

const FULL = percent(80);
const at = (fillPct: number) => ({ ...told, records: [fill(fillPct)] });
const unknown = { ...told, records: [recordOf("bin-fill", { quality: "noEcho" })] };
const lwm2m = (resource: string, bin = at(83)) => fillingLevelOf(bin).find(({ n }) => n === resource)?.v;
const level = (bin = at(83)) => talqBinOf(bin)["FillingLevelSensorFunction"];

it("row 15, one record in five scales: 83 % is 0.83, 83.0, 83, 8 and 0.83", () => {
  expect(keyValues(wasteContainerOf(at(83)))["fillingLevel"]).toBe(0.83);
  expect(lwm2m("2")).toBe(83);
  expect(level()?.["fillingPercentage"]).toBe(83);
  expect(asBigbelly(percent(83), FULL).latestFullness).toBe(8);
  expect(asBintel(percent(83))).toEqual({ "fill-percent": 0.83 });
});

it("row 15, the threshold: 80 is percent in NGSI-LD and LwM2M, metres in TALQ, tenths with Bigbelly", () => {
  expect(keyValues(wasteContainerOf(told))["binFullnessThreshold"]).toBe(80);
  expect(lwm2m("4")).toBe(80);
  expect(level()?.["levelHighThreshold"]).toBe(0.72);
  expect(asBigbelly(null, FULL)).toEqual({ fullnessThreshold: 8 });
});

it("row 15, a level that is not known is left out, and 3435/6042 rejects it", () => {
  expect(keyValues(wasteContainerOf(unknown))).not.toHaveProperty("fillingLevel");
  expect(keyValues(wasteContainerOf(unknown))["fillingLevelQuality"]).toBe("noEcho");
  expect([lwm2m("2", unknown), lwm2m("3", unknown), lwm2m("6042", unknown), lwm2m("6049", unknown)]).toEqual([
    undefined,
    undefined,
    1,
    0,
  ]);
  expect(fillingLevelOf(unknown).find(({ n }) => n === "7")).toBeUndefined();
  expect(level(unknown)).not.toHaveProperty("fillingPercentage");
  expect(asBintel(null)).toEqual({});
});

it("a value that stands beside a quality other than valid is not believed", () => {
  const stale = { ...told, records: [recordOf("bin-fill", { quality: "stale", fillPct: 0 })] };
  expect(keyValues(wasteContainerOf(stale))).not.toHaveProperty("fillingLevel");
  expect([lwm2m("2", stale), level(stale)?.["fillingPercentage"]]).toEqual([undefined, undefined]);
});

it("Bigbelly 8 of 6 is 80 % and full; without a level neither is known", () => {
  expect(ofBigbelly({ latestFullness: 8, fullnessThreshold: 6 })).toEqual({ fillPct: 80, full: true });
  expect(ofBigbelly({ latestFullness: 5, fullnessThreshold: 6 })).toEqual({ fillPct: 50, full: false });
  expect(ofBigbelly({ fullnessThreshold: 6 })).toEqual({ fillPct: null, full: null });
});
