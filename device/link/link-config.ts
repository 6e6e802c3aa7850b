import { z } from "zod";
import type { DeviceConfig } from "../../config/device-config.ts";
import { birthSchema } from "../contract/session.ts";
import { DEVICE_PATTERN, TENANT_PATTERN } from "../contract/topics.ts";

/** What link needs of the device's checked config. */
export type LinkConfig = Pick<DeviceConfig, "tenant" | "device" | "kind" | "mode" | "hash" | "asset" | "city">;

const linkConfigSchema = z.object({
  tenant: z.string().regex(TENANT_PATTERN),
  device: z.string().regex(DEVICE_PATTERN),
  kind: birthSchema.shape.kind,
  mode: birthSchema.shape.mode,
  hash: birthSchema.shape.config.shape.hash,
  asset: birthSchema.shape.asset,
  city: z.object({
    broker: z
      .string()
      .regex(/^mqtts?:\/\/\S+$/)
      .refine((url) => URL.canParse(url))
      .nullable(),
    startDelayMs: z.number().min(0).max(86_400_000),
    keepaliveMs: z.number().min(1_000).max(65_535_000),
  }),
});

/** The file was checked when it was loaded; link trusts no file and looks again. Throws with every problem named. */
export function parseLinkConfig(text: string, file: string): LinkConfig {
  const parsed = linkConfigSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data as LinkConfig;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`);
  throw new Error(`${file}: not a checked config. Let gaturum run write it. ${problems.join("; ")}`);
}
