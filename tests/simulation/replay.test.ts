import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { minutes } from "../../device/measure/time.ts";
import type { InjectedFault } from "../../hal-mocks/faults.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { BIN_FAULTS, LAMP_FAULTS, recorded } from "./recorded.ts";

const directory = mkdtempSync(join(tmpdir(), "gaturum-replay-"));
afterAll(() => rmSync(directory, { recursive: true }));

async function recordedFile(file: string, faults: readonly InjectedFault[]): Promise<string> {
  const { device, text } = await recorded(file, faults);
  const path = join(directory, `${device}.jsonl`);
  writeFileSync(path, text);
  return path;
}

function replayed(path: string) {
  const words = ["device/gaturum.js", "replay", path, "--json"];
  const { status, stdout } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: "utf8" });
  const result = JSON.parse(stdout) as {
    cycles: number;
    from: number;
    to: number;
    difference: { what: string } | null;
  };
  return { status, ...result };
}

describe("a flight record of ten minutes under faults, in a fresh process", () => {
  it.each([
    ["lamp-post.yaml", LAMP_FAULTS],
    ["litter-bin.yaml", BIN_FAULTS],
  ] as const)("%s gives identical outputs, or names the first that differs", async (file, faults) => {
    const path = await recordedFile(file, faults);
    const result = replayed(path);
    expect(result).toMatchObject({ status: 0, difference: null });
    expect(result.cycles).toBeGreaterThan(100);
    expect(result.to - result.from).toBeGreaterThan(minutes(9));
    writeFileSync(path, withOneOutputChanged(readFileSync(path, "utf8")));
    expect(replayed(path)).toMatchObject({ status: 1, difference: { what: "outputs" } });
  });
});

/** The last output of the record is another one. */
function withOneOutputChanged(text: string): string {
  const lines = text.trimEnd().split("\n");
  const place = lines.findLastIndex((line) => line.includes('"outputs":{') && !line.startsWith('{"snapshot"'));
  const entry = JSON.parse(lines[place] ?? "") as { outputs: Record<string, unknown> };
  const outputs =
    "levelPct" in entry.outputs ? { levelPct: 1 } : { ...entry.outputs, buzzer: !entry.outputs["buzzer"] };
  lines[place] = JSON.stringify({ ...entry, outputs });
  return `${lines.join("\n")}\n`;
}
