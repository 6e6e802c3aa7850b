import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  isLatched,
  knownOf,
  learn,
  NOTHING,
  staleShare,
  type Knowledge,
  type Packet,
} from "../../../hal-mocks/page/scene/knowledge.ts";

const samples = new URL("../../../config/contract/samples/", import.meta.url);
const AT = 1_000_000;

/** The packets of a sample file, each heard a second after the one before. */
function packetsOf(name: string): readonly Packet[] {
  const lines = readFileSync(new URL(name, samples), "utf8").trim().split("\n");
  return lines.map((line, i) => {
    const { topic, payload } = JSON.parse(line) as { topic: string; payload: unknown };
    const device = topic.split("/")[3] ?? null;
    return { what: "packet", at: AT + 1_000 * i, wall: 0, device, topic, payload: JSON.stringify(payload) };
  });
}
const packet = (path: string, payload: object, at = AT): Packet => ({
  ...{ what: "packet", at, wall: 0, device: "bin-1", topic: `gaturum/1/stockholm/bin-1/${path}` },
  payload: JSON.stringify(payload),
});
const record = (stream: string, uptimeMs: number, values: object) => ({ stream, bootCount: 1, uptimeMs, values });
const afterAll = (...packets: readonly Packet[]): ReturnType<typeof knownOf> =>
  knownOf(learn(NOTHING, packets), "bin-1");

describe("what the city knows", () => {
  it("of a lamp, after a night hour", () => {
    const packets = packetsOf("lamp-post-night-hour.jsonl");
    const known = knownOf(learn(NOTHING, packets), "4711-0382");
    expect(known).toMatchObject({ status: "online", levelPct: 44, fillPct: null });
    expect(known.heardAt).toBe(AT + 1_000 * (packets.length - 1));
    expect(known.alarms).toEqual(["clock-lost"]);
  });

  it("of a bin, after an hour with a lockout and a collection", () => {
    const packets = packetsOf("litter-bin-hour.jsonl");
    const upTo = (stream: string): Knowledge =>
      learn(NOTHING, packets.slice(0, 1 + packets.findIndex(({ topic }) => topic.endsWith(stream))));
    const lockedOut = knownOf(upTo("lockout"), "bin-12");
    expect(lockedOut).toMatchObject({ state: "LOCKOUT", alarms: ["lockout guard"] });
    expect(isLatched(lockedOut)).toBe(true);
    const atEnd = knownOf(learn(NOTHING, packets), "bin-12");
    expect(atEnd).toMatchObject({ fillPct: 9, alarms: [] });
  });

  it("history does not replace what is newer, nor bring back an alarm that is over", () => {
    const history = {
      history: true,
      records: [record("bin-fill", 50, { fillPct: 71 }), record("fire", 40, { active: true })],
    };
    const known = afterAll(
      packet("up/e/active", { active: [] }),
      packet("up/t/bin-fill", record("bin-fill", 90, { fillPct: 9 })),
      packet("up/b", history),
    );
    expect(known).toMatchObject({ fillPct: 9, alarms: [] });
    expect(afterAll(packet("up/b", history))).toMatchObject({ fillPct: 71 });
  });

  it("an unknown fill level is not the last known one", () => {
    const known = afterAll(
      packet("up/t/bin-fill", record("bin-fill", 10, { quality: "valid", fillPct: 71 })),
      packet("up/t/bin-fill", record("bin-fill", 20, { quality: "blind" })),
    );
    expect(known.fillPct).toBeNull();
  });

  it("two alarms of one stream are two, and the list of open ones decides", () => {
    const fault = (part: string, active: boolean): Packet =>
      packet("up/e/part-fault", record("part-fault", 1, { part, active }));
    expect(afterAll(fault("a", true), fault("b", true), fault("a", false)).alarms).toEqual(["part-fault b"]);
    const odd = { active: [{ kind: "part-fault", values: { part: { toString: 1 } } }] };
    expect(afterAll(packet("up/e/active", odd)).alarms).toHaveLength(1);
    const list = { active: [{ kind: "part-fault", values: { part: "c" } }] };
    expect(afterAll(fault("a", true), packet("up/e/active", list)).alarms).toEqual(["part-fault c"]);
  });

  it("a will says that it is lost, not that it was heard", () => {
    const known = afterAll(packet("up/state", { status: "online" }, 5), packet("up/state", { status: "lost" }, 9));
    expect(known).toMatchObject({ status: "lost", heardAt: 5 });
    expect(staleShare(known, 10)).toBe(1);
  });

  it("fades with its age", () => {
    const known = afterAll(packet("up/state", { status: "online" }, 0));
    expect(staleShare(known, 60_000)).toBe(0);
    expect(staleShare(known, 500_000)).toBeGreaterThan(0.3);
    expect(staleShare(known, 3_600_000)).toBe(1);
    expect(staleShare(afterAll(), 0)).toBe(1);
  });

  it("what is no message of a device changes nothing", () => {
    const odd = { ...packet("up/state", {}), payload: "<script>" };
    expect(learn(NOTHING, [odd]).get("bin-1")?.heardAt ?? null).toBeNull();
    expect(learn(NOTHING, [{ ...odd, device: null }])).toEqual(NOTHING);
  });
});
