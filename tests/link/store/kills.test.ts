import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { FolderDisk } from "../../../device/link/store/disk.ts";
import { chance } from "../../../hal-mocks/random.ts";
import { tellFigures } from "../../long/figures.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { Direct } from "./account.ts";

const { numRuns, seed = 1 } = propertyRuns(2);
const COMMITTER = new URL("./committer.ts", import.meta.url).pathname;
/** A kill comes within so long of the first record that is safe. */
const WITHIN_MS = 150;
const A_RUN_MS = 20_000;

type Safe = { readonly boot: string; readonly counts: readonly [number, number]; readonly settings: number };

/** Starts a process that commits, kills it at a random moment, and returns what it had said is safe. */
async function killed(folder: string, afterMs: number): Promise<Safe> {
  const child = spawn(process.execPath, [COMMITTER, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const [counts, ended]: [[number, number], Promise<unknown>] = [[0, 0], once(child, "close")];
  let [boot, settings] = ["", 0];
  const lines = createInterface(child.stdout);
  const first = new Promise<void>((resolve) =>
    lines.on("line", (line) => {
      const [word, ...rest] = line.split(" ");
      if (word === "boot") boot = rest[0] ?? "";
      if (word !== "safe" || rest.length < 3) return;
      counts[Number(rest[0]) as 0 | 1] = Number(rest[1]);
      settings = Math.max(settings, Number(rest[2]));
      resolve();
    }),
  );
  await first;
  await pause(afterMs);
  child.kill("SIGKILL");
  await ended;
  return { boot, counts, settings };
}

it(
  `R1: ${numRuns} kills of a process that commits: nothing that was safe is missing, no key is used twice`,
  async () => {
    let records = 0;
    for (let run = 0; run < numRuns; run += 1) {
      const folder = mkdtempSync(join(tmpdir(), "gaturum-kill-"));
      try {
        const safe = await killed(join(folder, "link"), WITHIN_MS * chance(seed, "kill", run));
        const store = new Direct(new FolderDisk(join(folder, "link")), 1);
        const { found, lost } = store.clerk.opening;
        const came = store.drain();
        store.close();
        const keys = came.map(({ boot, class: of, seq }) => `${boot}/${of}/${seq}`);
        const missing = ([0, 1] as const).flatMap((of) =>
          Array.from({ length: safe.counts[of] }, (_, index) => `${safe.boot}/${of}/${index + 1}`).filter(
            (key) => !keys.includes(key),
          ),
        );
        expect({ run, lost, missing, doubles: keys.length - new Set(keys).size }).toEqual({
          ...{ run, lost: null, missing: [], doubles: 0 },
        });
        expect(Number(found.settings ?? 0)).toBeGreaterThanOrEqual(safe.settings);
        const closed = came
          .filter(({ stream }) => stream === "closed")
          .map(({ values }) => [values["class"], values["last"]]);
        const lasts = ([0, 1] as const).map((of) => [
          of,
          Math.max(
            0,
            ...came.filter((record) => record.boot === safe.boot && record.class === of).map(({ seq }) => seq),
          ),
        ]);
        expect(closed).toEqual(lasts.filter(([, last]) => last !== 0));
        records += safe.counts[0] + safe.counts[1];
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
    tellFigures({ kills: numRuns, "records safe before a kill": records, missing: 0, doubled: 0 });
  },
  numRuns * A_RUN_MS,
);
