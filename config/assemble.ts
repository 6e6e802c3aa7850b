import { createHash } from "node:crypto";
import type { CalendarSettings } from "../device/lamp/program-settings.ts";
import type { Json } from "../device/measure/decision.ts";
import type { DeviceKind } from "../device/measure/roles.ts";
import type { BoardConfig, DeviceConfig, NeighbourhoodConfig, PartConfig } from "./device-config.ts";
import type { Values } from "./reader.ts";

/** What stands beside the tables' values. */
export type Joined = {
  readonly parts: readonly PartConfig[];
  readonly boards: readonly BoardConfig[];
  readonly calendar: CalendarSettings | null;
  readonly neighbours: NeighbourhoodConfig | null;
};

/** Joins what was read; the tables' types prove that nothing is missing (`satisfies SectionFor<…>`). */
export function assemble(
  file: string,
  kind: DeviceKind,
  values: Values,
  settings: Values,
  { parts, boards, calendar, neighbours }: Joined,
): DeviceConfig {
  const { place, asset, ...common } = values as Values & { place: Values; asset: Values };
  const { latitudeDeg, longitudeDeg } = place as { latitudeDeg: number; longitudeDeg: number };
  const own =
    kind === "litter-bin"
      ? { bin: settings }
      : { lamp: lampOf(settings, calendar, latitudeDeg, longitudeDeg), neighbours };
  const phase = asset["phase"] === "unknown" ? null : asset["phase"];
  const checked = { ...common, asset: { ...asset, phase, place }, ...own };
  const hashed = {
    ...checked,
    parts: parts.map(({ name, role, driver, settings: given }) => ({ name, role, driver, given })),
    boards: boards.map(({ name, driver, port }) => ({ name, driver, port })),
  };
  return { ...checked, parts, boards, file, hash: hashOf(hashed as Json) } as unknown as DeviceConfig;
}

function lampOf(
  settings: Values,
  calendar: CalendarSettings | null,
  latitudeDeg: number,
  longitudeDeg: number,
): Values {
  const { night, ...asked } = settings as Values & { night: Values };
  const lamp = Object.fromEntries(Object.entries(asked).filter(([key]) => key !== "programs"));
  return { ...lamp, calendar, night: { ...night, latitudeDeg, longitudeDeg } };
}

/** First 16 hex digits of the SHA-256 of the settings with their keys sorted: the same meaning, the same hash. */
function hashOf(value: Json): string {
  const sorted = JSON.stringify(value, (_key, inner: Json) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
  return createHash("sha256").update(sorted).digest("hex").slice(0, 16);
}
