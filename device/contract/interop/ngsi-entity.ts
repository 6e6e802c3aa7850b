/**
 * One attribute of an NGSI-LD entity. A *relationship* names another entity by its id, a *date* is ISO 8601 in UTC, a
 * *geo* is GeoJSON. `unitCode` is of UN/CEFACT Recommendation 20; `observedAt` is when it was so.
 */
export type Attribute = {
  readonly name: string;
  readonly kind: "property" | "relationship" | "date" | "geo";
  readonly value: unknown;
  readonly unitCode?: string;
  readonly observedAt?: string;
};
/** What is known of one entity. What is not known is not in it. */
export type Facts = { readonly id: string; readonly type: string; readonly attributes: readonly Attribute[] };
export type Entity = { readonly id: string; readonly type: string; readonly [attribute: string]: unknown };

export const relationship = (name: string, value: unknown): Attribute => ({ name, kind: "relationship", value });
/** One attribute, or none where there is nothing to say. */
export const known = <Value, Made>(value: Value | null, make: (value: Value) => Made): readonly Made[] =>
  value === null ? [] : [make(value)];

const CORE = "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld";
const published = (model: string): string =>
  `https://raw.githubusercontent.com/smart-data-models/dataModel.${model}/master/context.jsonld`;
/** As the published schemas and examples name them; the core context is the last, as NGSI-LD asks. */
const contextOf = (type: string, attributes: readonly Attribute[]): readonly unknown[] => {
  if (type !== "WasteContainer") return [published("Streetlighting"), CORE];
  const own = attributes
    .filter(({ name }) => OWN_TERMS.includes(name))
    .map(({ name }) => [name, `urn:gaturum:${name}`]);
  return [published("WasteManagement"), ...(own.length === 0 ? [] : [Object.fromEntries(own) as object]), CORE];
};
/** Terms of our own in a WasteContainer: the model has no word for them, and its schema lets them through. */
export const OWN_TERMS: readonly string[] = ["fillingLevelQuality", "compactorState"];

/** `urn:ngsi-ld:Streetlight:stockholm:post-1`. What people wrote may hold spaces: they are escaped. */
export const urn = (type: string, ...parts: readonly string[]): string =>
  ["urn:ngsi-ld", type, ...parts.map((part) => encodeURIComponent(part.toWellFormed()))].join(":");

/** The short form, which the published schemas describe: `{ "illuminanceLevel": 0.3 }`. */
export function keyValues({ id, type, attributes }: Facts): Entity {
  return { id, type, ...Object.fromEntries(attributes.map(({ name, value }) => [name, value])) };
}

/** The long form, which a context broker takes as it is: units and moments stand with each value. */
export function normalised({ id, type, attributes }: Facts): Entity {
  const long = Object.fromEntries(attributes.map((attribute) => [attribute.name, longForm(attribute)]));
  return { id, type, ...long, "@context": contextOf(type, attributes) };
}

function longForm({ kind, value, unitCode, observedAt }: Attribute): object {
  const rest = { ...(unitCode === undefined ? {} : { unitCode }), ...(observedAt === undefined ? {} : { observedAt }) };
  switch (kind) {
    case "property":
      return { type: "Property", value, ...rest };
    case "relationship":
      return { type: "Relationship", object: value };
    case "date":
      return { type: "Property", value: { "@type": "DateTime", "@value": value } };
    case "geo":
      return { type: "GeoProperty", value };
  }
}
