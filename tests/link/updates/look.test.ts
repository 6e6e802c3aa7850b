import { describe, expect, it } from "vitest";
import {
  FIRST,
  nextLook,
  ROOT_NUMBER_MAX,
  wantedBy,
  type Came,
  type Look,
  type LookFacts,
} from "../../../device/link/updates/look.ts";
import { firstLookMs, nextLookMs } from "../../../device/link/updates/look-times.ts";
import { hours } from "../../../device/measure/time.ts";

const HASH = "ab".repeat(32);
const got = (value: unknown): Came => ({ is: "got", bytes: Buffer.from(JSON.stringify(value)) });
const MISSING: Came = { is: "missing" };
const NONSENSE = got({ signed: {} });
const meta = (name: string, version: unknown) =>
  got({ signed: { meta: { [name]: { version, hashes: { sha256: HASH } } } } });
const target = (version: string, length: unknown = 1_000, sha256 = HASH) =>
  got({ signed: { targets: { "gaturum-linux-arm64.tar.gz": { length, hashes: { sha256 }, custom: { version } } } } });

const facts: LookFacts = { runs: "0.1.0", architecture: "arm64", before: null };
const archive = { name: `${HASH}.gaturum-linux-arm64.tar.gz`, bytesMax: 1_000, sha256: HASH, kind: "archive" } as const;
const offered = { version: "0.2.0", archive };
const [snapshot, targets] = [
  { version: 3, sha256: HASH },
  { version: 2, sha256: HASH },
];
const root = (number: number): Look => ({ at: "root", number, snapshot });
const failed = (cause: string) => ({ at: "over", looked: { is: "failed", cause } });
const current = (version: string | null) => ({ at: "over", looked: { is: "current", version } });

const ROWS: readonly (readonly [what: string, at: Look, came: Came, then: unknown])[] = [
  ["a new timestamp", FIRST, meta("snapshot.json", 3), root(1)],
  ["no timestamp", FIRST, MISSING, failed("missing")],
  ["a timestamp of nothing", FIRST, NONSENSE, failed("unreadable")],
  ["a version that is a path", FIRST, meta("snapshot.json", "../1"), failed("unreadable")],
  ["a version of ten digits", FIRST, meta("snapshot.json", 1_000_000_000), failed("unreadable")],
  ["a root", root(1), NONSENSE, root(2)],
  ["the last root", root(2), MISSING, { at: "snapshot", snapshot }],
  ["one root more than are followed", root(ROOT_NUMBER_MAX), NONSENSE, { at: "snapshot", snapshot }],
  ["a snapshot", { at: "snapshot", snapshot }, meta("targets.json", 2), { at: "targets", targets }],
  ["no snapshot", { at: "snapshot", snapshot }, MISSING, failed("missing")],
  ["a snapshot of nothing", { at: "snapshot", snapshot }, NONSENSE, failed("unreadable")],
  ["a newer program", { at: "targets", targets }, target("0.2.0"), { at: "archive", offered }],
  ["the program that runs", { at: "targets", targets }, target("0.1.0"), current("0.1.0")],
  ["an older program", { at: "targets", targets }, target("0.0.9"), current("0.0.9")],
  ["programs of other computers alone", { at: "targets", targets }, got({ signed: { targets: {} } }), current(null)],
  ["no targets", { at: "targets", targets }, MISSING, failed("missing")],
  ["targets of nothing", { at: "targets", targets }, NONSENSE, failed("unreadable")],
  ["a program that is too large", { at: "targets", targets }, target("0.2.0", 200e6 + 1), failed("unreadable")],
  ["a hash that is a path", { at: "targets", targets }, target("0.2.0", 1, "../../x"), failed("unreadable")],
  ["a program", { at: "archive", offered }, got(""), { at: "over", looked: { is: "fetched", version: "0.2.0" } }],
  ["no program", { at: "archive", offered }, MISSING, failed("missing")],
];

describe("a look", () => {
  it.each(ROWS)("goes on after %s", (_what, at, came, then) => {
    expect(nextLook(at, came, facts)).toEqual(then);
  });

  it("ends with the timestamp from before, and with what that one offered", () => {
    const timestamp = Buffer.from(JSON.stringify({ any: 1 }));
    const before = { timestamp, offered };
    expect(nextLook(FIRST, { is: "got", bytes: timestamp }, { ...facts, before })).toEqual({
      at: "over",
      looked: { is: "same", version: "0.2.0" },
    });
  });

  it("asks for names that root's update takes, and for no others", () => {
    const wanted = [
      FIRST,
      root(1),
      { at: "snapshot", snapshot },
      { at: "targets", targets },
      { at: "archive", offered },
    ];
    expect(wanted.map((at) => wantedBy(at as Look)?.name)).toEqual([
      ...["timestamp.json", "1.root.json", "3.snapshot.json", "2.targets.json", archive.name],
    ]);
  });
});

describe("when it looks", () => {
  it("is each device's own moment within the hour after a start: a street of 6,000 is no herd", () => {
    const moments = Array.from({ length: 6_000 }, (_, post) => firstLookMs(`post-${post}`));
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...moments)).toBeLessThan(hours(1));
    const inMinutes = Map.groupBy(moments, (moment) => Math.floor(moment / 60_000));
    expect(Math.max(...[...inMinutes.values()].map(({ length }) => length))).toBeLessThan(150);
    expect(firstLookMs("post-1")).toBe(firstLookMs("post-1"));
  });

  it("is each day, and after failures sooner, doubled up to a day", () => {
    const slow = { is: "failed", cause: "slow" } as const;
    expect(nextLookMs({ is: "same", version: null }, 0)).toBe(hours(24));
    expect([1, 2, 3, 5, 6, 600].map((failures) => nextLookMs(slow, failures) / hours(1))).toEqual([
      1, 2, 4, 16, 24, 24,
    ]);
  });

  it("is a day later where a whole program may have come for nothing", () => {
    for (const cause of ["mismatch", "too-large"] as const)
      expect(nextLookMs({ is: "failed", cause }, 1)).toBe(hours(24));
  });
});
