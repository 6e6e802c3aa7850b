import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { ROOT } from "../setup/vitest-run.ts";
import { DeviceRun } from "./device-run.ts";

const DEVICE = "shelter-0117";
let run: DeviceRun | undefined;
afterEach(() => run?.close());

it("the bus shelter runs on mocks without a photocell, and a note does not hold it up", async () => {
  const example = readFileSync(join(ROOT, "config/bus-shelter.yaml"), "utf8").replace(/city:.*\n.*\n/, "");
  run = new DeviceRun(`${example}  programs: { spare: {} }\n`, DEVICE, ["--mock"]);
  const { readings } = await run.ready();
  expect(readings["daylight"]).toMatchObject({ ok: false, fault: { cause: "absent" } });
  expect(readings["motion"]).toMatchObject({ ok: true });
  const notes = run.said.filter((line) => line.startsWith("note: "));
  expect(notes).toEqual([
    expect.stringMatching(
      /^note: \S+device\.yaml:37:15 lamp\.programs\.spare: nothing uses this program\. Name it in a rule or/,
    ),
  ]);
});
