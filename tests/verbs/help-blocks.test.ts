import { spawnSync } from "node:child_process";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { intoBlocks } from "../../device/verbs/help-blocks.ts";
import { addBinVerbs } from "../../device/verbs/at-bin.ts";
import { addDeskVerbs } from "../../device/verbs/at-desk.ts";
import { addPostVerbs } from "../../device/verbs/at-post.ts";
import { addAuditorVerbs } from "../../device/verbs/for-auditor.ts";
import { addCityVerbs } from "../../device/verbs/for-city.ts";
import { ROOT } from "../setup/vitest-run.ts";

const gaturum = (...words: readonly string[]) =>
  spawnSync(process.execPath, ["device/gaturum.js", ...words], { cwd: ROOT, encoding: "utf8" });
const never = () => Promise.reject(new Error("no verb is run here"));

describe("gaturum --help", () => {
  it("has its verbs in three blocks: at the post, at the desk, for the city; a wrong flag ends with 2", () => {
    const { stdout } = gaturum("--help");
    const headings = [...stdout.matchAll(/^(?:At|For) the .*:$/gm)].map(([heading]) => heading);
    expect(headings).toEqual(["At the post:", "At the desk:", "For the city:"]);
    expect(stdout).not.toMatch(/^Commands:/m);
    const { status, stderr } = gaturum("status", "--no-such-flag");
    expect([status, stderr]).toEqual([2, expect.stringContaining("gaturum VERB --help") as string]);
  });

  it("a summary that says no place is our mistake", () => {
    const program = new Command();
    program.command("odd").summary("does something");
    expect(() => intoBlocks(program)).toThrow(/odd: its summary says no place/);
  });

  it("each verb of a file of its own has an example", () => {
    let said = "";
    const program = new Command().configureOutput({ writeOut: (text) => (said += text) });
    addPostVerbs(program, never);
    addBinVerbs(program, never);
    addAuditorVerbs(program, { loaded: never, socketOf: never });
    addDeskVerbs(program);
    addCityVerbs(program);
    expect(program.commands.length).toBeGreaterThan(15);
    for (const verb of program.commands) {
      said = "";
      verb.outputHelp();
      expect(said, verb.name()).toMatch(/\nExamples?: {1,2}(?:sudo )?(?:npx )?gaturum /);
    }
  });
});
