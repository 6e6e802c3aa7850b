import { refuseOtherNode } from "../setup/vitest-run.ts";
import { MUTANTS } from "./mutants.ts";
import { Copy } from "./planted.ts";

/** `npm run test:mutants [-- --json] [WORD…]`: plants each fault, or those that a word names, and tells who caught it. */
refuseOtherNode();
const words = process.argv.slice(2).filter((word) => word !== "--json");
const json = process.argv.includes("--json");
const mutants = MUTANTS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const copy = new Copy();
let caught = 0;
try {
  const { passed, failed } = copy.judge(null);
  if (failed.length > 0 || passed === 0) throw new Error(`the bin without a fault fails: ${failed.join("; ")}`);
  for (const mutant of mutants) {
    const by = copy.judge(mutant).failed[0] ?? null;
    if (by !== null) caught += 1;
    const { name, file } = mutant;
    const line = json
      ? JSON.stringify({ name, file, by })
      : `${by === null ? "NOT CAUGHT" : "caught"}  ${name}  ${by ?? file}`;
    process.stdout.write(`${line}\n`);
  }
} finally {
  copy.remove();
}
const total = { planted: mutants.length, caught };
process.stdout.write(json ? `${JSON.stringify(total)}\n` : `${caught} of ${mutants.length} planted faults caught\n`);
process.exitCode = caught === mutants.length && mutants.length > 0 ? 0 : 1;
