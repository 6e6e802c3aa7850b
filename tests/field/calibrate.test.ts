import { afterEach, beforeEach, expect, it } from "vitest";
import { calibrate } from "../../device/field/calibrate.ts";
import { orRefusal } from "../../device/field/refusal.ts";
import { until } from "../link/link-process.ts";
import { PlayedControl } from "./console/played-control.ts";
import { saidBy, type Outcome } from "./said.ts";

/** Longer than a verb may be silent, and one question more. */
const LONG_MS = 2_600;

let control: PlayedControl;
beforeEach(async () => {
  control = new PlayedControl();
  control.answer = { code: 202, result: "it measures" };
  measures(null);
  control.onRequest = () => measures(12);
  await control.listen();
});
afterEach(() => control.close());

function measures(samples: number | null, run = "0123456789abcdef"): void {
  const calibration = samples === null ? null : { samples, of: 30 };
  control.status = { kind: "litter-bin", at: 1_000, run, standing: { calibration } };
}

function ends(reason: "done" | "refused", text: string): void {
  control.decisions = [{ at: 5_000, ts: null, subject: "calibration", reason, text, because: { samples: 30 } }];
  measures(null);
}

const waited = (json = false): Promise<Outcome> =>
  saidBy(() => orRefusal(() => calibrate({ socket: control.path, wait: true, json })));

/** The same, and what happens once it waits. */
async function waitedUntil(then: () => void, { json = false, afterMs = 50 } = {}): Promise<Outcome> {
  const told = waited(json);
  await until("it to be asked", () => control.wishes.length === 1);
  setTimeout(then, afterMs);
  return told;
}

it("stays until the bin has measured, and says what was taken", async () => {
  const told = await waitedUntil(() => ends("done", "1240 mm from the sensor to the floor"));
  const out = "begun: it measures\ndone: 1240 mm from the sensor to the floor\n";
  expect(told).toEqual({ code: 0, out, err: "" });
  expect(control.wishes).toMatchObject([{ verb: "calibrateEmpty" }]);
});

it("ends with 1 and the bin's own reason where that is not taken", async () => {
  const told = await waitedUntil(() => ends("refused", "not taken: the service door was opened"));
  expect([told.code, told.err]).toEqual([1, "not taken: the service door was opened\n"]);
});

it("beyond two seconds it tells how far it is: as JSON between the answer and what came of it", async () => {
  const told = await waitedUntil(() => ends("done", "1240 mm"), { json: true, afterMs: LONG_MS });
  const [answer, first, ...more] = told.out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
  expect(answer).toEqual(control.answer);
  expect(first).toMatchObject({ progress: { what: "measured", unit: "samples", done: 12, total: 30 } });
  expect(more.at(-1)).toMatchObject({ reason: "done" });
});

it("Ctrl-C leaves the bin at it, and says so", async () => {
  const told = await waitedUntil(() => process.emit("SIGINT"));
  expect([told.code, told.err]).toEqual([
    1,
    expect.stringMatching(/^Interrupted\. The bin goes on measuring: leave it empty and the door closed\./),
  ]);
});

it("joins what is being measured already, and asks for nothing", async () => {
  measures(29);
  setTimeout(() => ends("done", "1240 mm"), 50);
  expect(await waited()).toEqual({ code: 0, out: "done: 1240 mm\n", err: "" });
  expect(control.wishes).toEqual([]);
});

it("a refusal of the bin is the end; an outcome from before is none; a control that began anew measures no more", async () => {
  control.answer = { code: 409, result: "not now: the service door is open" };
  expect(await waited()).toMatchObject({ code: 1, err: "refused: not now: the service door is open\n" });
  control.answer = { code: 202, result: "it measures" };
  ends("done", "of last year");
  control.decisions = control.decisions.map((each) => ({ ...each, at: 900 }));
  control.onRequest = () => undefined;
  expect(await waited()).toMatchObject({ code: 1, err: expect.stringMatching(/does not say how/) as string });
  control.onRequest = () => measures(0, "another run");
  expect(await waited()).toMatchObject({ code: 1, err: expect.stringMatching(/started again meanwhile/) as string });
});
