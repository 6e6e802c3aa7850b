import type { Entity } from "../../../device/contract/interop/ngsi-entity.ts";

/** A type, a closed list of words, or a range that a number lies in. */
type Form =
  "text" | "id" | "ids" | "moment" | "point" | "points" | "object" | readonly string[] | readonly [number, number];

const NUMBER = [-Infinity, Infinity] as const;
const POWER_STATES = ["bootingUp", "low", "off", "on"];

/**
 * The attributes that we fill, typed off the published schemas (dataModel.Streetlighting @1df857d,
 * dataModel.WasteManagement @952dca8): used where those are
 * not at hand, and held against them where they are.
 */
const TABLE: Readonly<
  Record<string, { readonly needs: readonly string[]; readonly forms: Readonly<Record<string, Form>> }>
> = {
  Streetlight: {
    needs: ["id", "type", "location", "status"],
    forms: {
      location: "point",
      areaServed: "text",
      circuit: "text",
      refStreetlightModel: "id",
      refStreetlightControlCabinet: "id",
      refStreetlightGroup: "id",
      status: ["brokenLantern", "columnIssue", "defectiveLamp", "ok"],
      powerState: POWER_STATES,
      controllingMethod: ["group", "individual"],
      lifetimeMotionDetected: NUMBER,
      lifetimePowerConsumption: NUMBER,
      illuminanceLevel: [0, 1],
      powerConsumption: NUMBER,
      powerRating: NUMBER,
      feederPillarNum: "text",
      streetPoleNum: "text",
      observationDateTime: "moment",
      deviceInfo: "object",
    },
  },
  WasteContainer: {
    needs: ["id", "type", "location"],
    forms: {
      location: "point",
      areaServed: "text",
      binId: "text",
      serialNumber: "text",
      status: ["burning", "dropped", "lidOpen", "moved", "ok", "unknown", "vandalized"],
      fillingLevel: [0, 1],
      binFullnessThreshold: NUMBER,
      temperature: NUMBER,
      dateLastEmptying: "moment",
      nextActuationDeadline: "moment",
      binLoggedTime: "moment",
    },
  },
  StreetlightModel: {
    needs: ["id", "type", "name"],
    forms: {
      name: "text",
      powerConsumption: [0, Infinity],
      maxPowerConsumption: [0, Infinity],
      minPowerConsumption: [0, Infinity],
    },
  },
  StreetlightGroup: {
    needs: ["id", "type", "location"],
    forms: {
      location: "points",
      powerState: POWER_STATES,
      refStreetlightControlCabinet: "id",
      refStreetlight: "ids",
      circuitId: "text",
    },
  },
};

export function ownComplaints(entity: Entity): readonly string[] {
  const table = TABLE[entity.type];
  if (table === undefined) return [`${entity.type} is unknown`];
  const { id, type, ...attributes } = entity;
  return [
    ...table.needs.filter((name) => !Object.hasOwn(entity, name)).map((name) => `${name} is missing`),
    ...(isId(id) ? [] : [`id ${id}`]),
    ...Object.entries(attributes).flatMap(([name, value]) => {
      const form = table.forms[name];
      if (form === undefined) return [`${name} is no attribute of ${type}`];
      return fits(form, value) ? [] : [`${name} is ${JSON.stringify(value)}`];
    }),
  ];
}

function fits(form: Form, value: unknown): boolean {
  switch (form) {
    case "text":
      return typeof value === "string";
    case "id":
      return isId(value);
    case "ids":
      return Array.isArray(value) && value.length > 0 && value.every(isId) && new Set(value).size === value.length;
    case "moment":
      return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
    case "point":
      return isGeo(value, "Point") && isPlace(value.coordinates);
    case "points":
      return isGeo(value, "MultiPoint") && Array.isArray(value.coordinates) && value.coordinates.every(isPlace);
    case "object":
      return typeof value === "object" && value !== null;
    default:
      return isRange(form)
        ? typeof value === "number" && value >= form[0] && value <= form[1]
        : form.includes(String(value));
  }
}

const isRange = (form: readonly unknown[]): form is readonly [number, number] => typeof form[0] === "number";
const isId = (value: unknown): boolean =>
  typeof value === "string" && /^urn:ngsi-ld:[A-Za-z]+:[A-Za-z0-9._~:!'()*%-]*$/.test(value);
const isGeo = (value: unknown, type: string): value is { readonly coordinates: unknown } =>
  typeof value === "object" && value !== null && "type" in value && value.type === type && "coordinates" in value;
const isPlace = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((part) => typeof part === "number" && Number.isFinite(part));
