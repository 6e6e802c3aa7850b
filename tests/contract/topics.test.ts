import { describe, expect, it } from "vitest";
import { neighboursSettings } from "../../config/neighbours-settings.ts";
import { Counter } from "../../device/backend/tally.ts";
import { asyncApi } from "../../device/contract/asyncapi.ts";
import { ZONE_BYTES } from "../../device/contract/limits.ts";
import {
  buildTopic,
  commandFilter,
  groupFilter,
  parseTopic,
  ZONE_PATTERN,
  type Topic,
} from "../../device/contract/topics.ts";
import { PACKET_BYTES } from "../../device/link/lan/packet.ts";

const ZONE = "gaturum/1/stockholm/_zone/hornsgatan";

describe("a topic", () => {
  it.each<[string, Topic]>([
    [ZONE, { at: "zone", tenant: "stockholm", zone: "hornsgatan" }],
    ["gaturum/1/stockholm/_host/state", { at: "host", tenant: "stockholm" }],
    ["gaturum/1/stockholm/lamp-1/up/state", { at: "state", tenant: "stockholm", device: "lamp-1" }],
  ])("%s is built and read", (text, topic) => {
    expect(buildTopic(topic)).toBe(text);
    expect(parseTopic(text)).toEqual(topic);
  });

  it.each([
    "_zone",
    "_zone/",
    "_zone/up",
    "_zone/Hornsgatan",
    "_zone/hornsgatan/x",
    `_zone/${"a".repeat(33)}`,
    "_zones/x",
  ])("of a zone is not %s", (rest) => {
    expect(parseTopic(`gaturum/1/stockholm/${rest}`)).toBeNull();
  });

  it("of a zone takes what a config takes, and nothing that MQTT would take for a wildcard", () => {
    expect(ZONE_PATTERN.source).toBe(neighboursSettings.zone.pattern);
    for (const zone of ["#", "+", "a/b", "", "up"]) {
      expect(() => buildTopic({ at: "zone", tenant: "stockholm", zone })).toThrow(/zone/);
    }
  });
});

describe("a filter of commands", () => {
  it.each(["every", "any", "c", "dn", "gaturum", "1"])("has its + behind the name %s, wherever that stands", (name) => {
    expect(commandFilter(name, `post-${name}-1`)).toBe(`gaturum/1/${name}/post-${name}-1/dn/c/+`);
    expect(commandFilter(name, name)).toBe(`gaturum/1/${name}/${name}/dn/c/+`);
    expect(groupFilter(name, name)).toBe(`gaturum/1/${name}/_grp/${name}/c/+`);
  });
});

describe("what posts tell each other", () => {
  const tallyOf = (bytes: number) => {
    const counter = new Counter();
    counter.take(ZONE, new Uint8Array(bytes).fill(0xfe));
    return counter.tally;
  };

  it("is no record of a receiver, and no invalid one", () => {
    expect(tallyOf(ZONE_BYTES)).toMatchObject({ packets: 1, records: 0, invalidRecords: 0, lastProblem: null });
  });

  it("has one length, and what has another is none", () => {
    expect(PACKET_BYTES).toBe(ZONE_BYTES);
    const tally = tallyOf(ZONE_BYTES + 1);
    expect(tally).toMatchObject({ records: 0, invalidRecords: 1, lastProblem: `${ZONE}: 193 bytes, not 192` });
  });

  it("stands in the contract as bytes both ways, QoS 0, not retained", () => {
    const document = asyncApi() as Record<"channels" | "operations" | "components", Record<string, unknown>>;
    expect(document.channels["zone"]).toMatchObject({ address: "gaturum/1/{tenant}/_zone/{zone}" });
    for (const action of ["send", "receive"]) {
      expect(document.operations[`${action}-zone`]).toMatchObject({
        action,
        bindings: { mqtt: { qos: 0, retain: false } },
      });
    }
    expect(document.components["schemas"]).toMatchObject({ zone: { minLength: ZONE_BYTES, maxLength: ZONE_BYTES } });
    expect(document.operations["send-state"]).toMatchObject({ bindings: { mqtt: { qos: 1 } } });
  });
});
