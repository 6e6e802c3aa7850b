import { describe, expect, it } from "vitest";
import { onSteadyMachine } from "./steady.ts";

describe("a test on an emulated machine", () => {
  /** How often its body was begun, and whether it failed in the end; `stillMs` before and after each attempt. */
  async function tried(stillMs: readonly number[]): Promise<[begun: number, failed: boolean]> {
    let [begun, asked] = [0, 0];
    const body = (): Promise<void> => {
      begun += 1;
      return Promise.reject(new Error("as planted"));
    };
    const failed = await onSteadyMachine(body, () => Promise.resolve(stillMs[asked++] ?? 0))().then(
      () => false,
      () => true,
    );
    return [begun, failed];
  }

  it("fails at once on a machine that ran", async () => {
    expect(await tried([0, 100])).toEqual([1, true]);
  });

  it("fails at once where the machine stood still before, and not in it", async () => {
    expect(await tried([900, 900])).toEqual([1, true]);
  });

  it("is done again where the machine stood still in it, three times at most", async () => {
    expect(await tried([0, 900, 900, 900])).toEqual([2, true]);
    expect(await tried([0, 900, 0, 900, 0, 900, 0, 900])).toEqual([3, true]);
  });
});
