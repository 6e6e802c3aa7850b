import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { DeviceConfig } from "../../config/device-config.ts";
import { nextLadder, type Chosen, type Ladder, type StartFacts } from "./ladder.ts";
import { safeProfile } from "./safe-profile.ts";
import { textOf, writeWhole } from "./slot-disk.ts";

export type StartPlaces = {
  /** What control keeps over power loss; the ladder stands beside its run mark. */
  readonly stateDirectory: string;
  /** Where control finds the checked config; `start.json` is put beside it. */
  readonly runDirectory: string;
};
export type StartGiven = Pick<StartFacts, "program" | "boot" | "byReset"> & {
  readonly own: { readonly ok: true; readonly config: DeviceConfig } | { readonly ok: false; readonly why: string };
};

/**
 * The step before each start of control: chooses the config, and counts this start. Its files are control's own, and one
 * that is rotten counts as none: then the device's own config has its three tries again.
 */
export function chooseConfig({ stateDirectory, runDirectory }: StartPlaces, { own, ...given }: StartGiven): Chosen {
  const at = (name: string) => join(stateDirectory, name);
  const was = jsonAt<Ladder>(at("ladder.json"), ({ start, bad }) => Number.isSafeInteger(start + bad));
  const last = jsonAt<NonNullable<StartFacts["last"]>>(at("control-run.json"), ({ start }) =>
    Number.isSafeInteger(start),
  );
  const config = own.ok ? ({ ok: true, hash: own.config.hash } as const) : own;
  const kept = () => ({ good: keptAt(at("config-good.json")), tried: keptAt(at("config-tried.json")) });
  const choose = () => {
    const { good, tried } = kept();
    const isAnyKept = good !== null || tried !== null;
    return nextLadder(was, { ...given, config, last, goodHash: good?.hash ?? null, isAnyKept });
  };
  if (choose().promote && existsSync(at("config-tried.json")))
    renameSync(at("config-tried.json"), at("config-good.json"));
  const chosen = choose();
  const { profile, start } = chosen.ladder;
  writeWhole(at("ladder.json"), `${JSON.stringify(chosen.ladder)}\n`);
  if (own.ok && profile === "device") writeWhole(at("config-tried.json"), JSON.stringify(own.config));
  const taken = configFor(chosen, own.ok ? own.config : null, kept());
  if (taken === null) return chosen;
  writeWhole(join(runDirectory, "config.json"), JSON.stringify(taken));
  writeWhole(join(runDirectory, "start.json"), JSON.stringify({ start, profile, why: chosen.why }));
  return chosen;
}

type KeptConfigs = { readonly good: DeviceConfig | null; readonly tried: DeviceConfig | null };

function configFor({ ladder }: Chosen, own: DeviceConfig | null, { good, tried }: KeptConfigs): DeviceConfig | null {
  const known = good ?? own ?? tried;
  switch (ladder.profile) {
    case "device":
      return own;
    case "last-good":
      return good;
    case "safe":
      return known === null ? null : safeProfile(known);
    case "none":
      return null;
  }
}

const keptAt = (path: string): DeviceConfig | null =>
  jsonAt<DeviceConfig>(path, ({ hash, kind }) => /^[0-9a-f]{16}$/.test(hash) && kind in SECTIONS);
const SECTIONS = { "lamp-post": "lamp", "litter-bin": "bin" };

/** null: not there, or nothing that can be used. */
function jsonAt<Found>(path: string, isFine: (found: Found) => boolean): Found | null {
  try {
    const found = JSON.parse(textOf(path) ?? "null") as Found | null;
    return found !== null && isFine(found) ? found : null;
  } catch {
    return null;
  }
}
