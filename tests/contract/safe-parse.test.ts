import { expect, it } from "vitest";
import { fitted } from "../../device/contract/safe-parse.ts";
import { desiredSchema } from "../../device/contract/downlink.ts";
import { validate } from "../../device/contract/validate.ts";
import { readDocument } from "../../device/link/settings/document.ts";

/** Zod compares its length, whatever it is, and nothing compares with this one. */
const LENGTHY = { length: { toString: 1 } };
const text = JSON.stringify({ v: 1, aud: LENGTHY, typ: LENGTHY, records: LENGTHY, streams: LENGTHY });

it("S3: a length that is no number is a wrong message, to device and receiver, and no end of the process", () => {
  expect(() => desiredSchema.safeParse(JSON.parse(text))).toThrow(TypeError);
  expect(fitted(desiredSchema, JSON.parse(text))).toBeNull();
  const place = "gaturum/1/stockholm/lamp-1";
  for (const leaf of ["up/state", "up/birth", "up/b", "up/e/active", "up/t/daylight", "dn/twin", "dn/ack", "dn/c/dim"])
    expect(validate(`${place}/${leaf}`, text)).toMatchObject({ ok: false });
  expect(readDocument(Buffer.from(text), "stockholm", "lamp-1")).toMatchObject({ ok: false, refusal: "shape" });
});
