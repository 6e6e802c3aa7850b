import { z } from "zod";
import type { Stream } from "./stream.ts";
import { ANSWER, streamsOf } from "./streams.ts";
import type { StreamMessage } from "./session.ts";
import type { DeviceKind } from "../measure/roles.ts";

type Field = StreamMessage["values"][number] & { readonly optional?: boolean; readonly meaning?: string };
type FieldSchema = {
  readonly type?: Field["type"];
  readonly "x-unit"?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly description?: string;
};

/** The values of a stream one by one, from the schema that they are checked with. */
export function fieldsOf(stream: Stream): readonly Field[] {
  const schema = z.toJSONSchema(stream.values) as {
    properties: Record<string, FieldSchema>;
    required?: readonly string[];
  };
  return Object.entries(schema.properties).map(([name, field]) => ({
    name,
    type: field.type ?? (name === "class" ? "integer" : "json"),
    ...(field["x-unit"] === undefined ? {} : { unit: field["x-unit"] }),
    ...(field.minimum === undefined ? {} : { min: field.minimum }),
    ...(isLimit(field.maximum) ? { max: field.maximum } : {}),
    ...(field.enum === undefined ? {} : { of: [...field.enum] }),
    optional: !(schema.required ?? []).includes(name),
    meaning: field.description ?? "",
  }));
}

/** As the birth lists them: every stream that this kind of device has, and the answers to commands. */
export function streamList(kind: DeviceKind): StreamMessage[] {
  return [...streamsOf(kind), { ...ANSWER, name: "answer" }].map((stream) => ({
    name: stream.name,
    kind: stream.kind,
    class: stream.class,
    periodS: stream.periodS,
    values: fieldsOf(stream).map(({ name, type, unit, min, max, of }) => ({
      name,
      type,
      ...(unit === undefined ? {} : { unit }),
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      ...(of === undefined ? {} : { of }),
    })),
  }));
}

/** zod writes the largest safe integer where there is no limit. */
const isLimit = (maximum: number | undefined): maximum is number =>
  maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
