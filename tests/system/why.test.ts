import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { WHY_MAX } from "../../device/control/control.ts";
import { ask } from "../../device/field/ask.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { DeviceRun } from "./device-run.ts";

const CONFIG = readFileSync(join(ROOT, "config/lamp-post.yaml"), "utf8").replace(/^ +broker:.*$/m, "");
const DEVICE = "post-4711-0382";

it("a running post says why, hands over its record, and a fresh process replays it", async () => {
  const run = new DeviceRun(CONFIG, DEVICE, ["--mock"]);
  const gaturum = (...words: readonly string[]) =>
    spawnSync(process.execPath, ["device/gaturum.js", ...words], { cwd: ROOT, encoding: "utf8", env: run.env });
  try {
    await expect.poll(() => gaturum("why", "--device", DEVICE).status, { timeout: 15_000, interval: 300 }).toBe(0);
    await expect.poll(() => gaturum("why", "--device", DEVICE).stdout, { timeout: 15_000 }).toContain("lamp  ");
    const record = join(run.folder, "night.jsonl");
    const told = gaturum("why", "--device", DEVICE, "--last", "5", "--json", "--record", record);
    const [first] = told.stdout.split("\n");
    expect(JSON.parse(first ?? "")).toMatchObject({
      subject: "lamp",
      because: { night: expect.any(String) as string },
    });
    expect(statSync(join(run.folder, "control.sock")).mode & 0o777).toBe(0o660);
    const replayed = gaturum("replay", record);
    expect([replayed.status, replayed.stdout]).toEqual([0, expect.stringContaining("identical") as string]);
  } finally {
    const { code, tookMs } = await run.end();
    const gone = gaturum("why", "--device", DEVICE);
    await run.close();
    expect([code, tookMs < 2_000]).toEqual([0, true]);
    expect(gone.status).toBe(1);
    expect(gone.stderr).toMatch(/gaturum run/);
  }
});

it("in observe mode it says that it moves nothing, and tells what it would have done", async () => {
  const run = new DeviceRun(CONFIG.replace("mode: active", "mode: observe"), DEVICE, ["--mock"]);
  const gaturum = (...words: readonly string[]) =>
    spawnSync(process.execPath, ["device/gaturum.js", ...words], { cwd: ROOT, encoding: "utf8", env: run.env });
  try {
    await run.ready();
    expect(gaturum("dim", "70", "--device", DEVICE).status).toBe(0);
    await expect.poll(() => run.status(), { timeout: 15_000 }).toMatchObject({ outputs: { levelPct: 70 } });
    expect((await run.status()).readings["lamp"]).toMatchObject({ ok: true, value: { levelPct: 100 } });
    const [head, ...lines] = gaturum("why", "--device", DEVICE).stdout.trimEnd().split("\n");
    expect(head).toMatch(/^observe mode: it moves nothing, and this is what it would have done/);
    expect(lines.every((line) => / {2}lamp {2}\(would\) /.test(line))).toBe(true);
    expect(lines.at(-1)).toMatch(/70 % {2}asked for by someone at the post/);
  } finally {
    await run.close();
  }
});

const ANSWER_MS = 50;
const ASKED = 21;

/** From the question to the last line of the answer. */
async function answerMs(socket: string): Promise<number> {
  const askedAt = performance.now();
  let [lines, lastAt] = [0, askedAt];
  for await (const line of ask(socket, { ask: "why" }))
    [lines, lastAt] = [lines + Number(line !== ""), performance.now()];
  expect(lines).toBe(WHY_MAX);
  return lastAt - askedAt;
}

it("row 26: the last 200 decisions are told within 50 ms, without a network", { timeout: 60_000 }, async () => {
  const run = new DeviceRun(CONFIG, DEVICE, ["--mock"]);
  try {
    await run.ready();
    const socket = join(run.folder, "control.sock");
    for (let asked = 0; asked < WHY_MAX || (await run.decisions()).length < WHY_MAX; asked += 1) {
      const request = { ask: "request", verb: "dim", args: { levelPct: 20 + (asked % 60) } } as const;
      for await (const answer of ask(socket, request)) expect(answer).toContain(`"code":200`);
    }
    const took: number[] = [];
    for (let asked = 0; asked < ASKED; asked += 1) took.push(await answerMs(socket));
    // The middle one: what else this computer does meanwhile is none of the post's.
    expect(took.sort((a, b) => a - b)[(ASKED - 1) / 2]).toBeLessThanOrEqual(ANSWER_MS);
  } finally {
    await run.close();
  }
});
