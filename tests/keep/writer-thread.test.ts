import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { FromWriter } from "../../device/keep/slot-writer.ts";
import { Backoff, WriterThread } from "../../device/keep/writer-thread.ts";
import { millis } from "../../device/measure/time.ts";
import { eventually } from "./eventually.ts";

it("starts a dead worker again, and says what it died of", async () => {
  const directory = mkdtempSync(join(tmpdir(), "gaturum-writer-"));
  const answers: FromWriter[] = [];
  const deaths: string[] = [];
  const listener = {
    answered: (message: FromWriter) => void answers.push(message),
    died: (cause: string) => void deaths.push(cause),
  };
  const writer = new WriterThread(directory, listener, new Backoff(millis(1), millis(10)));
  await eventually(
    () => answers.length,
    (count) => count === 1,
  );
  writer.send(null as never);
  await eventually(
    () => answers.length,
    (count) => count === 2,
  );
  expect(deaths).toEqual([expect.stringContaining("TypeError")]);
  writer.send({ slot: 0, bytes: Uint8Array.from([1]) });
  await eventually(
    () => answers.at(-1),
    (answer) => answer?.m === "wrote" && answer.error === null,
  );
  writer.end();
  rmSync(directory, { recursive: true });
});
