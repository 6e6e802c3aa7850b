import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readSlot } from "../../device/keep/slot-file.ts";
import { recover } from "../../device/keep/slot.ts";

const KILLS = 52;
const SIDE_BY_SIDE = 2;

/** A process that dies tears no write of the kernel's; torn writes are cut byte by byte in slot.test.ts. */
it(`a process killed ${KILLS} times in the middle of writing loses nothing that was acknowledged`, async () => {
  const chains = Array.from({ length: SIDE_BY_SIDE }, (_, chain) => killAgainAndAgain(chain, KILLS / SIDE_BY_SIDE));
  const acknowledged = await Promise.all(chains);
  for (const revision of acknowledged) expect(revision).toBeGreaterThan(KILLS / SIDE_BY_SIDE);
}, 60_000);

async function killAgainAndAgain(chain: number, kills: number): Promise<number> {
  const parent = mkdtempSync(join(tmpdir(), "gaturum-cut-"));
  const directory = join(parent, "keep");
  let acknowledged = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const output = await writeUntilKilled(directory, 1 + ((kill * 7 + chain * 3) % 25));
    const told = output.split("\n").slice(0, -1);
    expect(told[0]).toMatch(kill === 0 ? /^empty 0$/ : /^found /);
    expect(Number(told[0]?.split(" ")[1])).toBeGreaterThanOrEqual(acknowledged);
    acknowledged = Number(told.at(-1)?.split(" ")[1]);
    const found = recover(await readSlot(join(directory, "slot-a")), await readSlot(join(directory, "slot-b")));
    if (found.status !== "found") expect.fail(`after kill ${kill}: ${found.status}`);
    const { revision, value } = found.best.memory;
    expect(revision).toBeGreaterThanOrEqual(acknowledged);
    expect(value).toMatchObject({ square: revision * revision });
  }
  expect(readFileSync(join(directory, "slot-a")).length).toBeGreaterThan(0);
  rmSync(parent, { recursive: true });
  return acknowledged;
}

/** Resolves with what it printed; it is killed `afterLines` acknowledgements after it began. */
function writeUntilKilled(directory: string, afterLines: number): Promise<string> {
  const writer = spawn(process.execPath, [new URL("./endless-writer.ts", import.meta.url).pathname, directory]);
  let output = "";
  let errors = "";
  writer.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    if (output.split("\n").length > afterLines + 1) writer.kill("SIGKILL");
  });
  writer.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    writer.on("close", (_, signal) => {
      if (signal === "SIGKILL") resolve(output);
      else reject(new Error(`the writer ended by itself: ${errors}`));
    });
  });
}
