import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { ROOT } from "./setup/vitest-run.ts";

const gaturum = (...words: readonly string[]) =>
  spawnSync(process.execPath, ["device/gaturum.js", ...words], { cwd: ROOT, encoding: "utf8" });
const help = gaturum("--help").stdout;
const verbs = [...help.matchAll(/^ {2}([a-z-]+) (?:\[|<)/gm)].map(([, verb = ""]) => verb);

describe("gaturum --help", () => {
  it("has its verbs in three blocks: at the post, at the desk, for the city", () => {
    expect([...help.matchAll(/^(?:At|For) the .*:$/gm)].map(([block]) => block)).toEqual([
      ...["At the post:", "At the desk:", "For the city:"],
    ]);
    expect(help).not.toMatch(/^Commands:/m);
    expect(verbs.length).toBeGreaterThan(20);
  });

  it("each verb has an example, and takes --json unless it runs until it is ended", () => {
    const without = verbs.filter(
      (verb) => !/\nExamples?: {1,2}(?:sudo )?(?:npx )?gaturum /.test(gaturum(verb, "--help").stdout),
    );
    expect(without).toEqual([]);
    const mute = verbs.filter((verb) => !gaturum(verb, "--help").stdout.includes("--json"));
    expect(mute).toEqual([]);
  });

  it("each verb ends with 2 at a flag that it does not have, and says where to read on", () => {
    for (const verb of verbs) {
      const { status, stderr } = gaturum(verb, "--no-such-flag");
      expect([verb, status]).toEqual([verb, 2]);
      expect(stderr).toContain("gaturum VERB --help");
    }
  });
});
