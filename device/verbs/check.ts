import type { Command } from "commander";
import { durationFrom, wrongUse } from "./options.ts";

/** Time for someone to walk past a post and back. */
const WALK_MS = 20_000;
const CONFIG = "/etc/gaturum/device.yaml";

type CheckWords = { readonly config: string; readonly walk?: true | number; readonly json: boolean };

/** Words only: is this post wired, supplied, set and connected as it should be? */
export function addCheckVerb(program: Command): void {
  const walkTime = durationFrom("5 s", "5 min");
  program
    .command("check")
    .summary(
      "at the post: what is wrong with wiring, parts, clock, card, certificate, broker and config, and what to do",
    )
    .argument("[part...]", "only these: parts as the config names them, or lamp, motion, clock, storage, city, …")
    .option("--config <file>", "the device's config", CONFIG)
    .option("--walk [time]", "someone walks past meanwhile; a lamp with a meter is held at three levels", walkTime)
    .option("--json", "one JSON object with what was looked at and found", false)
    .addHelpText(
      "after",
      "\nIt ends within 10 s. It moves nothing, and changes no light unless someone walks.\n" +
        "Exit codes: 0 nothing wrong, 1 an error, 2 wrong use, 3 not permitted to look at everything.\n\n" +
        "Examples: gaturum check\n" +
        "          gaturum check --walk\n" +
        "          gaturum check pir-1 lamp city --json",
    )
    .action(async (parts: readonly string[], { config, walk, json }: CheckWords) => {
      if (walk === true && (json || !process.stderr.isTTY))
        wrongUse("--walk asks someone at a terminal to walk past. Without one say for how long: --walk 20s");
      const [{ check }, { orRefusal }] = await Promise.all([
        import("../field/check/check.ts"),
        import("../field/refusal.ts"),
      ]);
      const walkMs = walk === undefined ? null : walk === true ? WALK_MS : walk;
      process.exitCode = await orRefusal(() => check({ config, words: parts, walkMs, json }));
    });
}
