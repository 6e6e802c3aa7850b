import { expect, test } from "vitest";
import { Device } from "../../device/together/device.ts";
import { PostsInARow } from "../../hal-mocks/posts-in-a-row.ts";
import { piecesOf, postsInThreads, simulatedPosts } from "../../hal-mocks/simulate-street.ts";
import { yearFigures } from "../../hal-mocks/year-figures.ts";
import { example } from "../simulation/example.ts";

const WORDS = { posts: 2, days: 3, seed: 11, from: "2026-12-30", cycle: false };

test("days in pieces are the same days, and the last piece may be shorter", () => {
  const days = piecesOf({ ...WORDS, days: 60 }, 28).map(({ from, days }) => [from, days]);
  expect(days).toEqual([
    ["2026-12-30", 28],
    ["2027-01-27", 28],
    ["2027-02-24", 4],
  ]);
});

test("pieces side by side add up to what one run after the other gives, and come close to a run in one piece", async () => {
  const config = await example("lamp-post.yaml");
  if (config.kind !== "lamp-post") throw new Error("this example is of a lamp post");
  const pieces = piecesOf(WORDS, 1);
  const done: string[] = [];
  const inOrder = pieces.map((piece) => new PostsInARow(config, piece, Device).run());
  const sideBySide = await postsInThreads(config, pieces, ({ from }) => done.push(from));
  expect(sideBySide).toEqual(inOrder);
  expect([...done].sort()).toEqual(["2026-12-30", "2026-12-31", "2027-01-01"]);
  const cut = simulatedPosts(WORDS, sideBySide, config.lamp.basePct);
  const whole = simulatedPosts(WORDS, [new PostsInARow(config, WORDS, Device).run()], config.lamp.basePct);
  expect(Math.abs(cut.passages - whole.passages)).toBeLessThanOrEqual(4);
  const apart = (of: "savedGrossPct" | "toldNetPct") => Math.abs((cut[of] ?? NaN) - (whole[of] ?? NaN));
  expect(apart("savedGrossPct")).toBeLessThan(0.2);
  expect(apart("toldNetPct")).toBeLessThan(0.2);
  expect(cut.darkMin + cut.walkedInDarkS).toBe(0);
});

test("where no lamp was lit nor would have been there is nothing to compare with", () => {
  const none = { lampWh: 0, controllerWh: 7, alwaysFullWh: 0, passages: 0, darkS: 0, unlitS: 0, litS: 0, boostedS: 0 };
  const told = { lampJ: 0, controllerJ: 25_000, alwaysFullJ: 0 };
  expect(yearFigures({ truth: none, told }, 30)).toEqual({
    ...{ savedGrossPct: null, savedNetPct: null, toldGrossPct: null, toldNetPct: null },
    ...{ boostedPct: null, formulaGrossPct: null, darkMin: 0, walkedInDarkS: 0, passages: 0 },
  });
});
