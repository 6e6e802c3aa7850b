import { beforeEach, describe, expect, it } from "vitest";
import { MemoryBroker } from "../../device/link/session/memory-broker.ts";
import { memoryTransport } from "../../device/link/session/memory-transport.ts";
import type { Attempt, TransportEvent } from "../../device/link/session/transport.ts";
import { after, instant, seconds } from "../../device/measure/time.ts";
import { MovingCity } from "../../device/together/moving-city.ts";
import { SimulatedTime } from "../../hal-mocks/simulated-time.ts";
import { transportSuite } from "../link/session/transport-suite.ts";

let time: SimulatedTime;
let brokers: { readonly old: MemoryBroker; readonly next: MemoryBroker };
let heard: string[];
let moving: MovingCity;

const cityOf = (broker: MemoryBroker) => ({ transport: () => memoryTransport(broker) });
const pass = (): void => time.moveTo(after(time.now(), seconds(1)));
const attempt = (clientId: string): Attempt => ({
  clientId,
  will: { topic: `will/${clientId}`, payload: "lost", retain: true },
  keepaliveMs: seconds(60),
});

beforeEach(() => {
  time = new SimulatedTime(instant(0));
  brokers = { old: new MemoryBroker(time), next: new MemoryBroker(time) };
  heard = [];
  for (const [name, broker] of Object.entries(brokers))
    broker.watch("#", (topic, payload) => heard.push(`${name} ${topic} ${Buffer.from(payload).toString()}`));
  moving = new MovingCity(cityOf(brokers.old));
});

function connected(transport = moving.transport()) {
  const events: TransportEvent[] = [];
  const connection = transport.connect(attempt("one"), (event) => events.push(event));
  pass();
  expect(events.map(({ event }) => event)).toEqual(["opened"]);
  return { transport, connection, events };
}

transportSuite("moving", () => {
  const own = new SimulatedTime(instant(0));
  return Promise.resolve({
    transport: new MovingCity(cityOf(new MemoryBroker(own))).transport(),
    until: (what, holds) => {
      for (let next = own.next; !holds() && next !== null; next = own.next) own.moveTo(next);
      return holds() ? Promise.resolve() : Promise.reject(new Error(`never: ${what}`));
    },
  });
});

describe("a city that moves", () => {
  it("takes each connection along: it is lost at the old broker, and the next attempt comes to the new one", () => {
    const { transport, connection, events } = connected();
    let acknowledged = false;
    connection.publish({ topic: "t", payload: "under way", retain: false }, () => (acknowledged = true));
    moving.moveTo(cityOf(brokers.next));
    pass();
    expect(events.slice(1)).toEqual([{ event: "closed", cause: { kind: "lost", text: "moved to another broker" } }]);
    expect(acknowledged).toBe(false);
    expect(heard).toEqual(["old will/one lost"]);
    const again = connected(transport);
    again.connection.publish({ topic: "t", payload: "here", retain: false }, () => undefined);
    pass();
    expect(heard.slice(1)).toEqual(["next t here"]);
  });

  it("lets whoever had no connection, or has let go of it, hear nothing of the move", () => {
    const { connection, events } = connected();
    connection.drop();
    const left = connected();
    left.connection.leave();
    pass();
    moving.moveTo(cityOf(brokers.next));
    pass();
    expect(events.map(({ event }) => event)).toEqual(["opened"]);
    expect(left.events).toEqual([
      expect.objectContaining({ event: "opened" }),
      { event: "closed", cause: { kind: "asked", text: "left" } },
    ]);
  });

  it("gives whoever comes after the move the new broker at once", () => {
    moving.moveTo(cityOf(brokers.next));
    connected().connection.drop();
    pass();
    expect(heard).toEqual(["next will/one lost"]);
  });
});
