/** What a person asks of a device, in the words of the contract. */
export type Wish = { readonly name: string; readonly args: Readonly<Record<string, unknown>> };
export type Said = {
  readonly verb: string;
  readonly value: string | undefined;
  readonly forMs: number | undefined;
  /** Said where a slip would begin something anew. */
  readonly yes: boolean;
};

/** Commands that are their name and nothing else. */
const PLAIN = ["dim-clear", "identify", "compact", "unlock", "selftest", "snapshot", "bundle", "rebirth"];
export const VERBS: readonly string[] = ["dim", "inhibit", "reload", ...PLAIN];
/** As the contract has it: a day. */
const FOR_MAX_S = 86_400;

/** The command, or what is wrong with the words. */
export function wishOf({ verb, value, forMs, yes }: Said): Wish | string {
  if (!VERBS.includes(verb)) return `no command is named ${verb}. There are ${VERBS.join(", ")}.`;
  // Up: 0 lifts an inhibit, and 400 ms of it is no wish to.
  const forS = forMs === undefined ? undefined : Math.ceil(forMs / 1_000);
  if (forS !== undefined && (forS > FOR_MAX_S || !["dim", "inhibit"].includes(verb)))
    return forS > FOR_MAX_S ? "--for: a day at most" : `${verb} takes no --for`;
  if (verb === "dim") return dim(value, forS);
  if (value !== undefined) return `${verb} takes no value, and "${value}" was said`;
  if (verb === "inhibit")
    return forS === undefined
      ? "inhibit: say how long, as --for 2h; --for 0s lifts it"
      : { name: verb, args: { forS } };
  if (verb === "reload")
    return yes ? { name: verb, args: { commandConfirmation: true } } : "reload begins link anew: say --yes if so meant";
  return { name: verb, args: {} };
}

function dim(value: string | undefined, forS: number | undefined): Wish | string {
  if (value === "clear") return forS === undefined ? { name: "dim-clear", args: {} } : "dim clear takes no --for";
  const levelPct = Number(/^(\d{1,3}(?:\.\d+)?) ?%?$/.exec(value ?? "")?.[1] ?? Number.NaN);
  if (!(levelPct <= 100)) return `dim ${value ?? ""}: say a level from 0 to 100 %, or clear`;
  if (forS === 0) return "dim: --for at least 1 s";
  return { name: "dim", args: { levelPct, ...(forS === undefined ? {} : { forS }) } };
}
