import { parseConfig } from "../../config/load.ts";
import { formatProblem } from "../../config/problem.ts";
import { changed, type Example } from "../config/examples.ts";
import { Life, type Configs, type Lived } from "./life.ts";
import { GROUP, type Plan } from "./plan.ts";

export function lifeOf(plan: Plan, configs: Configs): Lived {
  try {
    return new Life(plan, configs).run();
  } catch (mistake) {
    return { broken: [`thrown: ${(mistake as Error).stack ?? String(mistake)}`], records: 0, commands: 0, settings: 0 };
  }
}

export function exampleConfigs(): Configs {
  const texts = { post: grouped("lamp-post"), bin: grouped("litter-bin") };
  return { texts, post: configOf(texts.post), bin: configOf(texts.bin) };
}

const grouped = (name: Example): string =>
  changed(name, "  startDelay: 0 s\n", `  startDelay: 0 s\n  groups: ${GROUP}\n`);

function configOf(text: string): Configs["post"] {
  const parsed = parseConfig(text, "seeds");
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join("\n"));
  return parsed.config;
}
