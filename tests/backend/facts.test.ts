import { expect, it } from "vitest";
import { factsOf } from "../../device/backend/receiver/facts.ts";

const BOOT = "0123456789abcdef";
const told = {
  gap: { boot: BOOT, class: 2, ranges: [[1, 2]], count: 2, reason: "full" },
  closed: { boot: BOOT, class: 2, last: 7 },
};

function read(stream: keyof typeof told, values: object, more: object = {}) {
  const frame = { v: 1, boot: BOOT, bootCount: 1, class: 0, seq: 1, ts: null, uptimeMs: 1 };
  const record = { ...frame, timeQuality: "none", timeErrorMs: null, stream, values, ...more };
  const { facts, problems } = factsOf(`gaturum/1/stockholm/lamp-1/up/e/${stream}`, Buffer.from(JSON.stringify(record)));
  return { facts: facts.length, problems: problems.length };
}

it.each(["gap", "closed"] as const)("takes a %s of a newer device, which adds fields to it", (stream) => {
  const taken = { facts: 1, problems: 0 };
  expect(read(stream, told[stream])).toEqual(taken);
  expect(read(stream, { ...told[stream], ofNextYear: 1 }, { ofNextYear: 1 })).toEqual(taken);
});

it.each(["gap", "closed"] as const)("takes no %s that is wrong in what it tells of others", (stream) => {
  expect(read(stream, { ...told[stream], class: 7, ofNextYear: 1 })).toEqual({ facts: 0, problems: 1 });
});
