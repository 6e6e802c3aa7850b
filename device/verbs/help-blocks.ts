import type { Command } from "commander";

/** Where one stands with a verb, as its summary begins. */
const BLOCKS: readonly { readonly said: RegExp; readonly heading: string; readonly instead: string }[] = [
  { said: /^at the post(?: or the desk)?: /, heading: "At the post:", instead: "" },
  { said: /^at the bin(?: or the desk)?: /, heading: "At the post:", instead: "a bin: " },
  { said: /^at the desk: /, heading: "At the desk:", instead: "" },
  { said: /^in the city: /, heading: "For the city:", instead: "" },
];

/** Parts the verbs of `gaturum --help` into its three blocks, by how their summaries begin. */
export function intoBlocks(program: Command): void {
  for (const verb of program.commands) {
    const block = BLOCKS.find(({ said }) => said.test(verb.summary()));
    if (block === undefined) throw new Error(`${verb.name()}: its summary says no place, as "at the post: …"`);
    verb.helpGroup(block.heading).summary(verb.summary().replace(block.said, block.instead));
  }
  program.helpCommand(false);
}
