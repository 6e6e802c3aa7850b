import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { VitestReport } from "../setup/tally.ts";
import { ROOT, withTools } from "../setup/vitest-run.ts";
import type { Mutant } from "./mutants.ts";

/** What the copied bin is made of, and what judges it: seconds each, and no histories drawn by chance. */
const COPIED = ["device", "hal-mocks", "tests/bin", "tests/setup", "tests/vitest.config.ts", "package.json"];
const JUDGES = [
  "service",
  "tool-reset",
  "traps",
  "stuck-top",
  "hostile",
  "two-faults",
  "states",
  "monitor",
  "monitor-lock",
  "monitor-crew",
  "starts",
  "lockout",
  "buttons",
];
/** A fault that makes the machine spin is caught as well, by this. */
const JUDGED_WITHIN_MS = 120_000;

export type Verdict = { readonly passed: number; readonly failed: readonly string[] };

/** Puts the fault into a text; throws when what it replaces does not stand there exactly once. */
export function planted(text: string, { name, file, find, put }: Mutant): string {
  const times = text.split(find).length - 1;
  if (times === 1) return text.replace(find, () => put);
  throw new Error(`tests/mutants/mutants.ts: "${name}": its text stands ${times} times in ${file}. Name it anew.`);
}

/** A copy of the bin in which one fault at a time is planted and judged. */
export class Copy {
  readonly #folder = mkdtempSync(join(tmpdir(), "gaturum-mutants-"));

  constructor() {
    for (const path of COPIED) cpSync(join(ROOT, path), join(this.#folder, path), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(this.#folder, "node_modules"));
    mkdirSync(join(this.#folder, "reports"));
  }

  /** What the fast suites say of the bin with this fault; null: of the bin as it is. */
  judge(mutant: Mutant | null): Verdict {
    if (mutant === null) return this.#run();
    const path = join(this.#folder, mutant.file);
    const sound = readFileSync(path, "utf8");
    writeFileSync(path, planted(sound, mutant));
    try {
      return this.#run();
    } finally {
      writeFileSync(path, sound);
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #run(): Verdict {
    const file = join(this.#folder, "reports/report.json");
    rmSync(file, { force: true });
    const suites = JUDGES.map((name) => `tests/bin/${name}.test.ts`);
    const how = ["--bail=1", "--no-file-parallelism", "--reporter=json", `--outputFile.json=${file}`];
    spawnSync("vitest", ["run", "--config", "tests/vitest.config.ts", ...how, ...suites], {
      ...{ cwd: this.#folder, env: withTools(), stdio: "ignore", timeout: JUDGED_WITHIN_MS },
    });
    if (!existsSync(file)) return { passed: 0, failed: ["it did not end in time"] };
    return verdictOf(JSON.parse(readFileSync(file, "utf8")) as VitestReport & Results);
  }
}

type Results = {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
};

/** A suite that cannot be loaded judges nothing: such a fault is told, and not counted as caught. */
function verdictOf({ testResults }: Results): Verdict {
  const broken = testResults.find(({ assertionResults, message }) => assertionResults.length === 0 && message !== "");
  if (broken !== undefined) throw new Error(`${broken.name} could not be loaded: ${broken.message}`);
  const each = testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    passed: each.filter(({ status }) => status === "passed").length,
    failed: each.filter(({ status }) => status === "failed").map(({ fullName }) => fullName),
  };
}
