import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ROOT } from "../setup/vitest-run.ts";
import { MUTANTS, type Mutant } from "./mutants.ts";
import { Copy, planted } from "./planted.ts";

/** One of each kind; all of them are `npm run test:mutants`. */
const HERE = [
  "the machine does not look at hopperB",
  "trap: an opening edge shorter than a cycle is not seen",
] as const;
const HAND = "a crew's run never ends";

describe("planted faults", () => {
  const copy = new Copy();
  afterAll(() => {
    copy.remove();
  });

  it("are twenty and more, each with a name of its own, and each still finds its text", () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(20);
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    for (const mutant of MUTANTS) {
      const text = readFileSync(join(ROOT, mutant.file), "utf8");
      expect(planted(text, mutant)).not.toBe(text);
    }
  });

  it("one whose text is gone fails loudly, and says which and where", () => {
    const [mutant] = MUTANTS as readonly [Mutant, ...Mutant[]];
    expect(() => planted("", mutant)).toThrow(/does not look at chain.*0 times in device\/bin\/looking\/guards\.ts/);
    expect(() => planted(mutant.find + mutant.find, mutant)).toThrow(/2 times/);
  });

  it.each([...HERE, HAND])(
    "%s: caught",
    (name) => {
      const mutant = MUTANTS.find((each) => each.name === name);
      if (mutant === undefined) throw new Error(`no such fault: ${name}`);
      expect(copy.judge(mutant).failed).not.toEqual([]);
    },
    150_000,
  );
});
