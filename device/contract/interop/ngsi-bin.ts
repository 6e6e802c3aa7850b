import { inTheirs } from "./counterpart.ts";
import { emptied, fillOf, holds, type KnownBin } from "./known-bin.ts";
import { counterpartOf } from "./names.ts";
import { momentAt, momentOf, newest, numberIn } from "./newest.ts";
import { known, urn, type Attribute, type Facts } from "./ngsi-entity.ts";

const TYPE = "WasteContainer";
/** What of a bin is about safety, the gravest first. A press that is locked out, or a full bin, is none of it. */
const STATUSES = ["fire", "bin-alarm=dropped", "bin-alarm=tamper", "bin-alarm=doorOpen"] as const;

/** The bin as a WasteContainer. What is not known is left out. */
export function wasteContainerOf(bin: KnownBin): Facts {
  const { tenant, device } = bin.birth;
  return { id: urn(TYPE, tenant, device), type: TYPE, attributes: [...standing(bin), ...now(bin)] };
}

/** `status` of the model: safety alone. */
export function statusOf(bin: KnownBin): string {
  if (bin.alarms === null) return "unknown";
  const gravest = STATUSES.find((name) => holds(bin, name) === true);
  return gravest === undefined ? "ok" : (nameOf(gravest).split("=")[1] ?? "unknown");
}

function standing({ birth, settings }: KnownBin): readonly Attribute[] {
  const { latitudeDeg, longitudeDeg, label } = birth.asset.place;
  return [
    { name: "location", kind: "geo", value: { type: "Point", coordinates: [longitudeDeg, latitudeDeg] } },
    property("binId", birth.device),
    ...known(birth.asset.plate, (text) => property("serialNumber", text)),
    ...known(label, (text) => property("areaServed", text)),
    ...known(settings?.fullPct ?? null, (pct) => measured("bin.full", pct)),
  ];
}

function now(bin: KnownBin): readonly Attribute[] {
  const fill = fillOf(bin);
  const state = newest(bin.records, "bin-state");
  const moment = momentOf(fill?.record);
  const fullAt = numberIn(newest(bin.records, "bin-forecast"), "fullAt");
  const fire = holds(bin, "fire") === true ? newest(bin.records, "fire") : undefined;
  const stateName = state?.values["state"];
  return [
    property("status", statusOf(bin)),
    ...known(fill?.fillPct ?? null, (pct) => measured("bin-fill.fillPct", pct, moment)),
    ...known(fill, ({ quality }) => property("fillingLevelQuality", quality, moment)),
    ...known(typeof stateName === "string" ? stateName : null, (name) =>
      property("compactorState", name, momentOf(state)),
    ),
    ...known(numberIn(fire, "temperatureC"), (degrees) => measured("fire.temperatureC", degrees, momentOf(fire))),
    ...known(momentOf(emptied(bin)), (value) => date(nameOf("collection"), value)),
    ...known(momentAt(fullAt), (value) => date(nameOf("bin-forecast.fullAt"), value)),
    ...known(moment, (value) => date("binLoggedTime", value)),
  ];
}

const nameOf = (ours: string): string => counterpartOf(ours, "ngsi").name.replace(`${TYPE}.`, "");

function measured(ours: string, value: number, moment: string | null = null): Attribute {
  const counterpart = counterpartOf(ours, "ngsi");
  return property(nameOf(ours), inTheirs(counterpart, value), moment, UNIT_CODES[counterpart.unit ?? ""]);
}
/** UN/CEFACT Recommendation 20. */
const UNIT_CODES: { readonly [unit: string]: string } = { "1": "C62", "%": "P1", Cel: "CEL" };

function property(name: string, value: unknown, moment: string | null = null, unitCode?: string): Attribute {
  const unit = unitCode === undefined ? {} : { unitCode };
  return { name, kind: "property", value, ...unit, ...(moment === null ? {} : { observedAt: moment }) };
}
const date = (name: string, value: string): Attribute => ({ name, kind: "date", value });
