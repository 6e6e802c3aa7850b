import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BrokerCity } from "../../device/together/broker-city.ts";
import { Device } from "../../device/together/device.ts";
import { MemoryCity, type Packet } from "../../device/together/memory-city.ts";
import { MovingCity } from "../../device/together/moving-city.ts";
import { epochMs } from "../../device/measure/time.ts";
import { StreetBroker } from "../../hal-mocks/broker.ts";
import type { FreeStreet } from "../../hal-mocks/host/host.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { SimulatedStreet, type StreetConfigs } from "../../hal-mocks/simulated-street.ts";
import { StreetCity } from "../../hal-mocks/street-city.ts";
import { until } from "../link/link-process.ts";
import { example } from "../simulation/example.ts";

const TURN_MS = 20;
const DEVICES = 2;
let configs: StreetConfigs;
let tenant: string;
let broker: StreetBroker;
let city: StreetCity;
let heard: Packet[];
let passing: NodeJS.Timeout | undefined;
let runs = 0;

beforeAll(async () => {
  configs = { post: await example("lamp-post.yaml"), bin: await example("litter-bin.yaml") };
  ({ tenant } = configs.post);
});
beforeEach(async () => {
  broker = await StreetBroker.start(0, (clientId) => clientId.startsWith(`${tenant}_`));
  heard = [];
});
afterEach(async () => {
  clearInterval(passing);
  await city.close();
  await broker.stop().catch(() => undefined);
});

async function open(own: StreetBroker | null): Promise<void> {
  city = new StreetCity(own, broker.url, tenant, { MemoryCity, BrokerCity, MovingCity });
  await city.open();
}

/** A post and a bin, begun and going on in real time. */
function begun(into: Packet[] = heard): FreeStreet {
  const startsAt = epochMs(Date.parse("2026-11-25T20:00:00Z"));
  const scene = streetScene(1, 1);
  const street = new SimulatedStreet({ configs, scene, seed: 7, startsAt, make: Device, run: (runs += 1) });
  const free = city.freeStreet(street, 1, (packet) => into.push(packet));
  free.begin();
  clearInterval(passing);
  passing = setInterval(() => free.running.clock.pass(TURN_MS), TURN_MS);
  return free;
}

const textOf = ({ payload }: Packet): string => new TextDecoder().decode(payload);
const allOnline = ({ running }: FreeStreet): Promise<void> =>
  until("the devices online", () => running.tally().devicesOnline === DEVICES);

describe("where a street reports to", () => {
  it("is a broker in real time, and one in memory, mirrored to it, from the first change of pace on", async () => {
    await open(broker);
    const free = begun();
    const { running } = free;
    await allOnline(free);
    // What is on its way at a move comes twice, as QoS 1 has it.
    await until("every report to be acknowledged", () => running.street.waiting === 0);
    expect(free.leaveRealTime()).toBeNull();
    running.clock.speed = 100;
    const inMemory = heard.length;
    await until("reports in memory, heard from the broker", () => heard.length > inMemory + DEVICES);
    expect(broker.isCut).toBe(false);
    await allOnline(free);
    expect(running.tally()).toMatchObject({ doubles: 0, invalidRecords: 0 });
    expect(free.leaveRealTime()).toBeNull();
    await allOnline(free);
  });

  it("takes a cut network along when it moves, and leaves the broker's own whole", async () => {
    await open(broker);
    const free = begun();
    const { running } = free;
    await allOnline(free);
    running.pokes.do("network");
    expect(broker.isCut).toBe(true);
    await until("the city to miss them", () => running.tally().devicesOnline === 0);
    free.leaveRealTime();
    expect(broker.isCut).toBe(false);
    expect(running.pokes.networkUp).toBe(false);
    running.clock.speed = 100;
    await until("reports that wait", () => running.street.waiting > 0);
    expect(running.tally().devicesOnline).toBe(0);
    running.pokes.do("network");
    await allOnline(free);
    await until("none to wait", () => running.street.waiting === 0);
  });

  it("counts for a street what comes from its own devices since it began", async () => {
    await open(broker);
    const first = begun();
    await allOnline(first);
    const state = heard.find(({ topic }) => topic.endsWith("/up/state"));
    if (state === undefined) throw new Error("no state was heard");
    const now: Packet[] = [];
    first.end();
    // Still on its way to the city when the next street begins.
    broker.mirror(state.topic, state.payload, false);
    const second = begun(now);
    expect(second.running.tally()).toMatchObject({ packets: 0, devicesOnline: 0 });
    const { length } = heard;
    const foreign = `gaturum/1/${tenant}/post-elsewhere/up/state`;
    broker.mirror(foreign, state.payload, false);
    await allOnline(second);
    expect(heard.length).toBe(length);
    expect(now.map(({ topic }) => topic)).not.toContain(foreign);
    expect(now.map(textOf)).not.toContain(textOf(state));
    expect(second.running.tally().devicesOnline).toBe(DEVICES);
  });

  it("mends its broker when it ends, for the street that comes next", async () => {
    await open(broker);
    const free = begun();
    free.running.pokes.do("network");
    expect(broker.isCut).toBe(true);
    free.end();
    expect(broker.isCut).toBe(false);
  });

  it("stays in real time at a broker of someone else's, whose network it cannot cut", async () => {
    await open(null);
    const free = begun();
    await allOnline(free);
    expect(free.leaveRealTime()).toEqual({ key: "brokerInRealTime", given: {} });
    free.running.pokes.do("network");
    expect(free.running.pokes).toMatchObject({ networkUp: true, caption: { key: "brokerForeign" } });
    expect(broker.isCut).toBe(false);
  });
});
