import type { Command } from "commander";

type Named = { readonly config?: string; readonly device?: string };
type UpdateWords = Named & {
  readonly from?: string;
  readonly again: boolean;
  readonly folder: string;
  readonly root: string;
  readonly link: string;
  readonly json: boolean;
};

/** Words only: a new program for a controller. */
export function addUpdateVerb(program: Command, socketOf: (verb: string, named: Named) => Promise<string>): void {
  program
    .command("update")
    .summary("at the post: a new program from a stick, or how updates stand")
    .option("--from <folder>", "a signed repository, as the city has it, copied to a stick")
    .option("--again", "also a version that was tried here and given up", false)
    .option("--config <file>", "of several: the config of the one")
    .option("--device <name>", "or its name; where one runs, nobody needs to say it")
    .option("--folder <folder>", "where updates are kept", "/var/lib/gaturum-update")
    .option("--root <file>", "whom to trust at first", "/etc/gaturum/update-root.json")
    .option("--link <folder>", "where link keeps what it has fetched", "/var/lib/gaturum/link")
    .option("--json", "the outcome as one JSON object", false)
    .addHelpText(
      "after",
      "\nIt waits until nothing moves, starts the new program, and watches it for five minutes: what is not well goes back\n" +
        "by itself. Stopped meanwhile, it goes on by itself. Exit codes: 0 it stays, or nothing is new; 1 not; 2 wrong use;\n" +
        "3 not permitted.\n\n" +
        "Example: sudo gaturum update --from /media/usb/gaturum",
    )
    .action(async (options: UpdateWords) => {
      const [{ update }, { orRefusal }] = await Promise.all([
        import("./field/update.ts"),
        import("./field/refusal.ts"),
      ]);
      const { from = null, again, json, folder, root: rootFile, link } = options;
      const socket = () => socketOf("update", options);
      process.exitCode = await orRefusal(() => update({ from, again, json, folder, rootFile, link, socket }));
    });
}
