import { describe, expect, it } from "vitest";
import { parseConfig } from "../../config/load.ts";
import { isAlone } from "../../device/field/run.ts";
import { exampleText } from "../config/examples.ts";
import { WITH_NEIGHBOURS } from "../config/wrong-neighbours.ts";

function alone(text: string): boolean {
  const loaded = parseConfig(text, "p.yaml");
  if (!loaded.ok) throw new Error("the config does not load");
  return isAlone(loaded.config);
}
const withoutBroker = (text: string): string => text.replace(/^ {2}broker: .*\n/m, "");

describe("a device has a link unless it has nobody to speak with (row 8 of 5b)", () => {
  it.each<[what: string, text: string, isAlone: boolean]>([
    ["a city", exampleText("lamp-post"), false],
    ["neither", withoutBroker(exampleText("lamp-post")), true],
    ["neighbours on the local network, and no city", withoutBroker(WITH_NEIGHBOURS), false],
    ["a bin with a city", exampleText("litter-bin"), false],
    ["a bin without", withoutBroker(exampleText("litter-bin")), true],
  ])("%s", (_what, text, expected) => {
    expect(alone(text)).toBe(expected);
  });
});
