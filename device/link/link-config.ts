import { z } from "zod";
import type { DeviceConfig, NeighbourhoodConfig } from "../../config/device-config.ts";
import { birthSchema } from "../contract/session.ts";
import { GROUPS_MAX } from "../contract/limits.ts";
import { DEVICE_PATTERN, TENANT_PATTERN, ZONE_PATTERN } from "../contract/topics.ts";
import { TIMES, type DeskTimes } from "./store/desk.ts";
import { HOPS_MAX } from "./lan/payload.ts";

/** What link needs of the device's checked config. */
export type LinkConfig = Pick<DeviceConfig, "tenant" | "device" | "kind" | "mode" | "hash" | "asset" | "city"> & {
  /** The config file; the city's settings are laid over it. Left out: the city can set nothing. */
  readonly file?: string;
  /** Left out or null: the device tells no neighbour and hears none. */
  readonly neighbours?: NeighbourhoodConfig | null;
  readonly lamp?: {
    readonly supply: "always" | "switched";
    readonly neighbours: { readonly aheadHops: number; readonly behindHops: number };
  };
};

/** `north, sweep`: as the config has it. */
const GROUPS_PATTERN = /^[a-z0-9][a-z0-9-]{0,47}(?:, [a-z0-9][a-z0-9-]{0,47}){0,3}$/;

const port = z.int().min(1).max(65_535);
const host = z.string().min(1).max(253);
const path = z.string().startsWith("/").nullable();
const hops = z.int().min(0).max(HOPS_MAX);
const neighboursSchema = z.object({
  lan: z.object({ host, port }).nullable(),
  keyFile: z.string().min(1),
  zone: z.string().regex(ZONE_PATTERN),
  overBroker: z.boolean(),
  posts: z
    .array(z.object({ name: z.string().regex(DEVICE_PATTERN), host, port, distanceM: z.number() }))
    .max(2 * HOPS_MAX),
});

const linkConfigSchema = z.object({
  file: z.string().min(1).optional(),
  tenant: z.string().regex(TENANT_PATTERN),
  device: z.string().regex(DEVICE_PATTERN),
  kind: birthSchema.shape.kind,
  mode: birthSchema.shape.mode,
  hash: birthSchema.shape.config.shape.hash,
  asset: birthSchema.shape.asset,
  city: z.object({
    trust: z.string().min(1).nullable().optional(),
    groups: z.string().regex(GROUPS_PATTERN).nullable().optional(),
    broker: z
      .string()
      .regex(/^mqtts?:\/\/\S+$/)
      .refine((url) => URL.canParse(url))
      .nullable(),
    updates: z
      .string()
      .regex(/^https?:\/\/\S+$/)
      .refine((url) => URL.canParse(url))
      .nullable()
      .optional(),
    startDelayMs: z.number().min(0).max(86_400_000),
    keepaliveMs: z.number().min(1_000).max(65_535_000),
    homeAssistant: z.boolean().optional(),
    storeWithinMs: z.number().min(1_000).max(600_000).optional(),
    storeTogether: z.int().min(1).max(64).optional(),
    tls: z.object({ ca: path, certificate: path, key: path }).optional(),
  }),
  neighbours: neighboursSchema.nullable().optional(),
  lamp: z
    .object({
      supply: z.enum(["always", "switched"]),
      neighbours: z.object({ aheadHops: hops, behindHops: hops }),
    })
    .optional(),
});

/** The file was checked when it was loaded; link trusts no file and looks again. Throws with every problem named. */
export function parseLinkConfig(text: string, file: string): LinkConfig {
  const parsed = linkConfigSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data as LinkConfig;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`);
  throw new Error(`${file}: not a checked config. Let gaturum run write it. ${problems.join("; ")}`);
}

/** The groups whose commands it obeys too; at most {@link GROUPS_MAX}. */
export const groupsOf = ({ city }: LinkConfig): readonly string[] =>
  city.groups == null ? [] : [...new Set(city.groups.split(", "))].slice(0, GROUPS_MAX);

/** When class 2 goes to the card; class 1 has no choice. */
export const storeTimesOf = ({ city }: LinkConfig): DeskTimes => ({
  ...TIMES,
  lateMs: city.storeWithinMs ?? TIMES.lateMs,
  lateRecords: city.storeTogether ?? TIMES.lateRecords,
});

/** How many posts away it is of use that someone moves here: the furthest that is lit for it. */
export const reachOf = ({ lamp }: LinkConfig): number =>
  Math.max(1, lamp?.neighbours.aheadHops ?? 0, lamp?.neighbours.behindHops ?? 0);
