import type { DeviceRecord } from "../record.ts";
import type { ActiveMessage, BirthMessage } from "../session.ts";
import { inTheirs } from "./counterpart.ts";
import { counterpartOf } from "./names.ts";
import { momentOf, newest, numberIn } from "./newest.ts";
import { known, relationship, urn, type Attribute, type Facts } from "./ngsi-entity.ts";

/** The newest that a backend knows of a lamp post. */
export type KnownPost = {
  readonly birth: Pick<BirthMessage, "tenant" | "device" | "asset">;
  /** The alarms that hold now; null: the post has not said yet. */
  readonly alarms: ActiveMessage["active"] | null;
  /** The newest record of each stream, or more: the newest counts. Simulated ones do not. */
  readonly records: readonly DeviceRecord[];
  /** Of its config, where the city keeps it. */
  readonly luminaire?: { readonly powerFullW: number; readonly powerLeastW: number };
  /** `lamp-day` records added up. Movements are sums of counts that each were {@link MOVEMENTS_LEAST} or more. */
  readonly sums?: { readonly lampWh?: number; readonly movements?: number };
};

/** `group` and `cabinet` are ids of entities. */
export type Circuit = { readonly name: string; readonly group: string; readonly cabinet: string };
export type PowerState = "on" | "low" | "off";

/** k of k-anonymity, as in the post's own buckets: fewer could be one person. */
export const MOVEMENTS_LEAST = 3;
/** Below this mean a lit lamp is `low`. The model does not say where low ends: half is our choice. */
export const LOW_BELOW_PCT = 50;
/** UN/CEFACT Recommendation 20. */
const UNIT_CODES: { readonly [unit: string]: string } = { W: "WTT", kWh: "KWH", "1": "C62" };
const STREETLIGHT = "Streetlight";

/** The post as a Streetlight; null while its alarms are not known: `status` is compulsory, and `ok` would be a guess. */
export function streetlightOf(post: KnownPost): Facts | null {
  const { tenant, device } = post.birth;
  if (post.alarms === null) return null;
  return { id: urn(STREETLIGHT, tenant, device), type: STREETLIGHT, attributes: [...standing(post), ...now(post)] };
}

/** What the luminaire is; null where the post does not name it. */
export function modelOf({ birth, luminaire }: KnownPost): Facts | null {
  const name = birth.asset.luminaire;
  if (name === null) return null;
  const powers = luminaire === undefined ? [] : modelPowers(luminaire);
  return { id: modelId(birth.tenant, name), type: "StreetlightModel", attributes: [property("name", name), ...powers] };
}

/** What it hangs on; null unless cabinet and phase are both known. */
export function circuitOf({ tenant, asset: { cabinet, phase } }: KnownPost["birth"]): Circuit | null {
  if (cabinet === null || phase === null) return null;
  const name = `${cabinet}/${phase}`;
  return { name, group: urn("StreetlightGroup", tenant, name), cabinet: cabinetId(tenant, cabinet) };
}

/** What the lamp does; null: not known, or it has failed, and then what it was told says nothing. */
export function powerStateOf({ alarms, records }: KnownPost): PowerState | null {
  const failures = (alarms ?? []).filter(({ kind }) => kind === "lamp-failure").map(({ values }) => values["failure"]);
  if (failures.includes("lampUnexpectedOn")) return "on";
  if (failures.includes("lampFailure")) return null;
  const record = newest(records, "lamp-level");
  const meanPct = numberIn(record, "levelPct");
  if (meanPct === null) return null;
  if ((record?.aggregate?.max ?? meanPct) === 0) return "off";
  return meanPct < LOW_BELOW_PCT ? "low" : "on";
}

/** From birth and config: it does not change by itself. */
function standing({ birth, luminaire }: KnownPost): readonly Attribute[] {
  const { tenant, device, asset } = birth;
  const { latitudeDeg, longitudeDeg, label } = asset.place;
  const circuit = circuitOf(birth);
  return [
    { name: "location", kind: "geo", value: { type: "Point", coordinates: [longitudeDeg, latitudeDeg] } },
    property("deviceInfo", { deviceId: device }),
    property("controllingMethod", "individual"),
    ...known(label, (text) => property("areaServed", text)),
    ...known(asset.plate, (text) => property("streetPoleNum", text)),
    ...known(asset.cabinet, (text) => property("feederPillarNum", text)),
    ...known(asset.cabinet, (text) => relationship("refStreetlightControlCabinet", cabinetId(tenant, text))),
    ...known(circuit, ({ name }) => property("circuit", name)),
    ...known(circuit, ({ group }) => relationship("refStreetlightGroup", group)),
    ...known(asset.luminaire, (text) => relationship("refStreetlightModel", modelId(tenant, text))),
    ...known(luminaire?.powerFullW ?? null, (powerW) => measured("lamp.luminaire.powerFull", powerW)),
  ];
}

/** From what it told. */
function now(post: KnownPost): readonly Attribute[] {
  const { alarms, records, sums } = post;
  const level = newest(records, "lamp-level");
  const power = newest(records, "lamp-power");
  const moments = [level, power].flatMap((record) => known(momentOf(record), (moment) => moment));
  const movements = sums?.movements ?? 0;
  return [
    property("status", (alarms ?? []).some(isDefect) ? "defectiveLamp" : "ok"),
    ...known(powerStateOf(post), (state) => property("powerState", state, momentOf(level))),
    ...known(numberIn(level, "levelPct"), (pct) => measured("lamp-level.levelPct", pct, momentOf(level))),
    ...known(numberIn(power, "powerW"), (powerW) => measured("lamp-power.powerW", powerW, momentOf(power))),
    ...known(sums?.lampWh ?? null, (lampWh) => measured("lamp-day.lampWh", lampWh)),
    ...(movements < MOVEMENTS_LEAST ? [] : [measured("lamp-day.movements", movements)]),
    ...known(moments.toSorted().at(-1) ?? null, (value): Attribute => ({
      name: "observationDateTime",
      kind: "date",
      value,
    })),
  ];
}

const modelPowers = ({ powerFullW, powerLeastW }: NonNullable<KnownPost["luminaire"]>): readonly Attribute[] => [
  property("powerConsumption", powerFullW, null, "WTT"),
  property("maxPowerConsumption", powerFullW, null, "WTT"),
  property("minPowerConsumption", powerLeastW, null, "WTT"),
];

/** Whether someone must come to the lamp: a sensor of the controller that is out leaves the light on. */
const isDefect = ({ kind, values }: ActiveMessage["active"][number]): boolean =>
  kind === "lamp-failure" || (kind === "part-fault" && values["role"] === "lamp");

/** By its row of the table: their name, their unit. */
function measured(ours: string, value: number, moment: string | null = null): Attribute {
  const counterpart = counterpartOf(ours, "ngsi");
  const name = counterpart.name;
  return property(name, inTheirs(counterpart, value), moment, UNIT_CODES[counterpart.unit ?? ""] ?? null);
}

function property(
  name: string,
  value: unknown,
  moment: string | null = null,
  unitCode: string | null = null,
): Attribute {
  const unit = unitCode === null ? {} : { unitCode };
  return { name, kind: "property", value, ...unit, ...(moment === null ? {} : { observedAt: moment }) };
}

const cabinetId = (tenant: string, cabinet: string): string => urn("StreetlightControlCabinet", tenant, cabinet);
const modelId = (tenant: string, luminaire: string): string => urn("StreetlightModel", tenant, luminaire);
