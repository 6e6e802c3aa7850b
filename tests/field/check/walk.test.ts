import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { walkPast } from "../../../device/field/check/gather/walk.ts";
import { Looking } from "../../../device/field/check/looking.ts";
import { runDirectory } from "../../../device/field/run-directory.ts";
import { healthyStatus, postConfig } from "./facts.ts";

const before = process.env["GATURUM_RUN_DIR"];
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
  if (before === undefined) delete process.env["GATURUM_RUN_DIR"];
  else process.env["GATURUM_RUN_DIR"] = before;
});

/** What a walk comes to with a control that answers as `told` says; null: it goes away for good. */
async function walked(told: (question: { ask: string; count: number }) => object | null) {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-walk-"));
  process.env["GATURUM_RUN_DIR"] = folder;
  const config = postConfig();
  const socket = join(runDirectory(config.device), "control.sock");
  mkdirSync(dirname(socket), { recursive: true });
  let count = 0;
  const server = createServer((asked) => {
    asked.on("error", () => undefined);
    asked.once("data", (data) => {
      count += 1;
      const answer = told({ ...(JSON.parse(data.toString()) as { ask: string }), count });
      if (answer === null) {
        server.close();
        asked.destroy();
      } else asked.end(`${JSON.stringify(answer)}\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const looking = new Looking(true);
  ends.push(
    () => server.close(),
    () => looking.end(),
    () => rmSync(folder, { recursive: true, force: true }),
  );
  return walkPast(config, 50, looking);
}

const status = healthyStatus(postConfig());

it("a control that goes away meanwhile is told, with why, and nothing of the walk counts", async () => {
  const facts = await walked(({ count }) => (count === 1 ? status : null));
  expect(facts).toMatchObject({ edges: {}, power: null });
  expect(facts?.wentAway).toMatch(/no control is running at .*control\.sock/);
});

it("so is one that was started again: its counts began anew", async () => {
  const dark = { ...status, readings: {} };
  const facts = await walked(({ count }) => (count === 1 ? dark : { ...dark, run: "ffeeddccbbaa9988" }));
  expect(facts).toMatchObject({ wentAway: expect.stringMatching(/started again/) as string, edges: {} });
});

it("one that stays tells what it saw", async () => {
  const motion = (edges: number) => ({ ok: true, at: 0, value: { active: false, edges, lastEdgeAt: null } });
  const facts = await walked(({ count }) => ({ ...status, readings: { motion: motion(count) } }));
  expect(facts).toMatchObject({ wentAway: null, edges: { "pir-1": 1 } });
});
