import type { Command } from "commander";
import { wholeNumber } from "./options.ts";
import type { Named } from "./verbs-at-bin.ts";

type ConsoleWords = Named & { readonly listen: string; readonly port: number; readonly json: boolean };
type Whereabouts = { readonly device: string; readonly socket: string };

/** Words only: the page of one controller, for whoever stands before it. */
export function addConsoleVerb(
  program: Command,
  whereabouts: (verb: string, named: Named) => Promise<Whereabouts>,
): void {
  program
    .command("console")
    .summary("at the post: a page of the running device, by the service cable or an SSH tunnel")
    .option("--config <file>", "of several: the config of the one")
    .option("--device <name>", "or its name; where one runs, nobody needs to say it")
    .option("--listen <address>", "of the service cable (USB gadget), as 192.168.7.1", "127.0.0.1")
    .option("--port <port>", "where the page is", wholeNumber(1_024, 65_535), 7_475)
    .option("--json", "address and code as a JSON line", false)
    .addHelpText(
      "after",
      "\nIt shows a code that lets one browser in, once. It listens nowhere else, and ends after 30 min without a look.\n" +
        "Exit codes: 0 ended, 1 cannot, 2 wrong use, 3 not permitted.\n\n" +
        "Example: gaturum console --device post-4711-0382 --listen 192.168.7.1",
    )
    .action(async (words: ConsoleWords) => {
      const [{ runConsole }, { orRefusal }] = await Promise.all([
        import("./field/console/console.ts"),
        import("./field/refusal.ts"),
      ]);
      const { listen, port, json } = words;
      const where = await whereabouts("console", words);
      process.exitCode = await orRefusal(() => runConsole({ ...where, listen, port, json }));
    });
}
