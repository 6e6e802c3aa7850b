import type { Json } from "../device/measure/decision.ts";
import type { DeviceKind } from "../device/measure/roles.ts";
import { BUILT_IN } from "./catalog.ts";
import { keysOf, type Key } from "./city-keys.ts";
import type { DeviceConfig } from "./device-config.ts";
import { openDocument } from "./document.ts";
import { parseConfig } from "./load.ts";

/** Sections and keys as in the config file, values as written there: `{"lamp": {"base": "30 %"}}`. */
export type DesiredState = { readonly [key: string]: Json };
/** `path` as in the config file; `text` is what is wrong and what to write instead. */
export type DesiredProblem = { readonly path: string; readonly text: string };
export type CheckedDesired =
  | { readonly ok: true; readonly config: DeviceConfig }
  | {
      readonly ok: false;
      readonly problems: readonly DesiredProblem[];
      /** Keys that the city may not set. */
      readonly requiresRestart: readonly string[];
    };

/**
 * What a device would have by its own config file with the desired settings laid over it, checked by the same loader and
 * the same rules. Sections are joined key by key; each key, list or calendar comes whole from one of the two. Nothing is
 * taken while anything is wrong.
 */
export function checkDesired(
  text: string,
  kind: DeviceKind,
  desired: DesiredState,
  catalog = BUILT_IN,
): CheckedDesired {
  const keys = keysOf(kind);
  const laid = laidOver(desired, [], keys);
  const requiresRestart = laid.flatMap(({ key }) => (key === undefined || key.byCity ? [] : [key.path.join(".")]));
  if (requiresRestart.length > 0) return { ok: false, problems: requiresRestart.map(onlyOnSite), requiresRestart };
  const { document, map } = openDocument(text, DESIRED);
  if (map === null) return refused([{ path: "", text: UNREADABLE }]);
  for (const { path, value } of laid)
    document.setIn(path, document.createNode(value, { aliasDuplicateObjects: false }));
  const loaded = parseConfig(document.toString({ lineWidth: 0 }), DESIRED, catalog);
  if (loaded.ok) return { ok: true, config: loaded.config };
  return refused(loaded.problems.map(({ path, wrong, instead }) => ({ path, text: `${wrong}. ${instead}` })));
}

/** In place of the file's name: nobody sees it, because problems are told by their path. */
const DESIRED = "desired settings";
const UNREADABLE = "the device's own config file cannot be read any more. Look at it on site, and restart the device.";

type Laid = { readonly path: readonly string[]; readonly value: Json; readonly key: Key | undefined };

/** An unknown key is laid over too: the loader says best what is wrong with it. */
function laidOver(desired: DesiredState, within: readonly string[], keys: readonly Key[]): readonly Laid[] {
  return Object.entries(desired).flatMap(([name, value]): readonly Laid[] => {
    const path = [...within, name];
    const key = keys.find((each) => isSame(each.path, path));
    const isSection = key === undefined && keys.some((each) => isSame(each.path.slice(0, path.length), path));
    return isSection && isObject(value) ? laidOver(value, path, keys) : [{ path, value, key }];
  });
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((step, index) => step === other[index]);

const isObject = (value: Json): value is DesiredState =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const onlyOnSite = (path: string): DesiredProblem => ({
  path,
  text: "the city cannot set this. It stands in the config file on the device, and a restart takes it up.",
});
const refused = (problems: readonly DesiredProblem[]): CheckedDesired => ({ ok: false, problems, requiresRestart: [] });
