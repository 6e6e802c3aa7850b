import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Minutes long, though their files are short: begun last, one of them would run on alone. */
export function longFirst(names: RegExp): typeof BaseSequencer {
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const sorted = await super.sort(files);
      return sorted.sort((a, b) => Number(names.test(b.moduleId)) - Number(names.test(a.moduleId)));
    }
  };
}
