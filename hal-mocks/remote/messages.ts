import { LITTER_BIN_ROLES, ROLES, type DeviceKind } from "../../device/measure/roles.ts";
import type { RamDirection } from "../../device/measure/samples.ts";
import type { Fault } from "../../device/measure/fault.ts";

/** What a part says: its value, or its fault. */
export type Said = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: Fault };

/** World to client. `at` is when the world was sensed; roles that say the same as before are left out. */
export type FromWorld =
  | { readonly m: "senses"; readonly at: number; readonly changed?: Readonly<Record<string, Said>> }
  | { readonly m: "refused"; readonly why: string };

/** Client to world: which device it is, then what its actuators are to do. `to` is a level in %, a direction, or on. */
export type FromClient =
  | { readonly m: "attach"; readonly device: string; readonly kind: DeviceKind }
  | { readonly m: "act"; readonly role: string; readonly to: number | boolean | RamDirection };

/** null: nothing that a client says. */
export function parseFromClient(value: unknown): FromClient | null {
  if (typeof value !== "object" || value === null || !("m" in value)) return null;
  const { m, device, kind, role, to } = value as Record<string, unknown>;
  if (m === "attach" && typeof device === "string" && isKind(kind)) return { m, device, kind };
  if (m === "act" && typeof role === "string" && fits(role, to)) return { m, role, to };
  return null;
}

/** The client trusts its world, which is of the same version; it only looks at the shape. */
export function parseFromWorld(value: unknown): FromWorld | null {
  if (typeof value !== "object" || value === null || !("m" in value)) return null;
  if (value.m === "senses" && "at" in value && typeof value.at === "number") return value as FromWorld;
  return value.m === "refused" && "why" in value && typeof value.why === "string" ? (value as FromWorld) : null;
}

const isKind = (kind: unknown): kind is DeviceKind => typeof kind === "string" && kind in ROLES;

function fits(role: string, to: unknown): to is number | boolean | RamDirection {
  if (role === "lamp") return typeof to === "number" && to >= 0 && to <= 100;
  if (role === "ram") return to === "off" || to === "down" || to === "up";
  const roles: Readonly<Record<string, { readonly contract: string }>> = LITTER_BIN_ROLES;
  return roles[role]?.contract === "digital-output" && typeof to === "boolean";
}
