import { BaseSequencer, type TestSequencerConstructor, type TestSpecification } from "vitest/node";

/** Files that are minutes long, though they are short to read: begun last, one of them would run on alone. */
export function longFirst(long: RegExp): TestSequencerConstructor {
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const sorted = await super.sort(files);
      return sorted.sort((a, b) => Number(long.test(b.moduleId)) - Number(long.test(a.moduleId)));
    }
  };
}
