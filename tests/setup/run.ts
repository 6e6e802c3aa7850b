import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { prepare } from "./install.ts";
import { installLine } from "./programs.ts";
import { added, type Tally } from "./tally.ts";
import { refuseOtherNode, ROOT, runVitest, withTools } from "./vitest-run.ts";

/** What `npm test` checks before it runs the tests, side by side; the words are those of package.json's scripts. */
const CHECKS: readonly (readonly [name: string, command: string, ...words: string[]])[] = [
  ["typecheck", "tsc"],
  ["contract:check", "node", "device/contract/generate.ts", "--check"],
  ["config:check", "node", "config/generate.ts", "--check"],
  ["wiring:check", "node", "device/field/wiring/generate.ts", "--check"],
];

/** Of three at once on two cores, one is usually waiting for a process of its own. */
const AT_ONCE = "3";
/** They measure time: they run one after the other, with nothing beside them, under `npm run test:timed`. */
const TIMED = [
  "dali-post",
  "drain",
  "neighbours",
  "real-input",
  "signs-of-life",
  "slow-start",
  "simulate",
  "street",
].map((name) => `tests/system/${name}.test.ts`);
/** Pages in a browser, and a technician at a post: minutes of drawing and of waiting. `npm run test:pages`. */
const PAGES = [
  ...["built-page", "console", "handbook-pages", "page", "page-axe", "page-files", "page-motion", "static-street"],
  ...["bad-input", "check", "check-shared", "dali-field", "post-verbs", "provision", "selftest", "why"],
].map((name) => `tests/system/${name}.test.ts`);
/** A city's side, with real brokers and databases, and days of whole streets: a minute and a half. `npm run test:city`. */
const CITY = ["tests/backend", "tests/simulation"];
const SUITES: Readonly<Record<string, readonly string[]>> = {
  timed: [...TIMED, "--maxWorkers", "1"],
  // They wait for a browser, or for a post, still longer.
  pages: [...PAGES, "--maxWorkers", "4"],
  city: [...CITY, "--maxWorkers", AT_ONCE],
};
const ELSEWHERE = [...TIMED, ...PAGES, ...CITY.map((folder) => `${folder}/**`)];
const REST = [...ELSEWHERE.flatMap((file) => ["--exclude", file]), "--maxWorkers", AT_ONCE];
const words = process.argv.slice(2);
const suite = /^--(timed|pages|city)$/.exec(words[0] ?? "")?.[1];

refuseOtherNode();
const lines: string[] = [];
let total: Tally = { passed: 0, failed: 0, skipped: 0 };

const checks = suite === undefined ? CHECKS : [];
const checking = Promise.all(checks.map(([name, command, ...rest]) => timed(name, () => check(command, rest))));
// Meanwhile: Debian's packages are mostly waited for.
const missing = prepare();
total = (await checking).reduce(added, total);
const env: NodeJS.ProcessEnv = missing.length === 0 ? {} : { GATURUM_MISSING: missing.join(",") };
// What is measured starts as for a newcomer, of whom nothing is compiled yet.
if (suite === "timed") env["NODE_COMPILE_CACHE"] = undefined;
const part = suite === undefined ? (words.length === 0 ? REST : words) : (SUITES[suite] ?? []);
total = added(total, await timed(suite ?? "tests", () => runVitest(part, env)));

process.stdout.write(`\n${lines.join("\n")}\n`);
if (total.skipped > 0) process.stdout.write(`${total.skipped} skipped\n`);
if (missing.length > 0) process.stdout.write(`Missing: ${missing.join(", ")}. ${installLine(missing)}\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** What it says comes out when it has ended, in one piece. */
async function check(command: string, rest: readonly string[]): Promise<Tally> {
  const child = spawn(command, rest, { cwd: ROOT, env: withTools(), stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close");
  const said = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number | null];
  process.stdout.write(said.join(""));
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

async function timed(name: string, part: () => Tally | Promise<Tally>): Promise<Tally> {
  process.stdout.write(`\n${name}\n`);
  const start = process.hrtime.bigint();
  const result = await part();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  lines.push(`${result.failed === 0 ? "ok    " : "FAILED"}  ${name.padEnd(16)}${seconds.toFixed(1).padStart(7)} s`);
  return result;
}
