import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { loadConfig } from "../../../config/load.ts";
import { loadScenarios } from "../../../config/load-scenario.ts";
import { formatProblem, type Problem } from "../../../config/problem.ts";
import { memoryHost, type StreetMaterial } from "../../host/memory-street.ts";
import { withStage } from "../../host/page-files.ts";
import { DECIDING } from "./deciding.ts";
import { pageTemplate, streetTemplate } from "./static-page.ts";

/**
 * `build.ts [FOLDER]` writes the street as a page that opens from a disk; `build.ts --page FILE` writes the page alone,
 * as a package serves it.
 */
const ROOT = join(import.meta.dirname, "../../..");
const [first, second] = process.argv.slice(2);

if (first === "--page") await write(second ?? join(ROOT, "hal-mocks/page/built/page.html"), await pageTemplate());
else await write(join(first ?? join(ROOT, "dist/street"), "index.html"), await streetPage());

async function streetPage(): Promise<string> {
  const material: StreetMaterial = {
    configs: { post: await config("lamp-post.yaml"), bin: await config("litter-bin.yaml") },
    scenarios: await scenarios(),
  };
  return withStage(await streetTemplate(material), memoryHost(material, DECIDING).stage());
}

async function config(name: string) {
  const loaded = await loadConfig(relative(process.cwd(), join(ROOT, "config", name)));
  return loaded.ok ? loaded.config : refuse(loaded.problems);
}

async function scenarios() {
  const loaded = await loadScenarios(join(ROOT, "hal-mocks/scenarios"));
  return loaded.ok ? loaded.scenarios : refuse(loaded.problems);
}

function refuse(problems: readonly Problem[]): never {
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  process.exit(1);
}

async function write(file: string, html: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, html);
  process.stdout.write(`${resolve(file)}: ${Math.round(Buffer.byteLength(html) / 1_000)} kB, all in one file\n`);
}
