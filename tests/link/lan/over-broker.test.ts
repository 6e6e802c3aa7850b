import { describe, expect, it } from "vitest";
import { OF_ZONE } from "../../../device/link/lan/address-rate.ts";
import { PACKET_BYTES, zoneSealing } from "../../../device/link/lan/packet.ts";
import { Downlink } from "../../../device/link/session/downlink.ts";
import { Seldom } from "../../../device/link/seldom.ts";
import { bytes, KEY, REACH, SEALING, wordsIn, ZONE } from "./path.ts";
import { TOPIC, Zone } from "./zone.ts";

/** Nothing but what a healthy zone counts. */
const WELL = { spoofed: 0, malformed: 0, stranger: 0, replayed: 0, old: 0, future: 0, flooded: 0, late: 0 };
const walk = (zone: Zone, index: number): void => {
  zone.post(index).call();
  zone.run(2_000);
};

const wordsTo = (zone: Zone, to: string): readonly Uint8Array[] =>
  wordsIn(zone.sealed.map(({ payload }) => ({ from: "", to, at: 0, bytes: payload, isForged: false }))).map(
    ({ sealed }) => sealed,
  );

describe("row 8: posts without a LAN, over the broker", () => {
  it("hear each other, each word once and with its place, and what is for others is no trouble", () => {
    const zone = new Zone(3);
    for (let turn = 0; turn < 3; turn += 1) walk(zone, 0);
    expect(zone.told).toEqual([
      ...Array<unknown>(3).fill(["post-1", "post-0", -1]),
      ...Array<unknown>(3).fill(["post-2", "post-0", -2]),
    ]);
    for (const { neighbours } of zone.posts) expect(neighbours.counts).toMatchObject({ ...WELL, duplicate: 0 });
    expect(zone.post(2).neighbours.counts.elsewhere).toBeGreaterThan(0);
    // One from each post to the next, and no more.
    const sent = ["post-0", "post-1", "post-2"].map((to) => wordsTo(zone, to).length);
    expect(sent).toEqual([0, 3, 3]);
    expect(zone.said).toEqual([]);
  });

  it("send messages of one length, never retained, that are no records of any device", () => {
    const zone = new Zone(3);
    walk(zone, 1);
    expect(zone.sealed.length).toBeGreaterThan(6);
    for (const { payload, retained } of zone.sealed) {
      expect(payload).toHaveLength(PACKET_BYTES);
      expect(retained).toBe(false);
    }
    const late: string[] = [];
    zone.broker.watch(TOPIC, (topic) => late.push(topic));
    expect(late).toEqual([]);
    expect(zone.backend.topics).toContain(TOPIC);
    expect(zone.backend.problems).toEqual([]);
    expect([...zone.backend.live, ...zone.backend.history]).toEqual([]);
  });

  it("take every word of a crowd, though all of it comes from one address", () => {
    const [count, turns] = [12, 3];
    const zone = new Zone(count);
    for (let turn = 0; turn < turns; turn += 1) {
      for (const post of zone.posts) post.call();
      zone.run(2_000);
    }
    // Four posts either way of each, less what the ends cut off.
    expect(zone.told).toHaveLength(turns * (2 * REACH * count - REACH * (REACH + 1)));
    for (const { neighbours } of zone.posts) expect(neighbours.counts).toMatchObject({ ...WELL, duplicate: 0 });
  });

  it("send nothing while the session is not live, and nothing of it later", () => {
    const zone = new Zone(2);
    zone.broker.cut();
    const [before, sent] = [zone.sealed.length, zone.post(0).neighbours.counts.sent];
    walk(zone, 0);
    expect(zone.post(0).neighbours.counts.sent).toBe(sent);
    zone.broker.mend();
    zone.run(60_000);
    expect(zone.sealed.length).toBeGreaterThan(before);
    expect(zone.told).toEqual([]);
    walk(zone, 0);
    expect(zone.told).toEqual([["post-1", "post-0", -1]]);
  });

  it("go on with their reports where the broker does not grant the topic, and say what to do", () => {
    const zone = new Zone(2, { refused: true });
    walk(zone, 0);
    expect(zone.told).toEqual([]);
    expect(zone.sealed).toEqual([]);
    expect(zone.post(0).link.status()).toMatchObject({ connected: true, lastError: null, bad: 0 });
    expect(zone.post(0).said.filter((line) => line.startsWith("neighbours"))).toEqual([
      `neighbours: the broker does not grant ${TOPIC}. Let this device read and write it in the broker's access list, ` +
        "or take neighbours.overBroker out.",
    ]);
  });

  it("are silent unless asked, and what a broker still brings of an earlier subscription is no trouble", () => {
    const zone = new Zone(2, { overBroker: false });
    walk(zone, 0);
    expect(zone.sealed).toEqual([]);
    expect(zone.backend.status).toBe("online");
    const said: string[] = [];
    const downlink = new Downlink(
      new Seldom(
        (line) => said.push(line),
        () => zone.time.now(),
      ),
    );
    expect(downlink.read(TOPIC, bytes(64))).toBeNull();
    expect([downlink.bad, said]).toEqual([0, []]);
  });
});

describe("row 8: posts with a LAN and the broker", () => {
  it("tell each word once: what comes by the other way is a duplicate", () => {
    const zone = new Zone(3, { withLan: true });
    for (let turn = 0; turn < 3; turn += 1) walk(zone, 1);
    expect(zone.told).toEqual([
      ...Array<unknown>(3).fill(["post-0", "post-1", 1]),
      ...Array<unknown>(3).fill(["post-2", "post-1", -1]),
    ]);
    for (const { neighbours } of zone.posts) expect(neighbours.counts).toMatchObject(WELL);
    expect(zone.post(0).neighbours.counts.duplicate).toBeGreaterThanOrEqual(3);
    expect(zone.said).toEqual([]);
  });

  it("need only one of them", () => {
    const zone = new Zone(2, { withLan: true });
    if (zone.lan !== null) zone.lan.isCut = true;
    walk(zone, 0);
    expect(zone.told).toHaveLength(1);
    if (zone.lan !== null) zone.lan.isCut = false;
    zone.broker.cut();
    walk(zone, 0);
    expect(zone.told).toHaveLength(2);
    expect(zone.said).toEqual([]);
  });
});

describe("row 10: on the zone's topic it changes nothing and is counted", () => {
  const publish = (zone: Zone, ...packets: readonly Uint8Array[]): void => {
    for (const packet of packets) zone.broker.publish(TOPIC, packet, false);
    zone.run(100);
  };
  const nothing = (zone: Zone, counted: object, besides: readonly unknown[] = []): void => {
    expect(zone.told).toEqual([]);
    expect(zone.post(1).neighbours.counts).toMatchObject({ ...WELL, ...counted });
    expect(zone.post(1).link.status()).toMatchObject({ connected: true, bad: 0 });
    zone.run(5_000);
    walk(zone, 0);
    expect(zone.told).toEqual([["post-1", "post-0", -1], ...besides]);
  };

  it("spoofed: made with another key, or with none", () => {
    const zone = new Zone(2);
    const foreign = zoneSealing(KEY, `${ZONE}-2`, bytes);
    const word = {
      kind: "word",
      via: "post-0",
      boot: 1,
      run: "00".repeat(8),
      source: "post-0",
      sourceBoot: 1,
    } as const;
    publish(zone, foreign.seal({ ...word, n: 9, hop: 0, ttl: 4, at: zone.time.now(), errorMs: 0 }, "post-1"));
    publish(zone, Buffer.concat([bytes(64), bytes(64), bytes(64)]));
    expect(zone.post(1).said.join()).toContain("from the broker: spoofed (1 so far)");
    nothing(zone, { spoofed: 2 });
  });

  it("malformed: of another length, however long", () => {
    const zone = new Zone(2);
    publish(zone, new Uint8Array(0), new Uint8Array(PACKET_BYTES + 1), new Uint8Array(4_000_000));
    nothing(zone, { malformed: 3 });
  });

  it("replayed: sent before", () => {
    const zone = new Zone(2);
    walk(zone, 0);
    zone.post(1).heard.length = 0;
    publish(zone, ...wordsTo(zone, "post-1"));
    nothing(zone, { replayed: 1 });
  });

  it("replayed: sent before by the way it came by, and a duplicate by the other", () => {
    const zone = new Zone(2, { withLan: true });
    walk(zone, 0);
    for (const { heard } of zone.posts) heard.length = 0;
    const before = zone.post(1).neighbours.counts.duplicate;
    const words = wordsTo(zone, "post-1");
    publish(zone, ...words);
    expect(zone.post(1).neighbours.counts.duplicate).toBe(before + 1);
    for (const payload of words) zone.lan?.inject("post-0", "post-1", payload);
    zone.run(20);
    nothing(zone, { replayed: 1 });
  });

  it("flooded: more than a whole zone sends, and it goes on when that ends", () => {
    const zone = new Zone(2);
    const forged = new Uint8Array(PACKET_BYTES);
    for (let count = 0; count < 5_000; count += 1) zone.broker.publish(TOPIC, forged, false);
    zone.run(20);
    const { spoofed, flooded } = zone.post(1).neighbours.counts;
    expect(spoofed + flooded).toBe(5_000);
    expect(spoofed).toBeLessThanOrEqual(OF_ZONE.atOnce);
    nothing(zone, { spoofed, flooded });
  });

  it("elsewhere: over the LAN to the address of another, which is told, for a config is wrong there", () => {
    const zone = new Zone(3, { withLan: true });
    const word = {
      kind: "word",
      via: "post-0",
      boot: 1,
      run: "00".repeat(8),
      source: "post-0",
      sourceBoot: 1,
    } as const;
    const packet = SEALING.seal({ ...word, n: 9, hop: 0, ttl: 4, at: zone.time.now(), errorMs: 0 }, "post-2");
    const before = zone.post(1).neighbours.counts.elsewhere;
    zone.lan?.inject("post-0", "post-1", packet);
    zone.run(20);
    expect(zone.post(1).said.at(-1)).toMatch(/from post-0: elsewhere \(\d+ so far\)\. .*Correct it there\.$/);
    nothing(zone, { elsewhere: before + 1 }, [["post-2", "post-0", -2]]);
  });
});
