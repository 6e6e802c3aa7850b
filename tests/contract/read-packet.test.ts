import { expect, it } from "vitest";
import { lampNightHour } from "../../device/contract/samples.ts";
import { readPacket, validate } from "../../device/contract/validate.ts";

const BASE = "gaturum/1/stockholm/lamp-1/up";
const NEWER = { ofNextYear: { a: 1 } };
const frame = {
  ...{ v: 1, boot: "0123456789abcdef", bootCount: 1, class: 1, seq: 1, ts: null, uptimeMs: 1 },
  ...{ timeQuality: "none", timeErrorMs: null },
};
const unknown = { ...frame, stream: "moth-count", values: { moths: 3 } };
const answer = { ...frame, class: 0, stream: "dim", values: { id: "a", code: 200, phase: "done" } };
const both = (topic: string, payload: object) => {
  const text = JSON.stringify(payload);
  return [validate(topic, text).ok, readPacket(topic, text).ok];
};

it("a receiver lets through every field that a newer device adds, and whoever publishes none", () => {
  for (const { topic, payload } of lampNightHour()) {
    expect([topic, ...both(topic, payload as object)]).toEqual([topic, true, true]);
    const newer = { ...(payload as { values?: object }), ...NEWER };
    expect([topic, ...both(topic, newer)]).toEqual([topic, false, true]);
    if (newer.values === undefined) continue;
    expect([topic, ...both(topic, { ...newer, values: { ...newer.values, ...NEWER } })]).toEqual([topic, false, true]);
  }
});

it("and a stream that is added: live, and in a batch beside those that it knows", () => {
  expect(both(`${BASE}/t/moth-count`, unknown)).toEqual([false, true]);
  expect(both(`${BASE}/b`, { v: 1, history: true, records: [answer, unknown] })).toEqual([false, true]);
});

it("a birth in another's name is none, so that no device can put itself in another's place", () => {
  const birth = lampNightHour().find(({ topic }) => topic.endsWith("/up/birth"));
  const text = JSON.stringify(birth?.payload);
  for (const [topic, said] of [
    [`${BASE}/birth`, "birth of stockholm/4711-0382: its topic says stockholm/lamp-1"],
    ["gaturum/1/gothenburg/4711-0382/up/birth", "birth of stockholm/4711-0382: its topic says gothenburg/4711-0382"],
  ] as const)
    for (const read of [readPacket, validate]) expect(read(topic, text)).toEqual({ ok: false, problems: [said] });
});

it.each([
  ["a known value that is wrong", "r/dim", { ...answer, values: { ...answer.values, code: "200", ...NEWER } }],
  ["a field that is missing", "t/moth-count", { ...unknown, boot: undefined }],
  ["an answer without its id", "r/dim", { ...answer, values: {} }],
  ["such an answer in a batch", "b", { v: 1, history: true, records: [{ ...answer, values: { id: "a" } }] }],
  ["a batch that is none", "b", { v: 1, history: true, records: [] }],
])("but no more than that: %s", (_name, path, payload) => {
  expect(both(`${BASE}/${path}`, payload)).toEqual([false, false]);
});
