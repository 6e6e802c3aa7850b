import { describe, expect, it } from "vitest";
import { fieldsOf } from "../../../device/contract/field-table.ts";
import { homeAssistantOf } from "../../../device/contract/interop/home-assistant.ts";
import type { BirthMessage } from "../../../device/contract/session.ts";
import { binHour, lampNightHour, type SampleLine } from "../../../device/contract/samples.ts";
import { streamNamed, streamsOf } from "../../../device/contract/streams.ts";
import { parseTopic } from "../../../device/contract/topics.ts";
import { rendered } from "./jinja.ts";

const SAMPLES = { "lamp-post": lampNightHour(), "litter-bin": binHour() };
const KINDS = ["lamp-post", "litter-bin"] as const;
const birthIn = (lines: readonly SampleLine[]): BirthMessage =>
  lines.find(({ topic }) => topic.endsWith("/up/birth"))?.payload as BirthMessage;
const discoveryOf = (kind: (typeof KINDS)[number]) => homeAssistantOf(birthIn(SAMPLES[kind]));
const componentsOf = (kind: (typeof KINDS)[number]) => Object.entries(discoveryOf(kind).payload.components);

describe.each(KINDS)("Home Assistant is told of a %s", (kind) => {
  it("in one device with an origin, as its device discovery asks", () => {
    const { topic, payload } = discoveryOf(kind);
    const { tenant, device } = birthIn(SAMPLES[kind]);
    expect(topic).toBe(`homeassistant/device/${tenant}_${device}/config`);
    expect(payload).toMatchObject({ device: { identifiers: [`${tenant}_${device}`] }, origin: { name: "gaturum" } });
    const ids = componentsOf(kind).map(([, { unique_id: id }]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("by topics and values of the contract alone, and with nothing that it could send", () => {
    const { payload } = discoveryOf(kind);
    expect(parseTopic(payload.availability_topic)?.at).toBe("state");
    for (const [id, component] of componentsOf(kind)) {
      const topic = parseTopic(component["state_topic"] as string);
      expect([id, topic?.at]).toEqual([id, component.platform === "sensor" ? "sample" : "active"]);
      if (topic?.at === "sample") {
        const value = /\['values'\]\['(\w+)'\]/.exec(component["value_template"] as string)?.[1];
        const field = fieldsOf(streamNamed(topic.stream)).find(({ name }) => name === value);
        expect([id, component["unit_of_measurement"]]).toEqual([id, field?.unit === "Cel" ? "°C" : field?.unit]);
      }
    }
    expect(JSON.stringify(payload)).not.toMatch(/command_topic|\/dn\//);
  });

  it("S4: of streams that motion can influence only those with a window of five minutes", () => {
    for (const { name } of streamsOf(kind).filter((stream) => stream.private === true)) {
      const shown = componentsOf(kind).some(([, { state_topic: topic }]) => String(topic).endsWith(`/${name}`));
      expect([name, shown]).toEqual([name, streamNamed(name).aggregateOf !== undefined]);
    }
  });

  it("so that its templates give what our samples say", () => {
    let seen = 0;
    for (const { topic, payload } of SAMPLES[kind]) {
      for (const [id, component] of componentsOf(kind)) {
        if (component["state_topic"] !== topic) continue;
        const text = rendered(component["value_template"] as string, { value_json: payload });
        if (component.platform === "binary_sensor") expect([id, text]).toEqual([id, "OFF"]);
        else {
          const { values, stream } = payload as { values: Record<string, unknown>; stream: string };
          expect([id, text]).toEqual([id, String(values[id.slice(stream.length + 1)])]);
        }
        seen += 1;
      }
    }
    expect(seen).toBeGreaterThan(20);
  });
});

describe("a value that is not there", () => {
  const template = (kind: (typeof KINDS)[number], id: string): string =>
    discoveryOf(kind).payload.components[id]?.["value_template"] as string;

  it("is unknown to Home Assistant, and no number", () => {
    const record = { values: { quality: "blind" } };
    expect(rendered(template("litter-bin", "bin-fill-fillPct"), { value_json: record })).toBe("None");
  });

  it("is unknown after three records that did not come", () => {
    const level = discoveryOf("lamp-post").payload.components["lamp-level-levelPct"];
    expect(level?.["expire_after"]).toBe(900);
  });

  it("is no alarm of another kind", () => {
    const open = { active: [{ kind: "clock-lost" }, { kind: "part-fault", values: { part: "pir-1" } }] };
    expect(rendered(template("lamp-post", "part-fault"), { value_json: open })).toBe("ON");
    expect(rendered(template("lamp-post", "lamp-failure"), { value_json: open })).toBe("OFF");
  });

  it("is a device that is not there, be it away or lost", () => {
    const { availability_template: text } = discoveryOf("lamp-post").payload;
    const shown = ["online", "offline", "lost"].map((status) => rendered(text, { value_json: { status } }));
    expect(shown).toEqual(["online", "offline", "offline"]);
  });
});
