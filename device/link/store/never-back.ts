import type { Json } from "../../measure/decision.ts";
import type { DocumentName } from "./store.ts";

/**
 * What of a document must not go back when another takes its place, also where a start began without its disk and wrote it
 * anew: numbers of sessions; and the root's word, or a key that it withdrew would be obeyed again. Whoever reads them judges
 * them as ever.
 */
const NEVER_BACK: { readonly [Name in DocumentName]?: (was: Json, value: Json) => Json } = {
  session: (was, value) => (numberIn(was, "claimed") > numberIn(value, "claimed") ? was : value),
  commands: (was, value) => {
    const [trust, newer] = [trustIn(was), trustIn(value)];
    const isBack = trust !== null && !(numberIn(newer, "version") >= numberIn(trust, "version"));
    return isBack ? { ...(value as object), trust } : value;
  },
};

/** `value`, with what must not go back of `was`. */
export function neverBack(name: string, was: Json | undefined, value: Json): Json {
  return was === undefined ? value : (NEVER_BACK[name as DocumentName]?.(was, value) ?? value);
}

const trustIn = (ledger: Json): Json => (ledger as { readonly trust?: Json } | null)?.trust ?? null;
const numberIn = (document: Json, key: string): number =>
  Number((document as { readonly [key: string]: Json } | null)?.[key]);
