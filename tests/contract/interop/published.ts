import { existsSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Entity } from "../../../device/contract/interop/ngsi-entity.ts";

type Schema = {
  readonly allOf: readonly { readonly $ref?: string; readonly properties?: Readonly<Record<string, unknown>> }[];
};
type Common = { readonly definitions: Readonly<Record<string, { readonly properties?: object }>> };

/** As RFC 3339 and RFC 3986 write them, as narrow as we write them ourselves. */
const FORMATS = {
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  uri: /^[a-z][a-z0-9+.-]*:[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=%-]+$/i,
};

/** Complaints about one entity, and names that its schema does not have: it lets unknown ones through. */
export type Published = { readonly complaints: (entity: Entity) => readonly string[] };

/**
 * The schemas of FIWARE's Smart Data Models, from `GATURUM_NGSI_SCHEMAS` or beside the checkout; null where they are
 * not, and then it says so. They are not copied into the project.
 */
export function publishedSchemas(): Published | null {
  const named = process.env["GATURUM_NGSI_SCHEMAS"];
  const folder = named ?? new URL("../../../../shared/data/ngsi", import.meta.url).pathname;
  if (!existsSync(`${folder}/common-schema.json`)) {
    if (named !== undefined) throw new Error(`GATURUM_NGSI_SCHEMAS=${named}: no common-schema.json in it`);
    process.stderr.write(
      "NOT VALIDATED against the published NGSI schemas: they are not here. Used the project's own table of names, " +
        "types and ranges. Set GATURUM_NGSI_SCHEMAS to a folder that has them.\n",
    );
    return null;
  }
  const read = (name: string): object => JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as object;
  return publishedOf(read("common-schema.json") as Common, {
    Streetlight: read("Streetlight.schema.json") as Schema,
    WasteContainer: read("WasteContainer.schema.json") as Schema,
    StreetlightGroup: read("StreetlightGroup.schema.json") as Schema,
  });
}

function publishedOf(common: Common, schemas: Readonly<Record<string, Schema>>): Published {
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: FORMATS });
  ajv.addSchema(common);
  const validators = new Map(Object.entries(schemas).map(([type, schema]) => [type, ajv.compile(schema)]));
  const names = new Map(Object.entries(schemas).map(([type, schema]) => [type, namesOf(schema, common)]));
  return {
    complaints: (entity) => {
      const validate = validators.get(entity.type);
      if (validate === undefined) return [`no published schema of ${entity.type} is here`];
      validate(entity);
      const unknown = Object.keys(entity).filter((name) => names.get(entity.type)?.has(name) !== true);
      return [
        ...(validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`),
        ...unknown.map((name) => `${name} is no attribute of ${entity.type}`),
      ];
    },
  };
}

function namesOf({ allOf }: Schema, { definitions }: Common): ReadonlySet<string> {
  return new Set(
    allOf.flatMap(({ $ref, properties }) => {
      const definition = $ref === undefined ? undefined : definitions[$ref.split("/").at(-1) ?? ""];
      return Object.keys(properties ?? definition?.properties ?? {});
    }),
  );
}
