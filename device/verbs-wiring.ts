import { Option, type Command } from "commander";
import type { DeviceConfig } from "../config/device-config.ts";

type WiringWords = { readonly config: string; readonly json: boolean; readonly lang: "en" | "sv" };

/** Words only: what is drawn from a config for whoever wires it. */
export function addWiringVerb(program: Command, loaded: (file: string) => Promise<DeviceConfig>): void {
  program
    .command("wiring")
    .summary("at the desk: a sheet of A4 with every wire of a config, to print")
    .requiredOption("--config <file>", "the device's config")
    .addOption(new Option("--lang <language>", "of the sheet").choices(["en", "sv"]).default("en"))
    .option("--json", "what is wired where, as one JSON object", false)
    .addHelpText(
      "after",
      "\nThe sheet is an SVG: a browser prints it. Ends with 1 when two parts claim one pin of the header.\n\n" +
        "Examples: gaturum wiring --config config/lamp-post.yaml > wiring.svg\n" +
        "          gaturum wiring --config config/lamp-post.yaml --lang sv > koppling.svg",
    )
    .action(async ({ config, json, lang: language }: WiringWords) => {
      const [{ wiring }, { catalogHere }] = await Promise.all([
        import("./field/wiring/wiring.ts"),
        import("../config/catalog.ts"),
      ]);
      process.exitCode = wiring(await loaded(config), (await catalogHere()).drivers, { json, language });
    });
}

/** Words only: what an editor needs to know of a config. */
export function addSchemaVerb(program: Command): void {
  program
    .command("schema")
    .summary("at the desk: the JSON Schema of a config, your own drivers with it, for an editor")
    .addHelpText(
      "after",
      "\nAn editor takes it by the first line of a config: # yaml-language-server: $schema=gaturum.schema.json\n" +
        "Own drivers are those in /etc/gaturum/drivers, or in the folder that GATURUM_DRIVERS_DIR names. Ends with 1 when one of\n" +
        "them is not taken, and says why.\n\n" +
        "Example: gaturum schema > gaturum.schema.json",
    )
    .action(async () => {
      const { schema } = await import("./field/schema.ts");
      process.exitCode = await schema();
    });
}
