import { expect, it } from "vitest";
import { BrokerPort } from "../../../device/link/lan/broker-port.ts";
import { nextTaken, NOTHING_TAKEN, TAKEN_MAX } from "../../../device/link/lan/other-ways.ts";
import { recipientOf } from "../../../device/link/lan/recipient.ts";
import { Seldom } from "../../../device/link/seldom.ts";
import type { Connection } from "../../../device/link/session/transport.ts";
import { instant, type Instant } from "../../../device/measure/time.ts";

const TOPIC = "gaturum/1/stockholm/_zone/hornsgatan";

/** A connection that grants and takes when the test says so. */
class Tame implements Connection {
  readonly sent: Uint8Array[] = [];
  keepsUp = true;
  asked: { readonly topics: readonly string[]; readonly qos: number | undefined } | null = null;
  grant: (refused: readonly string[]) => void = () => undefined;
  subscribe(topics: readonly string[], done: (refused: readonly string[]) => void, qos?: 0 | 1): void {
    this.asked = { topics, qos };
    this.grant = done;
  }
  publish(): void {
    throw new Error("a message between posts takes a place in the window of reports");
  }
  send(topic: string, bytes: Uint8Array): boolean {
    expect(topic).toBe(TOPIC);
    if (this.keepsUp) this.sent.push(bytes);
    return this.keepsUp;
  }
  leave(): void {}
  drop(): void {}
}

function port(now: () => Instant = () => instant(0)) {
  const said: string[] = [];
  const heard: string[] = [];
  const trouble = new Seldom(
    (line) => said.push(line),
    () => instant(0),
  );
  const made = new BrokerPort({ tenant: "stockholm", zone: "hornsgatan", trouble, now });
  let ups = 0;
  made.onUp(() => (ups += 1));
  made.onPacket((bytes, from) => heard.push(`${Buffer.from(bytes).toString()} from ${from}`));
  return { port: made, said, heard, ups: () => ups };
}
const BYTES = new Uint8Array(192);

it("row 8: nothing is sent or heard before the topic is granted, nor after the session", () => {
  const { port: way, heard, ups } = port();
  const connection = new Tame();
  expect(way.send("post-2", BYTES)).toBe(false);
  way.live(connection);
  expect(connection.asked).toEqual({ topics: [TOPIC], qos: 0 });
  expect(way.send("post-2", BYTES)).toBe(false);
  expect(way.take(TOPIC, Buffer.from("early"))).toBe(true);
  expect(ups()).toBe(0);
  connection.grant([]);
  expect(ups()).toBe(1);
  expect(connection.sent).toEqual([]);
  expect(way.send("post-2", BYTES)).toBe(true);
  expect(way.take(TOPIC, Buffer.from("word"))).toBe(true);
  expect(way.take(`${TOPIC}-2`, Buffer.from("word"))).toBe(false);
  way.down();
  expect(way.send("post-2", BYTES)).toBe(false);
  way.take(TOPIC, Buffer.from("late"));
  expect(heard).toEqual(["word from the broker"]);
  expect(connection.sent).toHaveLength(1);
});

it("row 8: a grant that comes when its session is over is none", () => {
  const { port: way, ups } = port();
  const [older, newer] = [new Tame(), new Tame()];
  way.live(older);
  way.down();
  way.live(newer);
  older.grant([]);
  expect(ups()).toBe(0);
  expect(way.send("post-2", BYTES)).toBe(false);
  newer.grant([]);
  expect(way.send("post-2", BYTES)).toBe(true);
  expect([older.sent.length, newer.sent.length]).toEqual([0, 1]);
});

it("row 8: what a connection that does not keep up did not take is dropped, and told once", () => {
  const { port: way, said } = port();
  const connection = new Tame();
  way.live(connection);
  connection.grant([]);
  connection.keepsUp = false;
  expect(way.send("post-2", BYTES)).toBe(false);
  expect(way.send("post-2", BYTES)).toBe(false);
  connection.keepsUp = true;
  expect(way.send("post-2", BYTES)).toBe(true);
  expect(connection.sent).toHaveLength(1);
  expect(said).toEqual([
    "neighbours: the connection to the broker does not keep up: 1 messages not sent so far. Look at the uplink; the LAN, " +
      "if there is one, goes on.",
  ]);
});

it("row 8: a broker that grants the topic and brings nothing is told of, and one that brings it back is not", () => {
  let now = instant(0);
  const { port: way, said } = port(() => now);
  const connection = new Tame();
  way.live(connection);
  connection.grant([]);
  const sendAt = (ms: number, first: number): Uint8Array => {
    now = instant(ms);
    const bytes = new Uint8Array(192).fill(first, 0, 16);
    way.send("post-2", bytes);
    return bytes;
  };
  way.take(TOPIC, sendAt(0, 1));
  sendAt(60_000, 2);
  sendAt(60_000, 3);
  sendAt(69_999, 4);
  expect(said).toEqual([]);
  way.take(TOPIC, new Uint8Array(192));
  sendAt(70_000, 5);
  expect(said).toEqual([expect.stringMatching(/does not bring what is sent on .*_zone.*access list/)]);
  way.down();
});

it("a recipient is FNV-1a of its name, by the vectors of its authors", () => {
  expect(recipientOf("")).toBe("cbf29ce484222325");
  expect(recipientOf("a")).toBe("af63dc4c8601ec8c");
  expect(recipientOf("foobar")).toBe("85944171f73967e8");
});

it("row 8: what was taken is known by the other way, as long as it may come, in bounded memory", () => {
  const packet = (index: number): Uint8Array => new Uint8Array(192).fill(index % 256).fill(index >> 8, 0, 2);
  let taken = NOTHING_TAKEN;
  for (let index = 0; index < 3 * TAKEN_MAX; index += 1) {
    const next = nextTaken(taken, packet(index), index % 2);
    expect(next.isByOtherWay).toBe(false);
    taken = next.taken;
    expect(taken.size).toBeLessThanOrEqual(TAKEN_MAX);
  }
  const newest = 3 * TAKEN_MAX - 1;
  for (const index of [newest, newest - TAKEN_MAX + 1]) {
    expect(nextTaken(taken, packet(index), (index + 1) % 2)).toEqual({ taken, isByOtherWay: true });
    expect(nextTaken(taken, packet(index), index % 2)).toEqual({ taken, isByOtherWay: false });
  }
  expect(nextTaken(taken, packet(newest - TAKEN_MAX), (newest + 1) % 2).isByOtherWay).toBe(false);
});
