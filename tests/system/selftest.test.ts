import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Tested } from "../../device/control/site-test.ts";
import { request } from "../../device/field/request.ts";
import { selftest } from "../../device/field/selftest/selftest.ts";
import { OnTerminal } from "../field/pty.ts";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { DeviceRun } from "./device-run.ts";
import { answers, DEVICE, mean, PATIENCE_MS, verb, WorldPost } from "./world-post.ts";

const named = ["--device", DEVICE];
let post: WorldPost;
let run: DeviceRun;
let world: WorldPost["world"];

beforeAll(async () => {
  const text = readFileSync(join(ROOT, "config/lamp-post.yaml"), "utf8");
  post = await WorldPost.start(text.replace(/^ {2}broker: .*$/m, ""));
  ({ run, world } = post);
}, PATIENCE_MS);
afterAll(() => post.close());

it(
  "selftest: the lamp is measured, someone walks past, and the city is told",
  async () => {
    const screen = new OnTerminal(["selftest", "lamp", "motion", ...named], ROOT);
    try {
      await screen.sees("lamp: 100 %, 50 %, 10 %");
      await until("the walk", () => screen.said.includes("motion: walk past now"), 60);
      expect(screen.said).toMatch(/passed {3}lamp {7}100 %: 30\.\d W, 50 %/);
      world.walkSomeonePast();
      await until("them to be seen", () => screen.said.includes("the city will hear of it"), 60);
      expect(screen.said).toMatch(/passed {3}motion/);
      expect(await screen.ended()).toBe(0);
    } finally {
      screen.close();
    }
    expect((await run.status()) as unknown).toMatchObject({ standing: { override: null } });
  },
  PATIENCE_MS,
);

it(
  "selftest: Ctrl-C in the middle lets the lamp go, and reports nothing",
  async () => {
    const screen = new OnTerminal(["selftest", "lamp", ...named], ROOT);
    try {
      await screen.sees("lamp: 100 %");
      await until("the lamp is held", async () => JSON.stringify(await run.status()).includes('"from":"site"'), 60);
      screen.pressesCtrlC();
      await screen.sees("Interrupted. What it was asked for ends now; nothing is reported.");
      expect(await screen.ended()).toBe(1);
      expect(screen.said).not.toContain("the city will hear");
    } finally {
      screen.close();
    }
    expect((await run.status()) as unknown).toMatchObject({ standing: { override: null } });
  },
  PATIENCE_MS,
);

it(
  "selftest --json: what needs a person is skipped and said so; a lamp that someone holds is left alone",
  async () => {
    const socket = join(run.folder, "control.sock");
    const test = (steps: readonly Tested[]) => verb(() => selftest({ socket: socket, steps, yes: false, json: true }));
    const { code, out } = await test(["motion", "photocell"]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      verdicts: [{ step: "motion", verdict: "skipped" }, { verdict: "skipped" }],
    });
    await verb(() => request(socket, { verb: "dim", args: { levelPct: 60 } }, true));
    const held = "someone holds the lamp at a level. Ask them, or end it first: gaturum dim clear\n";
    expect(await test([])).toMatchObject({ code: 1, err: held });
    await verb(() => request(socket, { verb: "dim-clear", args: {} }, true));
    expect(await test(["press"])).toMatchObject({ code: 2, err: expect.stringMatching(/no test "press"/) as string });
  },
  PATIENCE_MS,
);

it(
  "selftest of a bin: each wrong answer is asked again, and five end it with nothing reported",
  async () => {
    const text = readFileSync(join(ROOT, "config/litter-bin.yaml"), "utf8").replace(/^ {2}broker: .*$/m, "");
    const bin = new DeviceRun(text, "bin-0815", ["--mock"]);
    mean(bin);
    const screens: OnTerminal[] = [];
    try {
      await answers(bin);
      screens.push(
        new OnTerminal(["selftest", "--device", "bin-0815"], ROOT),
        new OnTerminal(["selftest", "fill", "--device", "bin-0815"], ROOT),
      );
      const [patient, wrong] = screens as [OnTerminal, OnTerminal];
      await patient.sees("How high is it, as 30 cm: ");
      // What is typed before a question that only the eyes answer is no answer to it.
      patient.types("high\r20 cm");
      await patient.sees("Write a height such as 30 cm or 300 mm.");
      patient.types("9 m");
      await patient.sees("Lay in something from 1 to 90 cm.");
      patient.types("30 cm");
      await patient.sees("failed   fill");
      await patient.sees("skipped  press");
      expect(await patient.ended()).toBe(1);
      await wrong.sees("How high is it");
      for (let n = 0; n < 5; n += 1) {
        wrong.types("no");
        await wrong.sees("Write a height");
      }
      await wrong.sees("5 answers that cannot be taken.");
      expect(await wrong.ended()).toBe(1);
      expect(wrong.said).not.toContain("the city will hear");
    } finally {
      for (const screen of screens) screen.close();
      mean(run);
      await bin.close();
    }
  },
  PATIENCE_MS,
);
