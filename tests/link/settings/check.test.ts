import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../config/load.ts";
import { checkAgainst, workerCheck, type CheckResult, type OwnConfig } from "../../../device/link/settings/check.ts";
import { changed, exampleText } from "../../config/examples.ts";

const text = exampleText("lamp-post");
const parsed = parseConfig(text, "x");
const own: OwnConfig = { text, kind: "lamp-post", hash: parsed.ok ? parsed.config.hash : "" };

describe("the check of desired settings", () => {
  it("in a worker says what the pure one says, and link's event loop goes on meanwhile", async () => {
    for (const state of [{ lamp: { base: "20 %" } }, { lamp: { base: "x" } }, { parts: {} }]) {
      let turns = 0;
      const turning = setInterval(() => (turns += 1), 1);
      const found = await new Promise<CheckResult>((resolve) => workerCheck(own)(state, resolve));
      clearInterval(turning);
      expect(found).toEqual(checkAgainst(own, state));
      expect(turns).toBeGreaterThan(0);
    }
  });

  it("a file that was changed since the device started can be laid over by nothing", () => {
    const other = { ...own, text: changed("lamp-post", "hold: 60 s", "hold: 70 s") };
    expect(checkAgainst(other, {})).toMatchObject({ ok: false, problems: [{ code: 503, path: "" }] });
  });

  it("what becomes too large for control's keep is refused as too large", () => {
    const points = Array.from({ length: 100 }, (_, index) => ({
      at: `${String(13 + Math.floor(index / 10)).padStart(2, "0")}:${String(index % 10).padStart(2, "0")}`,
      level: "50 %",
    }));
    const program = { level: "50 %", switchPoints: points };
    const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
    const rules = names.map((name, index) => ({
      program: name,
      startDate: `--03-${10 + index}`,
      endDate: `--03-${10 + index}`,
    }));
    const programs = Object.fromEntries(names.map((name) => [name, program]));
    const state = { lamp: { calendar: { zone: "Europe/Stockholm", defaultProgram: "p0", rules }, programs } };
    expect(checkAgainst(own, state)).toMatchObject({ ok: false, problems: [{ code: 413 }] });
  });
});
