import { catalogHere } from "../../config/catalog.ts";
import { configSchema } from "../../config/schema.ts";

/**
 * `gaturum schema`: the JSON Schema of a config, with the drivers of one's own on this computer, to stdout. Exit codes: 0 made,
 * 1 made, and a driver of one's own is not in it.
 */
export async function schema(): Promise<number> {
  const catalog = await catalogHere();
  const comment = "Made by gaturum schema, with the drivers on this computer. Made again when one of them changes.";
  process.stdout.write(`${JSON.stringify({ $comment: comment, ...configSchema(catalog) }, null, 2)}\n`);
  for (const [name, { wrong, instead }] of catalog.refused)
    process.stderr.write(`${name} is not in it: ${wrong}. ${instead}\n`);
  return catalog.refused.size === 0 ? 0 : 1;
}
