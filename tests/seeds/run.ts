import { parseArgs } from "node:util";
import { hunt } from "./hunt.ts";
import type { Configs, Lived } from "./life.ts";
import { exampleConfigs, lifeOf } from "./living.ts";
import { planOf } from "./draw.ts";
import type { Plan } from "./plan.ts";
import { shrunk } from "./shrink.ts";

/**
 * `npm run seeds -- --seeds N --from S [--json]`: lives through N plans from seed S on. What breaks a law prints its seed
 * and the fewest acts that still break it. `--seed S` lives through one, and tells its acts; `--first` ends at the first
 * that breaks a law; `--bugs` plants each of `bugs.ts` and tells which seed found it.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "100" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    first: { type: "boolean", default: false },
    bugs: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

if (import.meta.main) process.exitCode = values.bugs ? hunt(values.json) : await live();

async function live(): Promise<number> {
  const configs = exampleConfigs();
  const from = Number(values.seed ?? values.from);
  const count = values.seed === undefined ? Number(values.seeds) : 1;
  if (!Number.isSafeInteger(from) || !(Number.isSafeInteger(count) && count > 0)) {
    process.stderr.write("error: --seeds, --from and --seed are whole numbers.\n");
    return 2;
  }
  const begun = performance.now();
  const failed: number[] = [];
  let [seeds, records] = [0, 0];
  for (let seed = from; seed < from + count && !(values.first && failed.length > 0); seed += 1) {
    const plan = planOf(seed);
    const lived = lifeOf(plan, configs);
    seeds += 1;
    records += lived.records;
    if (lived.broken.length > 0) failed.push(seed);
    if (lived.broken.length > 0 && !values.first) await tell(plan, lived, configs);
    else if (values.seed !== undefined) tellPlan(plan);
  }
  const secondsASeed = Math.round((performance.now() - begun) / seeds) / 1_000;
  const found = { seeds, from, violations: failed.length, failed, records, secondsASeed };
  process.stdout.write(
    values.json
      ? `${JSON.stringify(found)}\n`
      : `${seeds} seeds, ${records} records, ${failed.length} broke a law; ${secondsASeed} s a seed\n`,
  );
  return failed.length === 0 ? 0 : 1;
}

async function tell(plan: Plan, { broken }: Lived, configs: Configs): Promise<void> {
  const law = lawOf(broken);
  const acts = await shrunk(plan.acts, (part) =>
    Promise.resolve(lawOf(lifeOf({ ...plan, acts: part }, configs).broken) === law),
  );
  const least = lifeOf({ ...plan, acts }, configs);
  process.stderr.write(`seed ${plan.seed}: ${least.broken.join("\n  ")}\n`);
  process.stderr.write(`  ${plan.hours} h from ${plan.day}, of ${plan.acts.length} acts these are needed:\n`);
  for (const act of acts) process.stderr.write(`  ${JSON.stringify(act)}\n`);
}

function tellPlan({ hours, day, acts }: Plan): void {
  process.stdout.write(`${hours} h from ${day}\n${acts.map((act) => `${JSON.stringify(act)}\n`).join("")}`);
}

/** `light`, `ram`, `records`: a shrunk plan must break the same one. */
function lawOf(broken: readonly string[]): string | undefined {
  return broken[0]?.split(":")[0];
}
