import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { Argument, type Command } from "commander";
import { durationFrom, wholeNumber, wrongUse } from "./options.ts";

type Tested = "lamp" | "motion" | "photocell" | "fill" | "press";
type Named = { readonly config?: string; readonly device?: string };
type SocketOf = (verb: string, named: Named) => Promise<string>;

/** Words only: what a technician asks of a running device, and takes home. */
export function addPostVerbs(program: Command, socketOf: SocketOf): void {
  addStatus(program, socketOf);
  addLogs(program, socketOf);
  addBundle(program);
  addSelftest(program, socketOf);
}

function addStatus(program: Command, socketOf: SocketOf): void {
  program
    .command("status")
    .summary("at the post: what it is doing: level and why, each part, what is latched, cycle, reports, clock")
    .option("--config <file>", "of several: the config of the one")
    .option("--device <name>", "or its name; where one runs, nobody needs to say it")
    .option("--follow", "go on: a screen until q or Ctrl-C; into a pipe a line for each change", false)
    .option("--json", "one JSON object; with --follow one a change", false)
    .addHelpText(
      "after",
      "\nExit codes: 0 told, 1 nobody to ask, 2 wrong use, 3 not permitted.\n\n" +
        "Example: gaturum status --follow --device post-4711-0382",
    )
    .action(async (options: { follow: boolean; json: boolean } & Named) => {
      const [{ status }, { orRefusal }] = await Promise.all([
        import("../field/status/status.ts"),
        import("../field/refusal.ts"),
      ]);
      const socket = await socketOf("status", options);
      process.exitCode = await orRefusal(() => status({ socket, follow: options.follow, json: options.json }));
    });
}

type LogsWords = Named & {
  readonly lines: number;
  readonly since?: number;
  readonly follow: boolean;
  readonly json: boolean;
};

function addLogs(program: Command, socketOf: SocketOf): void {
  program
    .command("logs")
    .summary("at the post: what control and link said, from the journal, or of gaturum run on a bench")
    .option("--config <file>", "the config of the device")
    .option("--device <name>", "or its name; where one runs, nobody needs to say it")
    .option("--lines <count>", "how many at most", wholeNumber(1, 10_000), 200)
    .option("--since <time>", "no older than this, as `2 h`", durationFrom("1 s", "720 h"))
    .option("--follow", "go on until Ctrl-C", false)
    .option("--json", "one JSON object a line", false)
    .addHelpText(
      "after",
      "\nExit codes: 0 told, 1 nothing to tell, 2 wrong use, 3 not permitted.\n\n" +
        "Example: gaturum logs --device post-4711-0382 --since 2h",
    )
    .action(async (options: LogsWords) => {
      const [{ logs }, { orRefusal }] = await Promise.all([
        import("../field/logs/logs.ts"),
        import("../field/refusal.ts"),
      ]);
      const { lines, since: sinceMs = null, follow, json } = options;
      const folder = dirname(await socketOf("logs", options));
      process.exitCode = await orRefusal(() => logs({ folder, lines, sinceMs, follow, json }));
    });
}

/** Where a controller has its config. */
const HERE = "/etc/gaturum/device.yaml";

type BundleWords = Named & { readonly out?: string; readonly record: boolean; readonly json: boolean };

function addBundle(program: Command): void {
  program
    .command("bundle")
    .summary("at the post: one file to take home: config, log, decisions, flight record; no keys or passwords")
    .option("--config <file>", `the config of the device, else ${HERE}; neither it nor the device need be well`)
    .option("--device <name>", "or its name")
    .option("--out <file>", "the file to make; named after device and moment unless it is said")
    .option("--no-record", "without what tells when people passed")
    .option("--json", "the outcome as one JSON object", false)
    .addHelpText(
      "after",
      "\nIt has each edge of the motion sensor of the last 10 minutes: it stays with whoever mends the device.\n" +
        "Exit codes: 0 made, 1 not made or without what a running device says, 2 wrong use, 3 not permitted.\n\n" +
        "Example: gaturum bundle",
    )
    .action(async ({ config: said, device, out, record, json }: BundleWords) => {
      const config = said ?? (device === undefined && existsSync(HERE) ? HERE : undefined);
      if (config === undefined && device === undefined) wrongUse("bundle needs --config FILE or --device NAME");
      const [{ bundleOf }, { orRefusal }] = await Promise.all([
        import("../field/bundle/bundle-of.ts"),
        import("../field/refusal.ts"),
      ]);
      const named = { configFile: config ?? null, device: device ?? null };
      process.exitCode = await orRefusal(() => bundleOf(named, { out: out ?? null, withRecord: record, json }));
    });
}

function addSelftest(program: Command, socketOf: SocketOf): void {
  program
    .command("selftest")
    .summary(
      "at the post: a guided walk: lamp, motion sensor, photocell; fill level, press; the city hears what came of it",
    )
    .addArgument(new Argument("[what...]", "these alone").choices(["lamp", "motion", "photocell", "fill", "press"]))
    .option("--config <file>", "of several: the config of the one")
    .option("--device <name>", "or its name; where one runs, nobody needs to say it")
    .option("--yes", "a luminaire on a DALI bus without an address gets the config's, unasked", false)
    .option("--json", "one JSON object; what needs a person is skipped, and said so", false)
    .addHelpText(
      "after",
      "\nIt moves no press: that follows the crew's buttons with the key at SERVICE, and this watches. A lamp is held for\n" +
        "seconds, and then follows its rules again. Exit codes: 0 what was tested passed, 1 something failed or nothing\n" +
        "could be tested, 2 wrong use, 3 not permitted.\n\n" +
        "Example: gaturum selftest lamp motion --device post-4711-0382",
    )
    .action(async (steps: readonly Tested[], { yes, json, ...named }: { yes: boolean; json: boolean } & Named) => {
      const [{ selftest }, { orRefusal }] = await Promise.all([
        import("../field/selftest/selftest.ts"),
        import("../field/refusal.ts"),
      ]);
      const socket = await socketOf("selftest", named);
      process.exitCode = await orRefusal(() => selftest({ socket, steps, yes, json }));
    });
}
