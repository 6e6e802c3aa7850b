import { describe, expect, it } from "vitest";
import type { Attempt, Connection, Transport, TransportEvent } from "../../../device/link/session/transport.ts";
import { seconds } from "../../../device/measure/time.ts";

export type TransportRig = {
  readonly transport: Transport;
  /** Lets time pass until the condition holds; throws when it never does. */
  readonly until: (what: string, holds: () => boolean) => Promise<void>;
};

/** The contract of `transport.ts`, for the one in memory and for the real one at any broker. */
export function transportSuite(name: string, setUp: () => Promise<TransportRig>): void {
  // Names of this suite's own: a broker keeps the sessions and retained messages of an earlier one.
  const suite = name.replaceAll(/[^a-z0-9]/g, "");
  const attempt = (clientId: string): Attempt => ({
    clientId,
    will: { topic: `will/${clientId}`, payload: "lost", retain: true },
    keepaliveMs: seconds(60),
  });
  const open = async ({ transport, until }: TransportRig, clientId: string) => {
    const events: TransportEvent[] = [];
    const connection = transport.connect(attempt(clientId), (event) => {
      events.push(event);
      if (event.event === "message") event.taken();
    });
    expect(events).toEqual([]);
    await until(`${clientId} opened`, () => events.length > 0);
    expect(events[0]?.event).toBe("opened");
    return { connection, events };
  };
  const heard = (events: readonly TransportEvent[]) =>
    events.flatMap((event) =>
      event.event === "message" ? [`${event.topic} ${Buffer.from(event.payload).toString()}`] : [],
    );
  const subscribe = async (rig: TransportRig, connection: Connection, topic: string) => {
    let refused: readonly string[] | null = null;
    connection.subscribe([topic], (found) => (refused = found));
    expect(refused).toBeNull();
    await rig.until("SUBACK", () => refused !== null);
    expect(refused).toEqual([]);
  };
  const publish = async (
    rig: TransportRig,
    connection: Connection,
    topic: string,
    payload: string,
    retain: boolean,
  ) => {
    let acknowledged = false;
    connection.publish({ topic, payload, retain }, ({ ok }) => (acknowledged = ok));
    expect(acknowledged).toBe(false);
    await rig.until("PUBACK", () => acknowledged);
  };

  describe(`${name} keeps the contract of a transport`, () => {
    it("publishes, subscribes, and delivers what is retained", async () => {
      const rig = await setUp();
      const one = await open(rig, `${suite}_one`);
      await publish(rig, one.connection, `${suite}/kept`, "kept", true);
      await publish(rig, one.connection, `${suite}/gone`, "gone", false);
      const two = await open(rig, `${suite}_two`);
      await subscribe(rig, two.connection, `${suite}/#`);
      await rig.until("the retained message", () => heard(two.events).length === 1);
      await publish(rig, one.connection, `${suite}/new`, "å", false);
      await rig.until("the live message", () => heard(two.events).length === 2);
      expect(heard(two.events)).toEqual([`${suite}/kept kept`, `${suite}/new å`]);
      one.connection.drop();
      two.connection.drop();
    });

    it("sends now or never, bytes as they are, and nothing is kept of them", async () => {
      const rig = await setUp();
      const early = rig.transport.connect(attempt(`${suite}_early`), () => undefined);
      expect(early.send(`${suite}/now`, new Uint8Array(1))).toBe(false);
      early.drop();
      const [one, two] = [await open(rig, `${suite}_sender`), await open(rig, `${suite}_hearer`)];
      let granted = false;
      two.connection.subscribe([`${suite}/now`], (refused) => (granted = refused.length === 0), 0);
      await rig.until("SUBACK", () => granted);
      const bytes = Uint8Array.from({ length: 192 }, (_, index) => 255 - index);
      expect(one.connection.send(`${suite}/now`, bytes)).toBe(true);
      await rig.until("the bytes", () => two.events.length > 1);
      const [, message] = two.events;
      expect(message?.event === "message" && Buffer.from(bytes).equals(message.payload)).toBe(true);
      const late = await open(rig, `${suite}_late`);
      await subscribe(rig, late.connection, `${suite}/now`);
      await publish(rig, one.connection, `${suite}/now`, "end", false);
      await rig.until("the end", () => heard(late.events).length > 0);
      expect(heard(late.events)).toEqual([`${suite}/now end`]);
      one.connection.leave();
      expect(one.connection.send(`${suite}/now`, bytes)).toBe(false);
      two.connection.drop();
      expect(two.connection.send(`${suite}/now`, bytes)).toBe(false);
      late.connection.drop();
    });

    it("leaves without a will, and says so once", async () => {
      const rig = await setUp();
      const watcher = await open(rig, `${suite}_watcher`);
      await subscribe(rig, watcher.connection, `will/${suite}_polite`);
      const polite = await open(rig, `${suite}_polite`);
      polite.connection.leave();
      await rig.until("closed", () => polite.events.some(({ event }) => event === "closed"));
      await publish(rig, watcher.connection, `will/${suite}_polite`, "end", false);
      await rig.until("the last message", () => heard(watcher.events).length > 0);
      expect(heard(watcher.events)).toEqual([`will/${suite}_polite end`]);
      expect(polite.events.filter(({ event }) => event === "closed")).toMatchObject([{ cause: { kind: "asked" } }]);
      watcher.connection.drop();
    });

    it("drops with the will, and says nothing any more", async () => {
      const rig = await setUp();
      const watcher = await open(rig, `${suite}_watcher`);
      await subscribe(rig, watcher.connection, `will/${suite}_rude`);
      const rude = await open(rig, `${suite}_rude`);
      let answered = false;
      rude.connection.publish({ topic: `${suite}/last`, payload: "x", retain: false }, () => (answered = true));
      rude.connection.drop();
      await rig.until("the will", () => heard(watcher.events).length === 1);
      expect(heard(watcher.events)).toEqual([`will/${suite}_rude lost`]);
      expect(rude.events.map(({ event }) => event)).toEqual(["opened"]);
      expect(answered).toBe(false);
      watcher.connection.drop();
    });

    it("is closed, once, when a newer connection takes its id", async () => {
      const rig = await setUp();
      const older = await open(rig, `${suite}_same`);
      const newer = await open(rig, `${suite}_same`);
      await rig.until("closed", () => older.events.some(({ event }) => event === "closed"));
      await publish(rig, newer.connection, `${suite}/still`, "here", false);
      expect(older.events.filter(({ event }) => event === "closed")).toHaveLength(1);
      expect(older.events.at(-1)).not.toMatchObject({ cause: { kind: "asked" } });
      newer.connection.drop();
    });
  });
}
