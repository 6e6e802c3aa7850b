import { buildTopic, DEVICE_PATTERN } from "../../contract/topics.ts";
import { SUBSCRIBE_TOPICS_MAX } from "../../contract/limits.ts";
import type { Line } from "../broker.ts";

/** All records of a tenant, backfills included; of a `group` the broker gives each packet to one receiver. */
export const recordFilters = (tenant: string, group: string | null): readonly string[] =>
  ["up/t/+", "up/e/+", "up/r/+", "up/b"].map(
    (path) => `${group === null ? "" : `$share/gaturum-${group}/`}gaturum/1/${tenant}/+/${path}`,
  );

/**
 * What a device has retained, by exact topics: RabbitMQ 3.10 replays nothing retained to a wildcard, and no broker does to
 * a shared subscription.
 */
export const deviceTopics = (tenant: string, device: string): readonly string[] =>
  (["state", "birth", "twin"] as const).map((at) => buildTopic({ at, tenant, device }));

/** Devices that are on no list yet: whoever is there says so, and where the broker replays to wildcards, at once. */
export const everyState = (tenant: string) => `gaturum/1/${tenant}/+/up/state`;

/** Heard by this receiver alone, where the broker knows shared subscriptions: then its own lease comes back on it. */
export const probeFilter = (tenant: string, instance: string) =>
  `$share/gaturum-probe-${instance}/${buildTopic({ at: "host", tenant })}`;

/** As many as one SUBSCRIBE may hold. */
function packets(filters: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(filters.length / SUBSCRIBE_TOPICS_MAX);
  return Array.from({ length: count }, (_, at) =>
    filters.slice(at * SUBSCRIBE_TOPICS_MAX, (at + 1) * SUBSCRIBE_TOPICS_MAX),
  );
}

/**
 * SUBSCRIBEs that are on their way at once: those of a large city in one piece are more than a socket takes, and the
 * connection ends. Our choice.
 */
const SUBSCRIBES_AT_ONCE = 64;

/** Those of the filters, however many, that the broker did not grant. */
export async function subscribeAll(
  line: Pick<Line, "subscribe">,
  filters: readonly string[],
): Promise<readonly string[]> {
  const [left, refused]: [(readonly string[])[], string[]] = [[...packets(filters)], []];
  const subscribeNext = async (): Promise<void> => {
    for (let some = left.pop(); some !== undefined; some = left.pop()) refused.push(...(await line.subscribe(some)));
  };
  await Promise.all(Array.from({ length: SUBSCRIBES_AT_ONCE }, subscribeNext));
  return refused;
}

/** Of a line that is none, as much as tells which: it may be of another kind of file, a picture or a key. Our choice. */
const SHOWN_MAX = 20;
const shown = (line: string) => (line.length > SHOWN_MAX ? `${line.slice(0, SHOWN_MAX)}…` : line);

/** One device a line; `#` begins a comment. `problem` names the first line that is none. */
export function deviceList(text: string): { readonly devices: readonly string[]; readonly problem: string | null } {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*/, "").trim());
  const wrong = lines.findIndex((line) => line !== "" && !DEVICE_PATTERN.test(line));
  const problem = wrong < 0 ? null : `line ${wrong + 1}: "${shown(lines[wrong] ?? "")}" is no name of a device`;
  return { devices: lines.filter((line) => line !== ""), problem };
}
