import { createPrivateKey } from "node:crypto";
import type { Aggregate, Values } from "../measure/decision.ts";
import { BATCH_RECORDS_MAX } from "./limits.ts";
import type { DeviceRecord } from "./record.ts";
import { birth, HASH, health, packet, TENANT, type SampleLine } from "./samples.ts";
import type { StateMessage } from "./session.ts";
import { audienceOf, commandType, SETTINGS_TYPE, signed } from "./signed.ts";
import { streamNamed } from "./streams.ts";
import { buildTopic } from "./topics.ts";

const DEVICE = "4711-0382";
const AT = { tenant: TENANT, device: DEVICE };
const NOON_MS = Date.UTC(2026, 10, 24, 12);
const HOUR_MS = 3_600_000;
const WINDOW_MS = 300_000;
const BOOTS = ["5d0c2f9a41be7736", "b81e6d0037ac94f2"] as const;
const SETTINGS = { lamp: { base: "25 %" } };
/** First 16 hex digits of SHA-256 of the canonical settings above. */
const SETTINGS_HASH = "8026cd5e69a434d7";

/** What happens to the post, in hours after noon. */
const HAPPENS = { dim: 7.5, settings: 8.2, cut: 9, power: 10.98, back: 13.5, leave: 24.01 } as const;

/** After a start, until the first window is whole: a mean over less would say when somebody came. */
const WHOLE_WINDOW_H = 0.1;
/** By then the second boot knows the time. */
const CLOCK_H = HAPPENS.power + 0.03;

/** Of the day that is over: energies of a 41 W luminaire, and movements in parts of at least three. */
const DAY: Values = {
  date: "2026-11-24",
  seenS: 86_380,
  lampWh: 236.5,
  controllerWh: 72,
  alwaysFullWh: 625.2,
  savedGrossPct: 62.2,
  savedNetPct: 50.7,
  baseMin: 812,
  boostMin: 103,
  safeMin: 0,
  dayMin: 525,
  overrideMin: 20,
  belowPromiseS: 41,
  movements: [
    { forMin: 60, count: 14 },
    { forMin: 240, count: 5 },
    { forMin: 615, count: null },
  ],
  failures: [],
};

/** The private key of the first test of RFC 8032, 7.1: public since 2017, and trusted by no device. */
export const SAMPLE_KEY = createPrivateKey({
  format: "jwk",
  key: {
    kty: "OKP",
    crv: "Ed25519",
    d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
  },
});

type Told = {
  readonly atMs: number;
  readonly boot: 0 | 1;
  readonly stream: string;
  readonly values: Values;
  readonly aggregate?: Aggregate;
};
type Kept = { readonly atMs: number; readonly record: DeviceRecord };

/**
 * A lamp post from noon to noon, as whoever subscribes to all of it sees it: live records, a command and new settings, then
 * four and a half hours without network with a power cut in them, the will, the way back, backfill, gap and receipts.
 * `device-health` comes each minute; here it is told once an hour.
 */
export function lampDayWithOutage(): readonly SampleLine[] {
  const records = sequenced(happenings());
  const live = records.filter(({ atMs }) => atMs < hour(HAPPENS.cut) || atMs >= hour(HAPPENS.back));
  const late = records.filter((kept) => !live.includes(kept));
  const lines = [
    ...live.map(({ atMs, record }) => ({ atMs, lines: [livePacket(record)] })),
    { atMs: hour(0), lines: [host(), ...greeting(211, 0)] },
    ...[1, 7, 8.9].map((h) => ({ atMs: hour(h), lines: [receipt(records, hour(h))] })),
    { atMs: hour(HAPPENS.dim), lines: [dim()] },
    { atMs: hour(HAPPENS.settings), lines: [desired(), twin(5, "pending"), twin(5, "applied")] },
    { atMs: hour(HAPPENS.cut) + 90_000, lines: [state("lost", 211, 0, hour(0))] },
    { atMs: hour(HAPPENS.back) - 1, lines: greeting(212, 1) },
    { atMs: hour(HAPPENS.back) + 60_000, lines: backfill(late) },
    { atMs: hour(HAPPENS.back) + 62_000, lines: [receipt(records, hour(HAPPENS.back) + 62_000)] },
    ...[16, 20, 23.95].map((h) => ({ atMs: hour(h), lines: [receipt(records, hour(h))] })),
    { atMs: hour(HAPPENS.leave), lines: [state("offline", 212, 1, hour(HAPPENS.leave))] },
  ];
  return lines.toSorted((one, other) => one.atMs - other.atMs).flatMap((entry) => entry.lines);
}

/** Everything that the post has to tell, in the order in which it happened. */
function happenings(): readonly Told[] {
  const told: Told[] = [];
  const tell = (h: number, stream: string, values: Values, aggregate?: Aggregate): void => {
    const boot = h < HAPPENS.power ? 0 : 1;
    told.push({ atMs: hour(h), boot, stream, values, ...(aggregate === undefined ? {} : { aggregate }) });
  };
  const start = { version: "0.1.0", configHash: HASH, kind: "lamp-post", mode: "active" };
  tell(0.001, "started", { ...start, cause: "ordered" });
  for (let atMs = hour(0) + WINDOW_MS; atMs <= hour(24); atMs += WINDOW_MS) {
    const h = (atMs - hour(0)) / HOUR_MS;
    if (h < HAPPENS.power || h > HAPPENS.power + WHOLE_WINDOW_H) window(h, tell);
  }
  for (let h = 1; h < HAPPENS.leave; h += 1) tell(h - 0.003, "device-health", health(h * 3_600));
  tell(HAPPENS.dim + 0.0001, "audit", { what: "command", name: "dim", id: "c-204", kid: "city-1", code: 200 });
  tell(HAPPENS.dim + 0.0002, "dim", { id: "c-204", code: 200, phase: "done", result: "60 % for 20 min" });
  tell(HAPPENS.settings + 0.01, "audit", { what: "settings", kid: "city-1", code: 200, epoch: 1, version: 5 });
  tell(HAPPENS.cut + 0.0431, "local-mode", { active: true });
  tell(HAPPENS.power + 0.011, "started", { ...start, cause: "power-cut" });
  tell(HAPPENS.power + 0.02, "clock-lost", { active: true });
  tell(CLOCK_H, "clock-lost", { active: false });
  tell(HAPPENS.power + 0.04, "local-mode", { active: true });
  tell(HAPPENS.back + 0.0001, "local-mode", { active: false });
  tell(24.0002, "lamp-day", DAY);
  tell(24.0003, "lamp-meter", {
    energyWh: 61_240,
    controllerWh: 20_880,
    litH: 3_480.4,
    switchOns: 263,
    starts: 18,
    energyBy: "power",
  });
  return told.toSorted((one, other) => one.atMs - other.atMs);
}

/** Dark from 15:30 to 06:45 UTC; someone passes now and then until midnight. */
function window(h: number, tell: (h: number, stream: string, values: Values, aggregate?: Aggregate) => void): void {
  const isNight = h > 3.5 && h < 18.75;
  const seen = isNight && h < 12 ? Math.floor(h * 12) % 3 : 0;
  const levelPct = isNight ? 30 + seen * 14 : 0;
  const powerW = Math.round(levelPct * 4.1) / 10;
  const over = { count: 1 + seen * 2, windowS: WINDOW_MS / 1_000 };
  tell(
    h,
    "lamp-level",
    { levelPct },
    { ...over, min: isNight ? 30 : 0, max: seen > 0 ? 100 : levelPct, mean: levelPct },
  );
  tell(h, "lamp-power", { powerW }, { ...over, min: isNight ? 12.3 : 0, max: seen > 0 ? 41 : powerW, mean: powerW });
  tell(h, "daylight", { daylightLux: isNight ? 0.4 : 4_200 });
}

/** `seq` from 1 for each boot and class. Link's own words about the outage come last, of the second boot. */
function sequenced(told: readonly Told[]): readonly Kept[] {
  const counts = new Map<string, number>();
  const numbered = (entry: Told): Kept => {
    const of = streamNamed(entry.stream).class;
    const key = `${entry.boot}/${of}`;
    const seq = (counts.get(key) ?? 0) + 1;
    counts.set(key, seq);
    return { atMs: entry.atMs, record: recordOf(entry, of, seq) };
  };
  const before = told.filter(({ atMs }) => atMs < hour(HAPPENS.back)).map(numbered);
  const refused = before.findLast(({ record }) => record.boot === BOOTS[1] && record.stream === "daylight");
  const own = [0, 1, 2].map((of) => ({
    stream: "closed",
    values: { boot: BOOTS[0], class: of, last: counts.get(`0/${of}`) ?? 0 },
  }));
  const lost = refused?.record.seq ?? 0;
  const gap = { boot: BOOTS[1], class: 2, ranges: [[lost, lost]], count: 1, reason: "poison" };
  const atMs = hour(HAPPENS.back) + 61_000;
  const words = [...own, { stream: "gap", values: gap }].map((word) => numbered({ ...word, atMs, boot: 1 }));
  const after = told.filter((entry) => entry.atMs >= hour(HAPPENS.back)).map(numbered);
  return [...before.filter((kept) => kept !== refused), ...words, ...after];
}

function recordOf({ atMs, boot, stream, values, aggregate }: Told, of: 0 | 1 | 2, seq: number): DeviceRecord {
  const knowsTime = boot === 0 || atMs >= hour(CLOCK_H);
  const since = boot === 0 ? hour(0) - HOUR_MS : hour(HAPPENS.power) + 20_000;
  return {
    v: 1,
    boot: BOOTS[boot],
    bootCount: 17 + boot,
    class: of,
    seq,
    stream,
    ts: knowsTime ? atMs : null,
    uptimeMs: atMs - since,
    timeQuality: knowsTime ? "sync" : "none",
    timeErrorMs: knowsTime ? 12 : null,
    values,
    ...(aggregate === undefined ? {} : { aggregate }),
  };
}

const hour = (h: number): number => NOON_MS + Math.round(h * HOUR_MS);

function livePacket(record: DeviceRecord): SampleLine {
  return packet(buildTopic({ at: streamNamed(record.stream).kind, ...AT, stream: record.stream }), record);
}

/** Class 0 first, then 1, then 2; at most {@link BATCH_RECORDS_MAX} in each packet. */
function backfill(late: readonly Kept[]): readonly SampleLine[] {
  const records = late.map(({ record }) => record).toSorted((one, other) => one.class - other.class);
  const packets: SampleLine[] = [];
  for (let from = 0; from < records.length; from += BATCH_RECORDS_MAX) {
    const batch = { v: 1, history: true, records: records.slice(from, from + BATCH_RECORDS_MAX) };
    packets.push(packet(buildTopic({ at: "batch", ...AT }), batch));
  }
  return packets;
}

function greeting(session: number, boot: 0 | 1): readonly SampleLine[] {
  const born = { ...birth("lamp-post", DEVICE), session, boot: BOOTS[boot], bootCount: 17 + boot, obeys: ["city-1"] };
  const active =
    boot === 0
      ? []
      : [{ kind: "local-mode", since: hour(HAPPENS.power + 0.04), sinceUptimeMs: 124_000, values: { active: true } }];
  return [
    state("online", session, boot, hour(boot === 0 ? 0 : HAPPENS.back)),
    packet(buildTopic({ at: "birth", ...AT }), born, true),
    packet(buildTopic({ at: "active", ...AT }), { v: 1, session, boot: BOOTS[boot], active }),
    twin(boot === 0 ? 4 : 5, "applied"),
  ];
}

function state(status: StateMessage["status"], session: number, boot: 0 | 1, ts: number): SampleLine {
  const message: StateMessage = { v: 1, status, session, boot: BOOTS[boot], ts, timeQuality: "sync" };
  return packet(buildTopic({ at: "state", ...AT }), message, true);
}

const host = (): SampleLine =>
  packet(buildTopic({ at: "host", tenant: TENANT }), { v: 1, leaseS: 120, receipts: true, spreadS: 60 }, true);

function twin(desiredVersion: number, status: "pending" | "applied"): SampleLine {
  const isNew = desiredVersion === 5;
  const message = {
    v: 1,
    epoch: 1,
    desiredVersion,
    hash: isNew ? SETTINGS_HASH : HASH,
    status,
    errors: [],
    state: isNew && status === "applied" ? SETTINGS : {},
  };
  return packet(buildTopic({ at: "twin", ...AT }), message, true);
}

function dim(): SampleLine {
  const issuedAt = hour(HAPPENS.dim) - 400;
  const command = {
    v: 1,
    aud: audienceOf(TENANT, DEVICE),
    typ: commandType("dim"),
    kid: "city-1",
    id: "c-204",
    name: "dim",
    args: { levelPct: 60, forS: 1_200 },
    issuedAt,
    expires: issuedAt + 60_000,
    counter: 204,
  };
  return packet(buildTopic({ at: "command", ...AT, command: "dim" }), signed(command, SAMPLE_KEY));
}

function desired(): SampleLine {
  const settings = {
    v: 1,
    aud: audienceOf(TENANT, DEVICE),
    typ: SETTINGS_TYPE,
    kid: "city-1",
    epoch: 1,
    version: 5,
    state: SETTINGS,
  };
  return packet(buildTopic({ at: "desired", ...AT }), signed(settings, SAMPLE_KEY), true);
}

/** What a backend has stored by then, without a hole. A boot that is closed and stored to its end is not named any more. */
function receipt(records: readonly Kept[], atMs: number): SampleLine {
  const boot: 0 | 1 = atMs > hour(HAPPENS.back) ? 1 : 0;
  const watermark: Record<string, number> = {};
  for (const { atMs: at, record } of records)
    if (at <= atMs && record.boot === BOOTS[boot])
      watermark[record.class] = Math.max(watermark[record.class] ?? 0, record.seq);
  return packet(buildTopic({ at: "ack", ...AT }), { v: 1, watermark: { [BOOTS[boot]]: watermark } }, true);
}
