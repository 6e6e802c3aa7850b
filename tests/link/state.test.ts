import { describe, expect, it } from "vitest";
import { memoryTransport } from "../../device/link/session/memory-transport.ts";
import { LEAVE_MS } from "../../device/link/session/session.ts";
import type { Transport } from "../../device/link/session/transport.ts";
import { millis, type Millis } from "../../device/measure/time.ts";
import { BASE, Rig } from "./rig.ts";

describe("state and will", () => {
  it("says lost when the network is cut, and online again with a larger session", () => {
    const rig = new Rig();
    rig.run(1_000);
    rig.broker.cut();
    expect(rig.backend.status).toBe("lost");
    rig.broker.mend();
    rig.run(10_000);
    const sessions = rig.backend.states.map(({ status, session }) => [status, session]);
    expect(sessions.map(([status]) => status)).toEqual(["online", "lost", "online"]);
    expect(sessions[2]?.[1]).toBeGreaterThan(Number(sessions[1]?.[1]));
  });

  it("overwrites a will of an older session that comes late, at most every ten seconds", () => {
    const rig = new Rig();
    rig.run(1_000);
    const late = { ...rig.backend.states[0], status: "lost", session: 1 };
    for (let index = 0; index < 5; index += 1) {
      rig.broker.publish(`${BASE}/up/state`, JSON.stringify(late), true);
      rig.run(100);
    }
    rig.run(15_000);
    const statuses = rig.backend.states.map(({ status }) => status);
    expect(rig.backend.status).toBe("online");
    expect(statuses.filter((status) => status === "online")).toHaveLength(3);
  });

  it("overwrites one that comes while the broker has not acknowledged all of the announcement", () => {
    const rig = new Rig({ transport: null });
    const acknowledgedAfterMs = 100;
    rig.startLink({ transport: slowToAcknowledge(rig, "/up/birth", millis(acknowledgedAfterMs)) });
    rig.run(acknowledgedAfterMs / 2);
    const [online] = rig.backend.states;
    rig.broker.publish(`${BASE}/up/state`, JSON.stringify({ ...online, status: "lost", session: 1 }), true);
    rig.run(acknowledgedAfterMs / 4);
    expect(rig.link.status().connected).toBe(false);
    expect(rig.backend.status).toBe("lost");
    rig.run(1_000);
    expect(rig.link.status().connected).toBe(true);
    expect(rig.backend.status).toBe("online");
  });

  it.each(["", "rubbish", "null"])("overwrites what is no state at all: %j", (payload) => {
    const rig = new Rig();
    rig.run(1_000);
    rig.broker.publish(`${BASE}/up/state`, payload, true);
    rig.run(1_000);
    expect(rig.backend.states.map(({ status }) => status)).toEqual(["online", "online"]);
  });

  it("publishes offline when it is stopped, within its time", () => {
    const rig = new Rig();
    rig.run(1_000);
    let endedAt: number | null = null;
    const stopAt = rig.time.now();
    rig.link.stop(() => (endedAt = rig.time.now()));
    rig.run(5_000);
    expect(rig.backend.status).toBe("offline");
    expect(Number(endedAt) - stopAt).toBeLessThan(LEAVE_MS);
    expect(rig.time.next).toBeNull();
  });

  it("ends in time when the broker says nothing any more", () => {
    const rig = new Rig();
    rig.run(1_000);
    rig.broker.latencyMs = millis(60_000);
    let endedAt: number | null = null;
    const stopAt = rig.time.now();
    rig.link.stop(() => (endedAt = rig.time.now()));
    rig.run(5_000);
    expect(Number(endedAt) - stopAt).toBe(LEAVE_MS);
  });
});

function slowToAcknowledge(rig: Rig, part: string, wait: Millis): Transport {
  const inner = memoryTransport(rig.broker);
  return {
    connect: (attempt, take) => {
      const connection = inner.connect(attempt, take);
      return {
        subscribe: (topics, done, qos) => connection.subscribe(topics, done, qos),
        publish: (message, done) =>
          connection.publish(message, (result) => {
            if (message.topic.includes(part)) rig.time.after(wait, () => done(result));
            else done(result);
          }),
        send: (topic, bytes) => connection.send(topic, bytes),
        leave: () => connection.leave(),
        drop: () => connection.drop(),
      };
    },
  };
}
