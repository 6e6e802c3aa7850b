import { BUNDLE_BYTES_MAX } from "../../contract/commands.ts";
import type { Json } from "../../measure/decision.ts";

/** Link's share of a diagnostic bundle. */
export type Bundled = { readonly [key: string]: Json };

/** What is left out first where all of it is too much. */
const LEFT_OUT: readonly string[] = ["reasons", "alarms", "failing", "standing", "lastError"];
const UTF_8 = new TextEncoder();

/** Both shares in one; what was left out is named in `cut`. */
export function bundleWith(fromControl: Json, fromLink: Bundled): Json {
  let bundle: Bundled = { ...(isObject(fromControl) ? fromControl : {}), ...fromLink, replayable: false };
  const cut: string[] = [];
  for (const key of LEFT_OUT) {
    if (UTF_8.encode(JSON.stringify(bundle)).length <= BUNDLE_BYTES_MAX) break;
    cut.push(key);
    bundle = { ...Object.fromEntries(Object.entries(bundle).filter(([name]) => name !== key)), cut };
  }
  return bundle;
}

const isObject = (value: Json): value is Bundled =>
  typeof value === "object" && value !== null && !Array.isArray(value);
