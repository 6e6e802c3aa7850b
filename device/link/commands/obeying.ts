import { Commands, type CommandsParts } from "./commands.ts";
import type { OwnVerbs } from "./running.ts";
import type { Trust } from "./trust.ts";

export type Obeyed = {
  readonly trust: Trust;
  /** 16 hex digits that nobody can guess. */
  readonly secret: () => string;
  /** Ends link, so that whoever supervises it starts it again; null: nobody does. */
  readonly reload: (() => void) | null;
};
/** How commands are joined to the rest of link. */
export type CommandPorts = Omit<CommandsParts, "trust" | "secret" | "own"> & { readonly own: Omit<OwnVerbs, "reload"> };
/** Link is handed what makes them: a page in a browser has a link too, and nothing there can check a signature. */
export type MakeCommands = (ports: CommandPorts) => Commands;

export const obeying =
  ({ trust, secret, reload }: Obeyed): MakeCommands =>
  (ports) =>
    new Commands({ ...ports, trust, secret, own: { ...ports.own, reload } });
