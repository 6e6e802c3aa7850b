import { expect, it } from "vitest";
import type { DeviceRecord } from "../../device/contract/record.ts";
import { hours, instant } from "../../device/measure/time.ts";
import { SimulatedDevice } from "../../hal-mocks/simulate.ts";
import { DECIDING, example, heardOf } from "./example.ts";

type Mode = "active" | "observe";

/** A night from noon to noon, and every record of it that came live. */
async function night(
  mode: Mode,
): Promise<{ readonly run: SimulatedDevice; readonly records: readonly DeviceRecord[] }> {
  const config = { ...(await example("lamp-post.yaml")), mode };
  const words = { days: 1, seed: 7, from: "2026-11-25", faults: false, cycle: false };
  const run = new SimulatedDevice(config, words, DECIDING);
  run.runTo(instant(hours(24)));
  const live = heardOf(run).filter(({ topic }) => /\/up\/[et]\//.test(topic));
  return { run, records: live.map(({ text }) => JSON.parse(text) as DeviceRecord) };
}

it("in observe mode the lamp is left alone, and every record says that its levels would have been", async () => {
  const { run, records } = await night("observe");
  expect(run.device.control.readings["lamp"]).toMatchObject({ ok: true, value: { levelPct: 100 } });
  expect(records.length).toBeGreaterThan(200);
  // Which alarms hold is not a record: it has no place in the sequence.
  const reports = records.filter((record) => "seq" in record);
  expect(reports.filter(({ flags }) => flags?.includes("observing") !== true)).toEqual([]);
  expect(records.some(({ stream, values }) => stream === "lamp-level" && values["levelPct"] !== 0)).toBe(true);
  expect(run.device.control.why.every(({ would }) => would === true)).toBe(true);
});

it("in observe mode a lamp that follows someone else is no failure", async () => {
  const { records } = await night("observe");
  expect(records.filter(({ stream }) => stream === "lamp-failure")).toEqual([]);
});

it("a lamp that is given its levels has records without that mark", async () => {
  const { run, records } = await night("active");
  expect(records.filter(({ flags }) => flags?.includes("observing") === true)).toEqual([]);
  expect(run.device.control.why.some(({ would }) => would !== undefined)).toBe(false);
});
