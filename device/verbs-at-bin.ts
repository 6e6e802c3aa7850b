import { Argument, Option, type Command } from "commander";
import { durationFrom } from "./options.ts";

/** How a running device is named. */
export type Named = { readonly config?: string; readonly device?: string };

/** Words only: what somebody at a bin may ask of its press. None of it moves anything. */
export function addBinVerbs(program: Command, socketOf: (verb: string, named: Named) => Promise<string>): void {
  program
    .command("inhibit")
    .summary("at the bin: keep the press from starting for a while; a stroke that runs goes on")
    .addOption(
      new Option("--for <time>", "as `20 min`; a day at most, `0 s` lifts it")
        .argParser(durationFrom("0 s", "24 h"))
        .makeOptionMandatory(),
    )
    .option("--config <file>", "of several: the config of the one")
    .option("--device <name>", "or its name; where one runs, nobody needs to say it")
    .option("--json", "the answer as a JSON line", false)
    .addHelpText("after", "\nExample: gaturum inhibit --for 2h --device bin-4711-0102")
    .action(async (options: { for: number; json: boolean } & Named) => {
      const { request } = await import("./field/request.ts");
      const wish = { verb: "inhibit", args: { forMs: options.for } };
      process.exitCode = await request(await socketOf("inhibit", options), wish, options.json);
    });

  program
    .command("reset-latch")
    .summary("at the bin: after a repair, arm RESET for 60 s to take back a fault that wants a tool")
    .requiredOption("--who <name>", "who repaired it")
    .requiredOption("--why <text>", "what was repaired")
    .option("--config <file>", "of several: the config of the one")
    .option("--device <name>", "or its name; where one runs, nobody needs to say it")
    .option("--json", "the answer as a JSON line", false)
    .addHelpText(
      "after",
      "\nIt clears nothing by itself. Turn the key to SERVICE, say this, press RESET at the bin and let go of it within\n" +
        "60 s, turn the key back.\n\n" +
        'Example: gaturum reset-latch --who "A. Lind" --why "relay K2 replaced" --device bin-4711-0102',
    )
    .action(async (options: { who: string; why: string; json: boolean } & Named) => {
      const { request } = await import("./field/request.ts");
      const wish = { verb: "reset-latch", args: { who: options.who, why: options.why } };
      process.exitCode = await request(await socketOf("reset-latch", options), wish, options.json);
    });

  program
    .command("calibrate")
    .summary("at the bin: measure how deep it is when empty, and count the fill level from there")
    .addArgument(new Argument("<what>", "its fill level").choices(["bin"]))
    .option("--wait", "stay until it has measured", false)
    .option("--config <file>", "of several: the config of the one")
    .option("--device <name>", "or its name; where one runs, nobody needs to say it")
    .option("--json", "the answer, and with --wait what came of it, as JSON lines", false)
    .addHelpText(
      "after",
      "\nEmpty the bin, close the door, and leave it for two and a half minutes: it takes the median of 30 samples. A depth\n" +
        "far from the one before is not taken. `gaturum why` has what came of it; the city hears `bin-calibration`.\n" +
        "Exit codes: 0 begun, with --wait taken; 1 not; 3 not permitted. Ctrl-C ends the waiting, and not the measuring.\n\n" +
        "Example: gaturum calibrate bin --wait --device bin-4711-0102",
    )
    .action(async (_what: string, options: { wait: boolean; json: boolean } & Named) => {
      const [{ calibrate }, { orRefusal }] = await Promise.all([
        import("./field/calibrate.ts"),
        import("./field/refusal.ts"),
      ]);
      const { wait, json } = options;
      const socket = await socketOf("calibrate", options);
      process.exitCode = await orRefusal(() => calibrate({ socket, wait, json }));
    });
}
