import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BenchLog, benchLines } from "../../../device/field/logs/bench-log.ts";
import { fromJournal, fromKept, shownLine, spokenLine } from "../../../device/field/logs/lines.ts";
import { logs } from "../../../device/field/logs/logs.ts";
import { orRefusal } from "../../../device/field/refusal.ts";
import { saidBy } from "../said.ts";

const entry = (more: object): string =>
  JSON.stringify({ __REALTIME_TIMESTAMP: "1795000000123456", _SYSTEMD_UNIT: "gaturum-link.service", ...more });

it("an entry of the journal, and what is none", () => {
  expect(fromJournal(entry({ MESSAGE: "link     says hello" }))).toEqual({
    ts: 1_795_000_000_123,
    from: "link",
    text: "says hello",
  });
  expect(fromJournal(entry({ MESSAGE: "Segmentation fault" }))?.from).toBe("link");
  expect(fromJournal(entry({ MESSAGE: [104, 101, 106] }))?.text).toBe("hej");
  for (const text of ["", "no json", "[1]", entry({ MESSAGE: null }), JSON.stringify({ MESSAGE: "x" })])
    expect(fromJournal(text)).toBeNull();
});

it("nothing in it moves a cursor, and a long one is cut", () => {
  const line = spokenLine(0, "control  a\u001b[2Jb\u0007c");
  expect(shownLine(line)).toBe("1970-01-01 00:00:00Z  control  ab c");
  expect(spokenLine(0, "x".repeat(9_999)).text).toHaveLength(2_000);
  expect(fromKept('{"ts":1,"from":"link","text":"a\\u001b[31mb"}')?.text).toBe("ab");
});

describe("in a folder", () => {
  let folder = "";
  const usual = process.env["PATH"];
  const wish = { lines: 100, sinceMs: null, follow: false, json: false };
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "gaturum-logs-"))));
  afterEach(() => {
    process.env["PATH"] = usual;
    rmSync(folder, { recursive: true, force: true });
  });
  /** A journalctl that answers so, in front of the computer's own. */
  function journalctl(script: string): void {
    writeFileSync(join(folder, "journalctl"), `#!/bin/sh\necho "$@" > ${folder}/asked\n${script}\n`);
    chmodSync(join(folder, "journalctl"), 0o755);
    process.env["PATH"] = `${folder}:${usual ?? ""}`;
  }
  const said = (more: Partial<Parameters<typeof logs>[0]> = {}) =>
    saidBy(() => orRefusal(() => logs({ folder, ...wish, ...more })));

  it("gaturum run keeps two files of at most 1 MB, and the newest lines are told", async () => {
    const log = new BenchLog(folder, () => undefined);
    for (let n = 0; n < 1_500; n += 1) log.keep(`control  ${n} ${"x".repeat(1_500)}`);
    expect(statSync(join(folder, "log.jsonl")).size).toBeLessThanOrEqual(1_000_000);
    expect(statSync(join(folder, "log.1.jsonl")).size).toBeLessThanOrEqual(1_000_000);
    expect(statSync(join(folder, "log.jsonl")).mode & 0o777).toBe(0o640);
    expect(benchLines(folder).at(-1)?.text).toMatch(/^1499 x/);
    const { code, out } = await said({ lines: 2, json: true });
    expect([code, out.trim().split("\n").length]).toEqual([0, 2]);
  });

  it("a disk that is full is told once, and stops nothing", () => {
    const told: string[] = [];
    const log = new BenchLog(join(folder, "gone"), (line) => told.push(line));
    for (let n = 0; n < 3; n += 1) log.keep("control  x");
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/log\.jsonl: ENOENT.*Make room\.$/);
  });

  it("asks the journal for both units, bounded", async () => {
    journalctl(`echo '${entry({ MESSAGE: "link     hello" })}'`);
    const { code, out } = await said({ sinceMs: 3_600_000 });
    expect([code, out]).toEqual([
      0,
      "2026-11-18 17:06:40Z  link     hello\n".replace(
        "2026-11-18 17:06:40",
        new Date(1_795_000_000_123).toISOString().slice(0, 19).replace("T", " "),
      ),
    ]);
    expect(readFileSync(join(folder, "asked"), "utf8")).toMatch(
      /--lines=100 .*--unit=gaturum-control\.service --unit=gaturum-link\.service --since=@\d+$/m,
    );
  });

  it.each([
    [
      "not permitted",
      "echo 'No journal files were opened due to insufficient permissions.' >&2; exit 1",
      3,
      /sudo usermod -aG systemd-journal /,
    ],
    ["nothing there", "exit 0", 1, /^nothing was logged in that time\. .*systemctl status/],
    ["it fails", "echo 'Failed to add match' >&2; exit 1", 1, /^journalctl: Failed to add match/],
  ])("%s: a line that says what, and how to go on", async (_, script, exit, told) => {
    journalctl(script);
    const { code, err } = await said();
    expect(code).toBe(exit);
    expect(err).toMatch(told);
  });

  it("a computer without a journal", async () => {
    process.env["PATH"] = folder;
    const { code, err } = await said();
    expect([code, err]).toEqual([
      1,
      "there is no journalctl on this computer. gaturum run on a bench keeps its own log.\n",
    ]);
  });
});
