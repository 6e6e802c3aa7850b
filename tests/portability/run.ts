import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { refuseOtherNode, ROOT } from "../setup/vitest-run.ts";
import { BROKERS, isHere, type BrokerKind } from "./brokers.ts";
import { CHECKS, type Check } from "./checks.ts";

/** `npm run test:brokers [-- WORD…]`: the same checks at each broker that is here, and `docs/brokers.md` of what came out. */
const PAGE = join(ROOT, "docs/brokers.md");
const YES = "yes";

refuseOtherNode();
const words = process.argv.slice(2);
const asked = BROKERS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const here = asked.filter(isHere);
for (const { name, program } of asked.filter((kind) => !isHere(kind)))
  process.stdout.write(`SKIPPED  ${name}: ${program} is missing\n`);

const found = new Map<Check, string[]>(CHECKS.map((check) => [check, []]));
let [passed, failed] = [0, 0];
for (const kind of here) {
  for (const check of CHECKS) {
    const said = await judged(kind, check);
    found.get(check)?.push(said);
    const fails = check.must && said !== YES;
    [passed, failed] = fails ? [passed, failed + 1] : [passed + 1, failed];
    process.stdout.write(`${fails ? "FAILED" : "ok    "}  ${kind.name}: ${check.name}: ${said}\n`);
  }
}
if (words.length === 0 && here.length === BROKERS.length) writeFileSync(PAGE, page());
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && here.length > 0 ? 0 : 1;

/** A broker of its own for each check: none stands on what another left. */
async function judged(kind: BrokerKind, { run }: Check): Promise<string> {
  const broker = await kind.start();
  try {
    return (await run(broker)) ? YES : "no";
  } catch (cause) {
    return `no: ${(cause as Error).message}`;
  } finally {
    await broker.stop();
  }
}

function page(): string {
  const cells = (row: readonly string[]): string => `| ${row.join(" | ")} |`;
  const rows = [...found].map(([{ name, must }, said]) => cells([must ? name : `*${name}*`, ...said]));
  const head = cells(["at", ...here.map(({ name }) => name)]);
  const line = cells(["---", ...here.map(() => "---")]);
  return [
    "# Brokers",
    "",
    "Made by `npm run test:brokers`: the same checks, with a real link and this project's own bad network, at each. What is in",
    "italics we can live without: `gaturum receive` asks for exact topics, and where nothing is shared every receiver takes all",
    "and the database drops doubles.",
    "",
    head,
    line,
    ...rows,
    "",
  ].join("\n");
}
