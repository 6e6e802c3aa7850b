import { describe, expect, it } from "vitest";
import { ANSWERED_MAX } from "../../../device/link/commands/commands.ts";
import { LEDGER_MAX } from "../../../device/link/commands/ledger.ts";
import { COMMAND_BYTES_MAX } from "../../../device/link/commands/verdict.ts";
import { CommandsRig, HOUR, MINUTE, OTHER_OPS, STRANGER, type Sent } from "./rig.ts";

const DAY = 24 * HOUR;

describe("R8: what is refused", () => {
  const future = (rig: CommandsRig, byMs: number): Sent => ({
    issuedAt: rig.nowMs + byMs,
    expires: rig.nowMs + byMs + MINUTE,
  });
  it.each<[string, (rig: CommandsRig) => Sent, string, number | null]>([
    ["a wrong key under a known name", () => ({ key: STRANGER.private }), "signature", null],
    ["a key of another instance under this name", () => ({ key: OTHER_OPS.private }), "signature", null],
    ["a name that nobody here knows", () => ({ kid: "ops-9", key: STRANGER.private }), "key", null],
    ["the root: it signs trust and nothing else", () => ({ kid: "root-1" }), "key", null],
    ["another device", () => ({ device: "lamp-2" }), "audience", null],
    ["signed for another device, on this one's topic", () => ({ aud: "stockholm/lamp-2" }), "audience", null],
    ["signed for a group, on this one's topic", () => ({ aud: "stockholm/_grp/path" }), "audience", null],
    ["another city", () => ({ aud: "uppsala/lamp-1" }), "audience", null],
    ["a group it is not in", () => ({ group: "square" }), "audience", null],
    ["the topic of another command", () => ({ on: "dim-clear" }), "type", null],
    ["settings' type on a command's topic", () => ({ typ: "twin" }), "type", null],
    ["expired", (rig) => ({ issuedAt: rig.nowMs - 2 * MINUTE, expires: rig.nowMs }), "expired", 408],
    ["of a year ago", (rig) => future(rig, -365 * DAY), "expired", 408],
    ["over before it begins", (rig) => ({ expires: rig.nowMs - 1, issuedAt: rig.nowMs }), "expired", 408],
    ["alive for over 24 h", (rig) => ({ expires: rig.nowMs + DAY + 1 }), "too-long-lived", 400],
    ["of next year", (rig) => future(rig, 365 * DAY), "too-long-lived", 400],
  ])("%s: not run, and recorded", (_name, sent, reason, code) => {
    const rig = new CommandsRig();
    const mail = rig.deliver(rig.message(sent(rig)));
    rig.run(MINUTE + 100);
    expect([rig.requests, mail.acknowledged]).toEqual([[], 1]);
    expect(rig.codes).toEqual(code === null ? [] : [code]);
    expect(rig.records("refused")).toMatchObject([{ what: "command", reason, count: 1 }]);
  });

  it.each<[string, Uint8Array, string]>([
    ["no JSON", new TextEncoder().encode("{"), "shape"],
    ["no UTF-8", new Uint8Array([0xff, 0x22]), "shape"],
    ["nothing", new Uint8Array(), "shape"],
    ["another JSON", new TextEncoder().encode("[1]"), "shape"],
    ["more than a command is", new Uint8Array(COMMAND_BYTES_MAX + 1), "size"],
    ["a thousand arrays in each other", new TextEncoder().encode(`${"[".repeat(1_000)}${"]".repeat(1_000)}`), "shape"],
  ])("%s is counted for nobody", (_name, payload, reason) => {
    const rig = new CommandsRig();
    let acknowledged = 0;
    const { topic } = rig.message();
    rig.commands.take({ payload, taken: () => (acknowledged += 1) }, topic);
    rig.run(MINUTE + 100);
    expect(acknowledged).toBe(1);
    expect(rig.records("refused")).toEqual([{ what: "command", reason, count: 1 }]);
  });

  it("a command that asks in the name of someone at the post, because its answer would go there", () => {
    const rig = new CommandsRig();
    rig.send({ id: "site-0123456789ab" });
    rig.run(MINUTE + 100);
    expect([rig.requests, rig.codes]).toEqual([[], []]);
    expect(rig.records("refused")).toMatchObject([{ reason: "shape" }]);
  });

  it("a counter that was used, also after a restart; 63 may overtake each other", () => {
    const rig = new CommandsRig();
    for (const counter of [1_000, 937, 999]) rig.send({ counter });
    rig.run(100);
    for (const counter of [936, 937, 1_000]) rig.send({ counter });
    rig.run(100);
    rig.restart();
    for (const counter of [937, 1_000, 938]) rig.send({ counter });
    rig.run(100);
    expect(rig.codes).toEqual([200, 200, 200, 409, 409, 409, 409, 409, 200]);
  });

  it("is answered on the disk before its PUBACK, so that link's death between both costs no answer", () => {
    const rig = new CommandsRig();
    const late = rig.message({ issuedAt: rig.nowMs - 2 * MINUTE, expires: rig.nowMs - MINUTE });
    const mail = rig.deliver(late);
    rig.run(5);
    expect([mail.acknowledged, rig.codes]).toEqual([0, []]);
    rig.restart();
    rig.run(100);
    expect([mail.acknowledged, rig.codes]).toEqual([0, []]);
    const again = rig.deliver(late);
    rig.run(100);
    expect([again.acknowledged, rig.codes]).toEqual([1, [408]]);
  });

  it("without a challenge is not done later either, when the time is known: its sender was told that it would not be", () => {
    const rig = new CommandsRig();
    rig.clockOffMs = null;
    const made = rig.message();
    rig.deliver(made);
    rig.run(100);
    rig.clockOffMs = 0;
    rig.deliver(made);
    rig.run(100);
    rig.send();
    rig.run(100);
    expect(rig.codes).toEqual([428, 409, 200]);
    expect(rig.executions(made.command.id)).toBe(0);
  });

  it("of one key do not spend the counters of another", () => {
    const rig = new CommandsRig();
    rig.send({ counter: 7 });
    rig.send({ counter: 7, kid: "ops-2", key: OTHER_OPS.private });
    rig.run(100);
    expect(rig.codes).toEqual([200, 200]);
  });

  it("a flood with a key that leaked fills nothing: beyond what it remembers it answers few, and counts the others", () => {
    const rig = new CommandsRig();
    for (let index = 0; index < 300; index += 1) rig.send({ name: "identify" });
    rig.run(MINUTE + 100);
    const turnedAway = rig.codes.filter((code) => code === 507);
    expect(turnedAway).toEqual(Array<number>(ANSWERED_MAX).fill(507));
    expect(rig.records("audit")).toHaveLength(LEDGER_MAX + ANSWERED_MAX);
    expect(rig.records("refused")).toEqual([
      { what: "command", reason: "full", kid: "ops-1", count: 300 - LEDGER_MAX },
    ]);
  });

  it("a flood on a disk that takes nothing fills no memory: few are answered 507, none is done", () => {
    const rig = new CommandsRig();
    for (let index = 0; index < 100; index += 1) {
      rig.disk.takes = "held";
      rig.send();
      rig.run(10);
      rig.disk.takes = "durable";
      rig.run(10);
    }
    rig.run(MINUTE + 100);
    expect(rig.requests).toEqual([]);
    expect(rig.codes).toEqual(Array<number>(ANSWERED_MAX).fill(507));
    expect(rig.records("refused")).toEqual([{ what: "command", reason: "full", kid: "ops-1", count: 100 }]);
  });

  it("what was turned away is not run when it is heard again, although most of it is only counted", () => {
    const rig = new CommandsRig();
    for (let index = 0; index < LEDGER_MAX; index += 1) rig.send();
    const beyond = Array.from({ length: 2 * ANSWERED_MAX }, () => rig.message({ expires: rig.nowMs + HOUR }));
    for (const message of beyond) rig.deliver(message);
    rig.run(16 * MINUTE);
    rig.send();
    for (const message of beyond) rig.deliver(message);
    rig.run(MINUTE);
    expect(rig.requests).toHaveLength(LEDGER_MAX + 1);
  });

  it("a flood fills nothing: a minute of it is a record for each reason, and few answers", () => {
    const rig = new CommandsRig();
    const overheard = rig.message({ issuedAt: rig.nowMs - 2 * MINUTE, expires: rig.nowMs - MINUTE });
    const strange = rig.message({ kid: "ops-9", key: STRANGER.private });
    for (let index = 0; index < 2_000; index += 1) {
      rig.deliver(overheard);
      rig.deliver(strange);
    }
    rig.run(MINUTE + 100);
    expect(rig.records("refused")).toEqual([
      { what: "command", reason: "expired", kid: "ops-1", count: 2_000 },
      { what: "command", reason: "key", count: 2_000 },
    ]);
    expect(rig.codes).toEqual(Array<number>(ANSWERED_MAX).fill(408));
  });
});
