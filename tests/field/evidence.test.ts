import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chained, FIRST_HEAD, NO_NOTE } from "../../device/keep/evidence/chain.ts";
import { headerLine, segmentName } from "../../device/keep/evidence/segment.ts";
import type { EvidenceEntry, EvidenceHead } from "../../device/measure/evidence.ts";
import { entryAt } from "../keep/evidence/entries.ts";
import { ROOT } from "../setup/vitest-run.ts";

const HOUR_S = 3_600;
const folder = mkdtempSync(join(tmpdir(), "gaturum-"));
const whole = join(folder, "bin-12", "evidence");
const HEADS: EvidenceHead[] = [FIRST_HEAD];
afterAll(() => rmSync(folder, { recursive: true }));

function gaturum(...args: readonly string[]) {
  const env = { ...process.env, GATURUM_STATE_DIR: folder, GATURUM_RUN_DIR: folder };
  return spawnSync(process.execPath, ["device/gaturum.js", ...args], { cwd: ROOT, encoding: "utf8", env });
}

/** Two days from a noon of November on, in files of 20 entries: a full bin, a stop, a stroke, a collection. */
beforeAll(() => {
  const marks = Array.from({ length: 49 }, (_, hour) =>
    entryAt(hour * HOUR_S, hour === 0 ? "started" : "alive", { full: hour > 20 && hour <= 22, down: false }),
  );
  const events: EvidenceEntry[] = [
    entryAt(10.5 * HOUR_S, "stroke", { trigger: "level", result: "top", energyJ: 900 }),
    entryAt(11.5 * HOUR_S, "stop", {
      cause: "guard",
      contacts: { hopperA: false, hopperB: true },
      missing: ["hopperA"],
    }),
    entryAt(20.5 * HOUR_S, "full", { active: true }),
    entryAt(22.5 * HOUR_S, "full", { active: false }),
    entryAt(22.5 * HOUR_S + 1, "collection", { result: "collected", fillBeforePct: 92, fillAfterPct: 5 }),
  ];
  mkdirSync(whole, { recursive: true });
  const log = [...marks, ...events].sort((a, b) => a.at - b.at);
  for (let from = 0; from < log.length; from += 20) {
    let text = headerLine("bin-12", from / 20 + 1, HEADS.at(-1) ?? FIRST_HEAD);
    for (const entry of log.slice(from, from + 20)) {
      const head = HEADS.at(-1) ?? FIRST_HEAD;
      const line = chained(entry, head, { boot: "a" }, NO_NOTE);
      HEADS.push({ seq: head.seq + 1, hash: line.hash });
      text += `${line.text}\n`;
    }
    writeFileSync(join(whole, segmentName(from / 20 + 1)), text);
  }
});
function copy(name: string, change: (file: string) => void): string {
  const to = join(folder, name);
  mkdirSync(to);
  for (const file of readdirSync(whole)) copyFileSync(join(whole, file), join(to, file));
  change(join(to, segmentName(2)));
  return to;
}
const tellHead = (seq: number) => `${seq}:${HEADS[seq]?.hash ?? ""}`;

describe("gaturum evidence (row 20)", () => {
  it("says that a log is whole, and that a head that the city was told stands", () => {
    const { status, stdout } = gaturum("evidence", "--device", "bin-12", "--verify", "--head", tellHead(33));
    expect([status, stdout]).toEqual([0, expect.stringContaining("bin-12: whole, 54 entries") as string]);
    expect(stdout).toContain(tellHead(54));
    expect(stdout).toContain("the head stands");
  });

  it("says the first place where one is broken, as file, line and entry", () => {
    const broken = copy("broken", (file) =>
      writeFileSync(file, readFileSync(file, "utf8").replace('"full":true', '"full":false')),
    );
    const { status, stdout, stderr } = gaturum("evidence", "--from", broken, "--verify");
    expect([status, stdout]).toEqual([
      1,
      expect.stringMatching(/BROKEN, first at evidence-000002.jsonl, line \d+/) as string,
    ]);
    expect(stderr).toMatch(/^\S+evidence-000002\.jsonl:\d+: the line is not as it was written/);
    const json = JSON.parse(gaturum("evidence", "--from", broken, "--verify", "--json").stdout) as { broken: object[] };
    expect(json.broken[0]).toMatchObject({ file: "evidence-000002.jsonl", seq: expect.any(Number) as number });
  });

  it("says when a head was rewritten, or the end taken away", () => {
    const { status, stdout } = gaturum("evidence", "--device", "bin-12", "--head", `33:${HEADS[34]?.hash ?? ""}`);
    expect([status, stdout]).toEqual([1, expect.stringContaining("does NOT stand") as string]);
    const later = gaturum("evidence", "--device", "bin-12", "--head", `900:${HEADS[34]?.hash ?? ""}`);
    expect([later.status, later.stdout]).toEqual([1, expect.stringContaining("ends BEFORE that head") as string]);
  });

  it("shows the last entries for a person, and as they are in the files", () => {
    const { status, stdout } = gaturum("evidence", "--device", "bin-12", "--last", "54");
    expect(status).toBe(0);
    expect(stdout).toContain(
      "2026-11-25 23:30:00Z  stop        cause guard, contacts (hopperA false, hopperB true), missing hopperA",
    );
    const lines = gaturum("evidence", "--device", "bin-12", "--last", "2", "--json").stdout.trim().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([53, 54]);
  });
});

describe("gaturum report of a bin (row 23)", () => {
  const period = ["--from", "2026-11-25", "--to", "2026-11-27", "--schedule", "7/week", "--trip-cost", "180 kr"];

  it("is reproducible from the log alone: from the device and from a copy, the same bytes", () => {
    const copied = copy("copied", () => undefined);
    for (const as of [[], ["--json"]]) {
      const here = gaturum("report", "--device", "bin-12", ...period, ...as);
      const there = gaturum("report", "--evidence", copied, ...period, ...as);
      expect([here.status, here.stdout.length > 100]).toEqual([0, true]);
      expect(there.stdout).toBe(here.stdout);
    }
  });

  it("has collections, % full at collection, overflow, downtime, strokes, energy, trips and kr, and says what is not known", () => {
    const { stdout } = gaturum("report", "--device", "bin-12", ...period);
    const total = stdout.split("\n").find((line) => line.includes("total")) ?? "";
    expect(total.split(/ {2,}/)).toEqual([
      ...["bin-12", "total", "48.0", "1", "1", "92.0", "2.0", "0.0", "1", "1", "0.3", "1.0", "180"],
    ]);
    expect(stdout).toContain("24.0 hours of which nothing is known");
    expect(stdout).toContain("2026-11-25 00:00 .. 2026-11-25 12:00  before the log begins");
    expect(stdout.split("\n").filter((line) => line.length > 120)).toEqual([]);
  });

  it("speaks Swedish, in a table and as a spreadsheet reads it", () => {
    const { stdout } = gaturum("report", "--device", "bin-12", ...period, "--csv", "--lang", "sv");
    expect(stdout).toMatch(/^\uFEFFenhet;vecka;sett h;tömningar;besök;/);
    expect(stdout.split("\r\n")[1]).toBe("bin-12;2026-W48;48,0;1;1;92,0;2,0;0,0;1;1;0,3;1,0;180");
    expect(gaturum("report", "--device", "bin-12", ...period, "--lang", "sv").stdout).toContain("innan loggen börjar");
  });

  it("never counts a hole as no collections: a log with a file taken out says so, and ends as a failure", () => {
    const holed = copy("holed", (file) => rmSync(file));
    const { status, stdout, stderr } = gaturum("report", "--evidence", holed, ...period);
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining("evidence-000002.jsonl: the file is not there") as string,
    ]);
    expect(stdout).toContain("lines are missing or were changed");
    expect(stdout).toContain("BROKEN");
    const empty = gaturum("report", "--device", "bin-12", "--from", "2026-10-05", "--to", "2026-10-11", "--csv");
    expect(empty.stdout.split("\r\n")[1]).toBe("bin-12,2026-W41,0.0,,,,,,,,");
  });

  it.each([
    [["report", "--device", "bin-12", "--from", "2026-11-25"], 2, "needs --from DATE and --to DATE"],
    [["report", "--device", "b", "--from", "2026-02-30", "--to", "2026-03-01"], 2, "write a day such as"],
    [["report", "--device", "b", ...period, "--schedule", "often"], 2, '"7/week"'],
    [["report", "--device", "no-such", ...period], 1, "no such folder"],
    [["report", "--config", "config/lamp-post.yaml", ...period], 2, "are for bins"],
    [["evidence"], 2, "needs one of"],
    [["evidence", "--device", "b", "--head", "12"], 2, "evidenceSeq:evidenceHash"],
    [["evidence", "--from", "docs"], 1, "no evidence-….jsonl is in it"],
    [["evidence", "--config", "config/lamp-post.yaml"], 2, "a lamp post"],
  ])("%j ends with %d and says what to do", (args, code, says) => {
    const { status, stderr } = gaturum(...args);
    expect([status, stderr]).toEqual([code, expect.stringContaining(says) as string]);
  });
});
