import { renameSync } from "node:fs";
import { basename, join } from "node:path";
import type { DeviceConfig } from "../../config/device-config.ts";
import { plainText } from "../update/hostile-folder.ts";
import { nextLadder, type Chosen, type Ladder, type StartFacts } from "./ladder.ts";
import { safeProfile } from "./safe-profile.ts";
import { textOf, writeWhole } from "../update/slot-disk.ts";

export type StartPlaces = {
  /** What the ladder keeps over power loss: root's alone, since what stands there says what control may use. */
  readonly ladderFolder: string;
  /** Control's own: how its last run went. */
  readonly runMark: string;
  /** Root's alone: where control and link find the checked config; `start.json` is put beside it. */
  readonly startFolder: string;
};
export type StartGiven = Pick<StartFacts, "program" | "boot" | "byReset"> & {
  readonly own: { readonly ok: true; readonly config: DeviceConfig } | { readonly ok: false; readonly why: string };
};
/**
 * `config`: what is in force from now on; null: nothing that could be used ever was. `unkept`: what the card did not give back
 * of earlier starts, or does not keep of this one, and why; null: it is sound.
 */
export type Started = Chosen & { readonly config: DeviceConfig | null; readonly unkept: string | null };

/** A mark has some 100 bytes. */
const MARK_BYTES_MAX = 4_096;

/**
 * The step before each start of control: chooses the config, puts it in force, and counts this start. What is rotten
 * counts as none: then the device's own config has its three tries again. A card that cannot be read or written to keeps no
 * lamp from its config, which is put in force in memory, and before anything is written.
 */
export function chooseConfig({ ladderFolder, runMark, startFolder }: StartPlaces, given: StartGiven): Started {
  const { own, program } = given;
  const at = (name: string) => join(ladderFolder, name);
  const lost: string[] = [];
  const read = (path: string, textAt: (path: string) => string | null): string | null => {
    let text: string | null = null;
    const failure = failureOf(() => (text = textAt(path)));
    if (failure !== null) lost.push(`${basename(path)}: ${failure}`);
    return text;
  };
  const was = jsonIn<Ladder>(read(at("ladder.json"), textOf), ({ start, bad }) => Number.isSafeInteger(start + bad));
  const mark = read(runMark, (path) => plainText(path, MARK_BYTES_MAX));
  const last = jsonIn<NonNullable<StartFacts["last"]>>(mark, ({ start }) => Number.isSafeInteger(start));
  const config = own.ok ? ({ ok: true, hash: own.config.hash } as const) : own;
  const [good, tried] = ["config-good.json", "config-tried.json"].map((name) =>
    keptIn(read(at(name), textOf), program),
  );
  const choose = (kept: DeviceConfig | null = null) =>
    nextLadder(was, {
      ...given,
      config,
      last,
      goodHash: kept?.hash ?? null,
      isAnyKept: (kept ?? tried ?? null) !== null,
    });
  const promoted = choose(good).promote && (tried ?? null) !== null;
  const known = { good: (promoted ? tried : good) ?? null, tried: tried ?? null };
  const chosen = choose(known.good);
  const { profile, start } = chosen.ladder;
  const taken = configFor(chosen, own.ok ? own.config : null, known);
  if (taken !== null) {
    writeWhole(join(startFolder, "config.json"), JSON.stringify(taken));
    writeWhole(join(startFolder, "start.json"), JSON.stringify({ start, profile, why: chosen.why }));
  }
  const unwritten = failureOf(() => {
    if (promoted) renameSync(at("config-tried.json"), at("config-good.json"));
    writeWhole(at("ladder.json"), `${JSON.stringify(chosen.ladder)}\n`);
    const isTried = own.ok && profile === "device";
    if (isTried) writeWhole(at("config-tried.json"), JSON.stringify({ program, config: own.config } satisfies Kept));
  });
  const failures = [...lost, ...(unwritten === null ? [] : [unwritten])];
  return { ...chosen, config: taken, unkept: failures.length === 0 ? null : failures.join("; ") };
}

/** What went wrong with the disk; null: nothing. */
function failureOf(use: () => void): string | null {
  try {
    use();
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
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

/** What another program resolved may lack what this one needs. */
function keptIn(text: string | null, program: string): DeviceConfig | null {
  const isFine = ({ program: by, config }: Kept): boolean =>
    by === program && /^[0-9a-f]{16}$/.test(config.hash) && config.kind in SECTIONS;
  return jsonIn<Kept>(text, isFine)?.config ?? null;
}
type Kept = { readonly program: string; readonly config: DeviceConfig };
const SECTIONS = { "lamp-post": "lamp", "litter-bin": "bin" };

/** null: not there, or nothing that can be used. */
function jsonIn<Found>(text: string | null, isFine: (found: Found) => boolean): Found | null {
  try {
    const found = JSON.parse(text ?? "null") as Found | null;
    return found !== null && isFine(found) ? found : null;
  } catch {
    return null;
  }
}
