import { parseArgs } from "node:util";
import { planOf } from "./draw.ts";
import { hunt } from "./hunt.ts";
import type { Configs, Lived } from "./life.ts";
import { lawOf } from "./law.ts";
import type { Lives } from "./lives.ts";
import { exampleConfigs, lifeOf } from "./living.ts";
import type { Plan } from "./plan.ts";
import { shrunk } from "./shrink.ts";
import { tellLives } from "./told.ts";

/**
 * `npm run seeds -- --seeds N --from S [--json]`: lives through N plans from seed S on. What breaks a law prints its seed
 * and the fewest acts that still break it. `--seed S` lives through one, and tells its acts; `--first` ends at the first
 * that breaks a law. `--bugs [WORD…] [--from K] [--to L]` plants the bugs of `bugs.ts` whose name holds a word, from the
 * Kth to the Lth, and tells which seed found each. `--write` adds what was found to docs/seeds.md.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: "string", default: "100" },
    from: { type: "string", default: "1" },
    to: { type: "string", default: "1000" },
    seed: { type: "string" },
    first: { type: "boolean", default: false },
    bugs: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});

if (import.meta.main) process.exitCode = values.bugs ? huntAsked() : await live();

function huntAsked(): number {
  const [from, to] = [wholeFrom1(values.from), wholeFrom1(values.to)];
  if (from === undefined || to === undefined) return unclear();
  const { json, write } = values;
  return hunt({ words: positionals, from, to, json, write });
}

async function live(): Promise<number> {
  const configs = exampleConfigs();
  const from = wholeFrom1(values.seed ?? values.from);
  const count = values.seed === undefined ? wholeFrom1(values.seeds) : 1;
  if (from === undefined || count === undefined || positionals.length > 0) return unclear();
  const failed: number[] = [];
  const laws = new Set<string>();
  let [seeds, records, commands, settings] = [0, 0, 0, 0];
  for (let seed = from; seed < from + count && !(values.first && failed.length > 0); seed += 1) {
    const plan = planOf(seed);
    const lived = lifeOf(plan, configs);
    seeds += 1;
    records += lived.records;
    commands += lived.commands;
    settings += lived.settings;
    if (lived.broken.length > 0) failed.push(seed);
    for (const line of lived.broken) laws.add(lawOf(line));
    if (lived.broken.length > 0 && !values.first) await tell(plan, lived, configs);
    else if (values.seed !== undefined) tellPlan(plan);
  }
  const secondsASeed = Math.round(process.cpuUsage().user / 1_000 / seeds) / 1_000;
  const counts = { records, commands, settings, secondsASeed };
  const lives: Lives = { seeds, from, violations: failed.length, failed, laws: [...laws], ...counts };
  const words = `${seeds} seeds, ${records} records, ${failed.length} broke a law; ${secondsASeed} s of processor a seed`;
  process.stdout.write(`${values.json ? JSON.stringify(lives) : words}\n`);
  if (values.write) tellLives(lives);
  return failed.length === 0 ? 0 : 1;
}

async function tell(plan: Plan, { broken }: Lived, configs: Configs): Promise<void> {
  const law = lawOf(broken[0] ?? "");
  const acts = await shrunk(plan.acts, (part) =>
    Promise.resolve(lawOf(lifeOf({ ...plan, acts: part }, configs).broken[0] ?? "") === law),
  );
  const least = lifeOf({ ...plan, acts }, configs);
  process.stderr.write(`seed ${plan.seed}: ${least.broken.join("\n  ")}\n`);
  process.stderr.write(`  ${plan.hours} h from ${plan.day}, of ${plan.acts.length} acts these are needed:\n`);
  for (const act of acts) process.stderr.write(`  ${JSON.stringify(act)}\n`);
}

function tellPlan({ hours, day, acts }: Plan): void {
  process.stdout.write(`${hours} h from ${day}\n${acts.map((act) => `${JSON.stringify(act)}\n`).join("")}`);
}

function wholeFrom1(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

function unclear(): number {
  process.stderr.write(
    "error: --seeds, --from, --to and --seed are whole numbers from 1; words go with --bugs alone.\n",
  );
  return 2;
}
