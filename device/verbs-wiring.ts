import type { Command } from "commander";
import type { DeviceConfig } from "../config/device-config.ts";

/** Words only: what is drawn from a config for whoever wires it. */
export function addWiringVerb(program: Command, loaded: (file: string) => Promise<DeviceConfig>): void {
  program
    .command("wiring")
    .summary("at the desk: a sheet of A4 with every wire of a config, to print")
    .requiredOption("--config <file>", "the device's config")
    .option("--json", "what is wired where, as one JSON object", false)
    .addHelpText(
      "after",
      "\nThe sheet is an SVG: a browser prints it. Ends with 1 when two parts claim one pin of the header.\n\n" +
        "Example: gaturum wiring --config config/lamp-post.yaml > wiring.svg",
    )
    .action(async ({ config, json }: { config: string; json: boolean }) => {
      const [{ wiring }, { catalogHere }] = await Promise.all([
        import("./field/wiring/wiring.ts"),
        import("../config/catalog.ts"),
      ]);
      process.exitCode = wiring(await loaded(config), (await catalogHere()).drivers, json);
    });
}
