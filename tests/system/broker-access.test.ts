import type { MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { until } from "../link/link-process.ts";
import { describeWithMosquitto } from "./mosquitto.ts";
import { ShippedBroker } from "./shipped-broker.ts";

/** MQTT 5: not authorised. */
const NOT_AUTHORISED = 0x87;
const A = "stockholm_lamp-1";
const B = "stockholm_lamp-2";
const OF_A = "gaturum/1/stockholm/lamp-1";
const OF_B = "gaturum/1/stockholm/lamp-2";
const HOST_STATE = "gaturum/1/stockholm/_host/state";

let broker: ShippedBroker;
const clients: MqttClient[] = [];
type Heard = { readonly topic: string; readonly text: string };

/** A client of that common name and what it hears. */
async function client(name: string, options: { clientId?: string } = {}) {
  const made = await broker.connect(broker.authority.issue(name), { clientId: name, ...options });
  clients.push(made);
  const heard: Heard[] = [];
  made.on("message", (topic, payload) => heard.push({ topic, text: payload.toString() }));
  const tries = async (topic: string, retain = false): Promise<number> => {
    try {
      await made.publishAsync(topic, `from ${name}`, { qos: 1, retain });
      return 0;
    } catch (refused) {
      return (refused as { code: number }).code;
    }
  };
  return { made, heard, tries, hears: (...topics: string[]) => made.subscribeAsync(topics, { qos: 1 }) };
}

describeWithMosquitto("row 25: with config/broker as it is shipped", () => {
  beforeAll(async () => (broker = await ShippedBroker.start()), 30_000);
  afterEach(async () => {
    for (const one of clients.splice(0)) await one.endAsync(true);
  });
  afterAll(() => broker.stop());

  it("device A cannot command device B, nor speak in its name, nor for the city", async () => {
    const [a, b, city] = [await client(A), await client(B), await client("stockholm-send-1")];
    await b.hears(`${OF_B}/up/state`, `${OF_B}/dn/twin`, `${OF_B}/dn/ack`, `${OF_B}/dn/c/+`, HOST_STATE);
    const foreign = ["up/state", "up/birth", "up/e/fire", "up/b", "up/r/dim", "dn/twin", "dn/ack", "dn/c/dim"];
    const topics = [...foreign.map((leaf) => `${OF_B}/${leaf}`), HOST_STATE];
    topics.push("gaturum/1/stockholm/_grp/hornsgatan/c/dim", "homeassistant/device/x/config");
    for (const topic of topics) expect([topic, await a.tries(topic, true)]).toEqual([topic, NOT_AUTHORISED]);
    expect(await city.tries(`${OF_B}/dn/c/dim`)).toBe(0);
    await until("the city's command", () => b.heard.length > 0);
    expect(b.heard).toEqual([{ topic: `${OF_B}/dn/c/dim`, text: "from stockholm-send-1" }]);
  });

  it("a device commands nobody, not even itself, and says what it is", async () => {
    const a = await client(A);
    for (const leaf of ["dn/c/dim", "dn/twin", "dn/ack"]) expect(await a.tries(`${OF_A}/${leaf}`)).toBe(NOT_AUTHORISED);
    for (const leaf of ["up/state", "up/t/lamp-level", "up/e/active", "up/b"])
      expect(await a.tries(`${OF_A}/${leaf}`)).toBe(0);
  });

  it("whatever device A subscribes to, it hears what is meant for it alone, retained or live", async () => {
    const [a, b] = [await client(A), await client(B)];
    const [city, receiver] = [await client("stockholm-send-1"), await client("stockholm-receive-1")];
    expect(await b.tries(`${OF_B}/up/state`, true)).toBe(0);
    await a.hears("#", "gaturum/1/+/+/up/#", `${OF_B}/up/state`, `${OF_B}/dn/c/+`, "$share/all/gaturum/1/#");
    expect(await b.tries(`${OF_B}/up/e/fire`)).toBe(0);
    expect(await city.tries(`${OF_B}/dn/c/dim`)).toBe(0);
    expect(await receiver.tries(HOST_STATE)).toBe(0);
    expect(await city.tries(`${OF_A}/dn/c/dim`)).toBe(0);
    await until("what is meant for it", () => a.heard.some(({ topic }) => topic === `${OF_A}/dn/c/dim`));
    expect(new Set(a.heard.map(({ topic }) => topic))).toEqual(new Set([HOST_STATE, `${OF_A}/dn/c/dim`]));
  });

  it("nobody throws another out by taking its client id", async () => {
    const b = await client(B);
    const a = await client(A, { clientId: B });
    expect(await a.tries(`${OF_B}/up/state`)).toBe(NOT_AUTHORISED);
    expect(await b.tries(`${OF_B}/up/state`)).toBe(0);
    expect(b.made.connected).toBe(true);
  });

  it("nobody comes in without a certificate, or with one of another authority", async () => {
    await expect(broker.connect(null)).rejects.toThrow();
    await expect(broker.connect(broker.stranger(A))).rejects.toThrow();
  });

  it("each program of the city does its own work and no other's", async () => {
    const names = [
      "stockholm-watch",
      "stockholm-receive-1",
      "stockholm-send-1",
      "stockholm-office",
      "gothenburg-receive-1",
    ];
    const topics = [
      `${OF_A}/dn/c/dim`,
      `${OF_A}/dn/twin`,
      `${OF_A}/dn/ack`,
      HOST_STATE,
      `${OF_A}/up/birth`,
      `${OF_A}/up/e/fire`,
    ];
    const table: Record<string, string> = {};
    for (const name of names) {
      const { tries } = await client(name);
      const codes: number[] = [];
      for (const topic of topics) codes.push(await tries(topic));
      table[name] = codes.map((code) => (code === 0 ? "yes" : "no")).join(" ");
    }
    expect(table).toEqual({
      "stockholm-watch": "no no no no no no",
      "stockholm-receive-1": "no no yes yes no no",
      "stockholm-send-1": "yes yes no no no no",
      "stockholm-office": "yes yes yes no yes no",
      "gothenburg-receive-1": "no no no no no no",
    });
  });

  it("a city hears its own devices, and neither another's nor who walks by", async () => {
    const [other, own] = [await client("gothenburg-receive-1"), await client("stockholm-watch")];
    await other.hears("gaturum/1/#");
    await own.hears("gaturum/1/#");
    const [a, elsewhere] = [await client(A), await client("gothenburg_lamp-1")];
    expect(await a.tries("gaturum/1/stockholm/_zone/hornsgatan")).toBe(0);
    expect(await a.tries(`${OF_A}/up/e/fire`)).toBe(0);
    expect(await elsewhere.tries("gaturum/1/gothenburg/lamp-1/up/e/fire")).toBe(0);
    await until("both", () => other.heard.length > 0 && own.heard.some(({ topic }) => topic === `${OF_A}/up/e/fire`));
    expect(other.heard.every(({ topic }) => topic.startsWith("gaturum/1/gothenburg/"))).toBe(true);
    expect(own.heard.filter(({ topic }) => /_zone|gothenburg|\/dn\//.test(topic))).toEqual([]);
  });
});
