import { NAME_PATTERN } from "./record.ts";

export const TENANT_PATTERN = /^[a-z0-9][a-z0-9-]{0,22}$/;
export const DEVICE_PATTERN = /^[a-z0-9][a-z0-9_-]{0,39}$/;
/**
 * A path of posts that tell each other; the config has the same. None is named `up`: whoever may read all that devices say,
 * `+/up/#`, would hear when somebody walks there.
 */
export const ZONE_PATTERN = /^(?!up$)[a-z0-9][a-z0-9-]{0,31}$/;
/** Of a group, a command and every other name in a topic: no dot, no space, no wildcard. */
export const GROUP_PATTERN = /^[a-z0-9][a-z0-9-]{0,47}$/;
/** `e/active` is the list of open alarms, so no event stream may have this name. */
export const ACTIVE = "active";

/** What a topic of version 1 is for. */
export type Topic =
  | {
      /** `desired` and `ack` come down; the others go up. */
      readonly at: "state" | "birth" | "active" | "batch" | "twin" | "desired" | "ack";
      readonly tenant: string;
      readonly device: string;
    }
  | {
      readonly at: "sample" | "event" | "answer";
      readonly tenant: string;
      readonly device: string;
      readonly stream: string;
    }
  | { readonly at: "command"; readonly tenant: string; readonly device: string; readonly command: string }
  | { readonly at: "group-command"; readonly tenant: string; readonly group: string; readonly command: string }
  | { readonly at: "host"; readonly tenant: string }
  /** Between posts: sealed bytes, for nobody else to read or to keep. */
  | { readonly at: "zone"; readonly tenant: string; readonly zone: string };

const LEAF = {
  state: "up/state",
  birth: "up/birth",
  active: `up/e/${ACTIVE}`,
  batch: "up/b",
  twin: "up/twin",
  desired: "dn/twin",
  ack: "dn/ack",
} as const;
const LEAVES = Object.keys(LEAF) as (keyof typeof LEAF)[];
const BRANCH = { sample: "up/t", event: "up/e", answer: "up/r" } as const;

/** Throws on an id that no topic can carry: the config loader has refused it long before. */
export function buildTopic(topic: Topic): string {
  const tenant = checked("tenant", topic.tenant, TENANT_PATTERN);
  if (topic.at === "host") return `gaturum/1/${tenant}/_host/state`;
  if (topic.at === "zone") return `gaturum/1/${tenant}/_zone/${checked("zone", topic.zone, ZONE_PATTERN)}`;
  if (topic.at === "group-command")
    return `gaturum/1/${tenant}/_grp/${checked("group", topic.group, GROUP_PATTERN)}/c/${commandIn(topic)}`;
  const base = `gaturum/1/${tenant}/${checked("device", topic.device, DEVICE_PATTERN)}`;
  if (topic.at === "command") return `${base}/dn/c/${commandIn(topic)}`;
  if (!("stream" in topic)) return `${base}/${LEAF[topic.at]}`;
  if (topic.at === "event" && topic.stream === ACTIVE) throw new RangeError("stream: an event cannot be named active");
  return `${base}/${BRANCH[topic.at]}/${checked("stream", topic.stream, NAME_PATTERN)}`;
}

/** null for a topic that is not one of version 1. */
export function parseTopic(text: string): Topic | null {
  const [root, version, tenant = "", device = "", ...rest] = text.split("/");
  if (root !== "gaturum" || version !== "1" || !TENANT_PATTERN.test(tenant)) return null;
  const path = rest.join("/");
  if (device === "_host") return path === "state" ? { at: "host", tenant } : null;
  if (device === "_zone") return ZONE_PATTERN.test(path) ? { at: "zone", tenant, zone: path } : null;
  if (device === "_grp") return parseGroup(tenant, rest);
  if (!DEVICE_PATTERN.test(device)) return null;
  for (const at of LEAVES) if (path === LEAF[at]) return { at, tenant, device };
  const command = path.startsWith("dn/c/") ? path.slice("dn/c/".length) : "";
  if (NAME_PATTERN.test(command)) return { at: "command", tenant, device, command };
  for (const at of ["sample", "event", "answer"] as const) {
    const stream = path.startsWith(`${BRANCH[at]}/`) ? path.slice(BRANCH[at].length + 1) : "";
    if (NAME_PATTERN.test(stream)) return { at, tenant, device, stream };
  }
  return null;
}

/** Levels of a topic, counted from 0. */
export const DEVICE_LEVEL = 3;
export const GROUP_LEVEL = 4;
const COMMAND_LEVEL = 6;

/** A filter: `+` in the place of one level. By its place, because any word may be a name too. */
export const withAny = (topic: string, level: number) => topic.split("/").with(level, "+").join("/");

/** What a device subscribes to for its own commands, and for those of a group. Nothing retained is there. */
export const commandFilter = (tenant: string, device: string) =>
  withAny(buildTopic({ at: "command", tenant, device, command: "any" }), COMMAND_LEVEL);
export const groupFilter = (tenant: string, group: string) =>
  withAny(buildTopic({ at: "group-command", tenant, group, command: "any" }), COMMAND_LEVEL);

/** Also the common name of the device's certificate, at most 64 characters, and it splits one way. */
export const clientIdOf = (tenant: string, device: string) => `${tenant}_${device}`;

/** Where a device shows itself to Home Assistant, under its own prefix, unless somebody changed it there. */
export const discoveryTopic = (clientId: string) => `homeassistant/device/${clientId}/config`;

function parseGroup(tenant: string, [group = "", c, command = "", ...more]: readonly string[]): Topic | null {
  const fits = GROUP_PATTERN.test(group) && c === "c" && NAME_PATTERN.test(command) && more.length === 0;
  return fits ? { at: "group-command", tenant, group, command } : null;
}

const commandIn = ({ command }: { readonly command: string }) => checked("command", command, NAME_PATTERN);

function checked(what: string, value: string, pattern: RegExp): string {
  if (!pattern.test(value)) throw new RangeError(`${what}: "${value}" does not match ${pattern.source}`);
  return value;
}
