import { spawnSync } from "node:child_process";
import { missedByLamp, tellMissed } from "./targets.ts";

/** `changedPct`: of the decisions, those after which the post knew something else than before. */
export type LampFound = { readonly posts: number; readonly decisionsPerS: number; readonly changedPct: number };

const POSTS = [1, 100, 1_000] as const;

/** How many decisions lamp posts make in one process, and whether each takes longer where there are more of them. */
export function benchLamp(json: boolean): Promise<void> {
  const found = POSTS.map(decisionsOf);
  if (!json) for (const each of found) process.stdout.write(`${line(each)}\n`);
  if (!json) process.stdout.write(`slope         ${slopePct(found)} % more time a decision for ten times the posts\n`);
  tellMissed(missedByLamp(found));
  process.stdout.write(`${JSON.stringify({ lamp: found })}\n`);
  return Promise.resolve();
}

function decisionsOf(posts: number): LampFound {
  const module = new URL("lamp-decisions.ts", import.meta.url).pathname;
  const done = spawnSync(process.execPath, [module, String(posts)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(done.stdout) as LampFound;
}

const line = ({ posts, decisionsPerS, changedPct }: LampFound): string =>
  `${posts.toLocaleString("en").padStart(5)} posts   ${decisionsPerS.toLocaleString("en").padStart(9)} decisions a second, ` +
  `${(1e6 / decisionsPerS).toFixed(2)} us each; ${changedPct} % of them change something`;

/** The straight line through log(time) against log(posts), by least squares. 0: no matter how many. */
export function slopePct(found: readonly LampFound[]): number {
  const points = found.map(({ posts, decisionsPerS }) => [Math.log10(posts), -Math.log10(decisionsPerS)] as const);
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const along = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  const slope = along / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return Math.round(100 * (10 ** slope - 1));
}
