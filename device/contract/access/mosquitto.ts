import { GROUPS_MAX } from "../limits.ts";
import {
  buildTopic,
  clientIdOf,
  commandFilter,
  DEVICE_LEVEL,
  DEVICE_PATTERN,
  discoveryTopic,
  GROUP_LEVEL,
  GROUP_PATTERN,
  groupFilter,
  TENANT_PATTERN,
  withAny,
  ZONE_PATTERN,
} from "../topics.ts";
import type { Checked } from "../validate.ts";

/** What a program of the city may do. `watch` reads; each of the others may that too. */
export const ROLES = ["watch", "receive", "send", "retire"] as const;
type Role = (typeof ROLES)[number];
type Right = `${"read" | "write" | "readwrite"} ${string}`;
type Rights = { readonly user: string; readonly rights: readonly Right[] };

/** Common name of a backend's certificate. Without `_`, so that no device can have it. */
const BACKEND_PATTERN = /^[a-z0-9][a-z0-9-]{0,47}$/;

/**
 * Mosquitto's access list, from one client a line: `device TENANT DEVICE [group=NAME] [zone=NAME] [home-assistant]` and
 * `backend TENANT NAME ROLE…`. A pattern by user name cannot do it: the name is tenant and device in one, the topic has
 * them apart. `#` begins a remark. Problems say line and cure.
 */
export function mosquittoAccess(clients: string, file: string): Checked<string> {
  const problems: string[] = [];
  const blocks: string[] = [];
  const seen = new Set<string>();
  for (const [index, line] of clients.split("\n").entries()) {
    const words = line.replace(/#.*/, "").split(/\s+/).filter(Boolean);
    if (words.length === 0) continue;
    const client = rightsOf(words);
    const at = `${file}:${index + 1}`;
    if (typeof client === "string") problems.push(`${at} ${client}`);
    else if (seen.has(client.user)) problems.push(`${at} ${client.user} stands above already: write it once.`);
    else {
      seen.add(client.user);
      blocks.push([`user ${client.user}`, ...client.rights.map((right) => `topic ${right}`), ""].join("\n"));
    }
  }
  return problems.length === 0 ? { ok: true, value: blocks.join("\n") } : { ok: false, problems };
}

function rightsOf([kind = "", tenant = "", name = "", ...options]: readonly string[]): Rights | string {
  if (kind !== "device" && kind !== "backend") return `"${kind}" is no client. Begin with device or backend.`;
  if (!TENANT_PATTERN.test(tenant)) return `"${tenant}" is no tenant. Write it as in the device's config.`;
  return kind === "device" ? deviceRights(tenant, name, options) : backendRights(tenant, name, options);
}

/** A device says what it likes about itself, and hears what is meant for it. It can say nothing to another. */
function deviceRights(tenant: string, device: string, options: readonly string[]): Rights | string {
  if (!DEVICE_PATTERN.test(device)) return `"${device}" is no device. Write it as in the device's config.`;
  const groups = named(options, "group");
  const zones = named(options, "zone");
  const home = options.includes("home-assistant");
  if (groups.length + zones.length + Number(home) !== options.length)
    return `"${options.join(" ")}": write group=NAME, zone=NAME, home-assistant, each once.`;
  if (groups.length > GROUPS_MAX) return `${groups.length} groups: a device is in ${GROUPS_MAX} at most.`;
  if (!groups.every((group) => GROUP_PATTERN.test(group)) || !zones.every((zone) => ZONE_PATTERN.test(zone)))
    return `"${options.join(" ")}": write groups and zones with small letters, digits and -, no zone up.`;
  const user = clientIdOf(tenant, device);
  const own = { tenant, device };
  return {
    user,
    rights: [
      `write gaturum/1/${tenant}/${device}/up/#`,
      `read ${buildTopic({ at: "state", ...own })}`,
      `read ${buildTopic({ at: "desired", ...own })}`,
      `read ${buildTopic({ at: "ack", ...own })}`,
      `read ${commandFilter(tenant, device)}`,
      `read ${buildTopic({ at: "host", tenant })}`,
      ...groups.map((group): Right => `read ${groupFilter(tenant, group)}`),
      ...zones.map((zone): Right => `readwrite ${buildTopic({ at: "zone", tenant, zone })}`),
      ...(home ? [`write ${discoveryTopic(user)}` as const] : []),
    ],
  };
}

function backendRights(tenant: string, user: string, roles: readonly string[]): Rights | string {
  if (!BACKEND_PATTERN.test(user))
    return `"${user}": name a backend with small letters, digits and -, without _, which is for devices.`;
  const unknown = roles.find((role) => !(ROLES as readonly string[]).includes(role));
  if (roles.length === 0 || unknown !== undefined) return `"${unknown ?? ""}" is no role. Write ${ROLES.join(", ")}.`;
  const rights = roles.flatMap((role) => roleRights(tenant, role as Role));
  return { user, rights: [...new Set(rights)] };
}

/** None reads a zone: when posts speak there is when someone walks by. */
function roleRights(tenant: string, role: Role): readonly Right[] {
  const every = (at: "state" | "birth" | "twin" | "desired" | "ack"): string =>
    withAny(buildTopic({ at, tenant, device: "any" }), DEVICE_LEVEL);
  const reading: readonly Right[] = [`read gaturum/1/${tenant}/+/up/#`, `read ${buildTopic({ at: "host", tenant })}`];
  switch (role) {
    case "watch":
      return reading;
    case "receive":
      return [...reading, `readwrite ${every("ack")}`, `readwrite ${buildTopic({ at: "host", tenant })}`];
    case "send":
      return [
        ...reading,
        `readwrite ${every("desired")}`,
        `write ${withAny(commandFilter(tenant, "any"), DEVICE_LEVEL)}`,
        `write ${withAny(groupFilter(tenant, "any"), GROUP_LEVEL)}`,
      ];
    case "retire":
      return [
        ...reading,
        ...(["state", "birth", "twin", "desired", "ack"] as const).map((at): Right => `write ${every(at)}`),
      ];
  }
}

const named = (options: readonly string[], key: string): readonly string[] =>
  options.flatMap((option) => (option.startsWith(`${key}=`) ? [option.slice(key.length + 1)] : []));
