import { plain } from "../plain.ts";
import { holesOfDevice, type DeviceSeen, type Forgotten, type Happening, type Tenant } from "./tenant.ts";

export type Screen = { readonly columns: number; readonly rows: number };

/** Widths that leave 13 characters of 80 for alarms. */
const [NAME, KIND, PLACE, LEVEL, HEARD, COUNT, FEW] = [17, 5, 10, 6, 7, 8, 6] as const;

const FORGOTTEN: Readonly<Record<Forgotten, string>> = {
  devices: "too many devices: the longest silent are left out",
  sequences: "a device began anew too often: holes of its oldest boots are left out",
};

/** Made once: made anew for each pair, a hundred thousand devices take seconds to sort. */
const BY_NAME = new Intl.Collator("en", { numeric: true });

/** A tenant as a table: what wants somebody first, then by name. Exactly as many lines as there are rows, or fewer. */
export function tenantLines(name: string, tenant: Tenant, { columns, rows }: Screen, nowMs: number): string[] {
  const all = [...tenant.devices.values()].sort(
    (one, other) => worth(other) - worth(one) || BY_NAME.compare(one.device, other.device),
  );
  const room = Math.max(1, rows - 5);
  const shown = all.length > room ? all.slice(0, room - 1) : all;
  const rest = all.slice(shown.length);
  const troubled = rest.filter((seen) => worth(seen) > 0).length;
  const lines = [
    headline(name, tenant, all),
    "-".repeat(columns),
    rowOf("  device", ["kind", "place", "now", "heard", "records", "twice", "holes"], "alarms"),
    ...shown.map((seen) => deviceLine(seen, nowMs)),
    ...(rest.length > 0 ? [`  and ${rest.length} more, ${troubled === 0 ? "none" : troubled} of them in trouble`] : []),
    [...tenant.forgotten].map((what) => FORGOTTEN[what]).join("; "),
    all.length === 0 ? `Nothing is heard of ${name} yet. Is the tenant's name right?` : "Ctrl-C ends it.",
  ];
  return lines.slice(0, rows).map((line) => plain(line).slice(0, columns).trimEnd());
}

/** One line for a pipe or a log. */
export function happeningLine(happening: Happening, nowMs: number): string {
  const time = new Date(nowMs).toISOString().slice(11, 19);
  return plain(`${time} ${"device" in happening ? `${happening.device}  ` : ""}${inWords(happening)}`);
}

function headline(name: string, { invalid }: Tenant, all: readonly DeviceSeen[]): string {
  const sum = (of: (seen: DeviceSeen) => number): string =>
    all.reduce((so, seen) => so + of(seen), 0).toLocaleString("en");
  const online = all.filter(({ state }) => state?.status === "online").length;
  const strange = invalid === 0 ? "" : `  ${invalid} invalid`;
  return (
    `gaturum watch  ${name}   ${online} of ${all.length} online  ${sum(({ records }) => records)} records  ` +
    `${sum(({ doubles }) => doubles)} twice  ${sum(holesOfDevice)} holes${strange}`
  );
}

function deviceLine(seen: DeviceSeen, nowMs: number): string {
  const { device, birth, alarms, heardMs, records, doubles } = seen;
  const kind = birth === null ? "" : birth.kind === "lamp-post" ? "lamp" : "bin";
  const place = birth?.asset.place.label ?? birth?.asset.plate ?? "";
  const now = seen.levelPct ?? seen.fillPct;
  const heard = heardMs === null ? "-" : age(nowMs - heardMs);
  const counts = [records, doubles, holesOfDevice(seen)].map((count) => count.toLocaleString("en"));
  const words = [...(isAway(seen) ? [seen.state?.status ?? ""] : []), ...alarms];
  return rowOf(
    `${mark(seen)} ${device}`,
    [kind, place, now === null ? "-" : `${Math.round(now)} %`, heard, ...counts],
    words.join(", "),
  );
}

function rowOf(name: string, cells: readonly string[], alarms: string): string {
  const [kind = "", place = "", now = "", heard = "", records = "", twice = "", holes = ""] = cells;
  const text = [cut(name, NAME), cut(kind, KIND), cut(place, PLACE)].join("");
  const figures = [now.padStart(LEVEL), heard.padStart(HEARD), records.padStart(COUNT), twice.padStart(FEW)].join("");
  return `${text}${figures}${holes.padStart(FEW)}  ${alarms}`;
}

const cut = (text: string, width: number) => text.slice(0, width - 1).padEnd(width);

/** `!`: an alarm; `x`: away, and it should not be. */
const mark = (seen: DeviceSeen) => (seen.alarms.length > 0 ? "!" : isAway(seen) && !isResting(seen) ? "x" : " ");
const isAway = ({ state }: DeviceSeen) => state !== null && state.status !== "online";
/** Its mains go with the street's lamps: it is away by day, and no fault. */
const isResting = ({ state, birth }: DeviceSeen) => state?.status === "lost" && birth?.supply === "switched";
const worth = (seen: DeviceSeen) => ({ "!": 2, x: 1, " ": 0 })[mark(seen)];

function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 6_000) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}

function inWords(happening: Happening): string {
  switch (happening.is) {
    case "state":
      return `${happening.status}, session ${happening.session}`;
    case "birth":
      return `is a ${happening.birth.kind} at ${happening.birth.asset.place.label ?? "a place without a name"}`;
    case "alarms":
      return happening.alarms.length === 0 ? "no open alarms" : `open alarms: ${happening.alarms.join(", ")}`;
    case "record": {
      const { stream, values } = happening.record;
      const said = Object.entries(values).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
      return `${stream}  ${said.join("  ")}${happening.history ? "  (history)" : ""}`;
    }
    case "problem":
      return `not of the contract: ${happening.problem}`;
    case "forgotten":
      return `${FORGOTTEN[happening.what]} (${happening.most.toLocaleString("en")} are kept)`;
  }
}
