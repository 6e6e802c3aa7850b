import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { askControl } from "../../../device/field/check/gather/control.ts";
import { faulty, valid, type Reading } from "../../../device/measure/reading.ts";
import { instant } from "../../../device/measure/time.ts";
import { healthyStatus, postConfig } from "./facts.ts";

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** How often a control was asked whose readings of one contact are these, one a look, and the last from then on. */
async function asked(looks: readonly Reading<boolean>[]) {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-looks-"));
  const path = join(folder, "control.sock");
  let count = 0;
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      const reading = looks[Math.min(count, looks.length - 1)];
      count += 1;
      socket.end(`${JSON.stringify({ ...healthyStatus(postConfig()), readings: { hopperA: reading } })}\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  ends.push(
    () => server.close(),
    () => rmSync(folder, { recursive: true, force: true }),
  );
  const facts = await askControl(path, "device.yaml");
  return { count, last: facts.is === "running" ? facts.last.readings["hopperA"] : null };
}

const CLOSED = valid(true, instant(0));
const STALE = faulty("hopper-a", "stale", instant(0));
const GONE = faulty("hopper-a", "disconnected", instant(0));

it.each([
  ["a healthy one is asked twice", [CLOSED], 2, CLOSED],
  ["one that stood still for a moment is asked again", [CLOSED, STALE, STALE, CLOSED], 4, CLOSED],
  ["one that stood still in each of two looks too", [STALE, STALE, CLOSED], 3, CLOSED],
  ["one whose contact has stopped speaking is believed after three more", [STALE], 5, STALE],
  ["and one with any other fault", [CLOSED, GONE], 2, GONE],
] as const)("%s", async (_, looks, count, last) => {
  expect(await asked(looks)).toEqual({ count, last });
});
