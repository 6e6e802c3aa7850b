import { expect, it } from "vitest";
import { exitCode } from "../../../device/field/check/check.ts";
import { configWords } from "../../../device/field/check/config-words.ts";
import { subjectsOf, type Verdict } from "../../../device/field/check/finding.ts";
import { watchLines } from "../../../device/field/check/gather/free-lines.ts";
import { judge } from "../../../device/field/check/judge.ts";
import { toldLines } from "../../../device/field/check/told.ts";
import { faulty } from "../../../device/measure/reading.ts";
import { instant } from "../../../device/measure/time.ts";
import { MemoryBoard } from "../../drivers/gpio/memory-board.ts";
import { AT, factsOf, NOW_MS, postConfig } from "./facts.ts";

it("the worst news comes last, numbered, within 80 columns, with what to say when it is mended", () => {
  const config = postConfig();
  const facts = factsOf({
    readings: { motion: faulty("pir-1", "no-answer", instant(AT - 9_000)) },
    board: { slowedBy: [], slowedSinceStart: ["under-voltage"] },
    storage: { folder: "/var/lib/gaturum", is: "failed", code: "EROFS", freeBytes: null },
  });
  const verdicts = judge(facts, subjectsOf("lamp-post"));
  const lines = toldLines(
    { file: "lamp-post.yaml", config, verdicts, nowMs: NOW_MS, tookMs: 2_400, walkMs: null },
    (word) => word,
  );
  expect(lines.every((line) => line.length <= 80)).toBe(true);
  expect(lines.join("\n")).toBe(`post-4711-0382   lamp-post.yaml   2026-06-21 11:00 UTC
  config   ok         3 parts, no line used twice
  light    ok         lux-1 reads 40,000 lx, right for this hour
  motion   ERROR 1    pir-1 does not answer
  lamp     ok         asked 0 %, takes 0.0 W
  supply   warning 3  under-voltage since start; look at the 5 V feed
  clock    ok         network time, 8 ms off
  storage  ERROR 2    it is read-only
  cycle    ok         50 Hz, late 12 of 1,000,000
  city     ok         connected to broker.example:8883
17 checks in 2 s: 14 ok, 1 warning, 2 errors

1  pir-1 does not answer. Look at its supply, then at its signal wires, then
   change it.                                                lamp-post.yaml:22:3

2  /var/lib/gaturum: it is read-only. The card protects itself: change it. If it
   is meant so, mount another disk there.

3  The board says: under-voltage since the start. Measure the 5 V at the board
   under load: a thin wire or a small supply drops it. Over 4.9 V is right.

Until then the lamp burns at 100 % whenever it is dark.
When mended: gaturum check pir-1 storage --config lamp-post.yaml`);
});

it.each([
  ["/etc/gaturum/device.yaml", ""],
  ["post.yaml", " --config post.yaml"],
  ["../my street/post's.yaml", String.raw` --config '../my street/post'\''s.yaml'`],
])("a command that is told works where check was typed: %s", (file, words) => {
  expect(configWords(file)).toBe(words);
  const verdicts = judge(factsOf({ readings: { motion: faulty("pir-1", "no-answer", instant(AT - 9_000)) } }), [
    "motion",
  ]);
  const lines = toldLines(
    { file, config: postConfig(), verdicts, nowMs: NOW_MS, tookMs: 1, walkMs: null },
    (word) => word,
  );
  expect(lines.at(-1)).toBe(`When mended: gaturum check pir-1${words}`);
});

it("exit codes: 0 with warnings alone, 1 with an error, 3 where it may not look", () => {
  const finding = { part: null, brief: "", text: "", at: null } as const;
  const of = (level: "error" | "warning", cause: "slow" | "no-permission"): Verdict => ({
    subject: "storage",
    fine: "",
    looks: [{ ...finding, level, cause }],
  });
  expect(
    [of("warning", "slow"), of("error", "slow"), of("warning", "no-permission")].map((each) => exitCode([each])),
  ).toEqual([0, 1, 3]);
  expect(exitCode([{ subject: "cycle", unseen: "you may not ask control" }])).toBe(3);
});

it("free lines are watched while someone walks: those that moved, most first, and none is held after", () => {
  const board = new MemoryBoard();
  const watched = watchLines(board.gpio, ["GPIO17", "pinctrl-bcm2711/5"]);
  for (const high of [true, false, true, false]) board.pull("GPIO17", high);
  board.pull("pinctrl-bcm2711/5", true);
  expect(watched?.end()).toEqual([
    { line: "GPIO17", edges: 4 },
    { line: "pinctrl-bcm2711/5", edges: 1 },
  ]);
  board.unplug();
  expect(watchLines(board.gpio, ["GPIO17"])).toBeNull();
});
