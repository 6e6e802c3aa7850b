import { describe, expect, it } from "vitest";
import { LEDGER_MAX, readLedger } from "../../../device/link/commands/ledger.ts";
import { REPEATS_A_MINUTE, REPEATS_MAX } from "../../../device/link/commands/commands.ts";
import type { Json } from "../../../device/measure/decision.ts";
import { CommandsRig, HOUR, MINUTE, type Sent } from "./rig.ts";

const DAY = 24 * HOUR;
const ledgerOf = (rig: CommandsRig) => readLedger(rig.disk.documents.commands, false);

describe("a command that is taken", () => {
  it("is durable before its PUBACK, and begun before control is asked; answer and audit come with its end", () => {
    const rig = new CommandsRig();
    const made = rig.message();
    const mail = rig.deliver(made);
    rig.run(9);
    expect([mail.acknowledged, rig.requests.length, ledgerOf(rig).entries.length]).toEqual([0, 0, 0]);
    rig.run(1);
    expect([mail.acknowledged, rig.requests.length, ledgerOf(rig).entries[0]?.state]).toEqual([1, 0, "received"]);
    rig.run(10);
    expect([rig.requests.length, ledgerOf(rig).entries[0]?.state]).toEqual([1, "executing"]);
    rig.run(100);
    const { id } = made.command;
    expect(ledgerOf(rig).entries[0]).toMatchObject({ id, state: "done", code: 200 });
    expect(rig.answers).toEqual([{ id, code: 200, phase: "done", result: "done" }]);
    expect(rig.records("audit")).toEqual([{ what: "command", name: "dim", id, kid: "ops-1", code: 200 }]);
  });

  it("row 11: lasts from when it was issued, 7,200 s where it says nothing", () => {
    const rig = new CommandsRig();
    rig.send({ issuedAt: rig.nowMs - 200_000, args: { levelPct: 40, forS: 600 } });
    rig.run(100);
    rig.send();
    rig.run(100);
    expect(rig.requests.map(({ args }) => Math.round(args["forS"] as number))).toEqual([400, 7_200]);
  });

  it("row 11: whose time is over is not begun", () => {
    const rig = new CommandsRig();
    rig.send({ issuedAt: rig.nowMs - 200_000, args: { levelPct: 40, forS: 100 } });
    rig.run(100);
    expect([rig.requests, rig.codes]).toEqual([[], [408]]);
  });

  it("inhibits for what is left, and 0 lifts it", () => {
    const rig = new CommandsRig("litter-bin");
    rig.send({ name: "inhibit", args: { forS: 600 }, issuedAt: rig.nowMs - 60_000 });
    rig.send({ name: "inhibit", args: { forS: 0 }, issuedAt: rig.nowMs - 60_000 });
    rig.run(100);
    expect(rig.requests.map(({ args }) => Math.round((args["forMs"] as number) / 1_000))).toEqual([540, 0]);
  });

  it.each<[string, Sent, number]>([
    ["a verb of bins", { name: "compact" }, 404],
    ["a verb of nobody", { name: "reset-latch", args: {} }, 404],
    ["another one", { name: "jog", args: {} }, 404],
    ["no level", { args: {} }, 400],
    ["for ever", { args: { levelPct: 40, forS: 0 } }, 400],
    ["over a day", { args: { levelPct: 40, forS: 86_401 } }, 400],
    ["an argument more", { args: { levelPct: 40, fast: true } }, 400],
    ["row 25: nothing is begun anew without commandConfirmation", { name: "reload" }, 400],
    ["row 25: nor with a false one", { name: "reload", args: { commandConfirmation: false } }, 400],
  ])("and makes no sense is answered and remembered, and control hears nothing: %s", (_name, sent, code) => {
    const rig = new CommandsRig();
    const mail = rig.deliver(rig.message(sent));
    rig.run(100);
    expect([rig.codes, rig.requests, mail.acknowledged, rig.reloads]).toEqual([[code], [], 1, 0]);
    expect(ledgerOf(rig).entries[0]).toMatchObject({ state: "done", code, args: {} });
  });

  it("is link's own: rebirth publishes the birth, reload ends link once it is confirmed and told", () => {
    const rig = new CommandsRig();
    rig.send({ name: "rebirth" });
    rig.run(100);
    expect([rig.births, rig.codes]).toEqual([2, [200]]);
    rig.send({ name: "reload", args: { commandConfirmation: true } });
    rig.run(1_000);
    expect([rig.reloads, rig.codes]).toEqual([0, [200, 200]]);
    rig.run(2_000);
    expect([rig.reloads, rig.requests]).toEqual([1, []]);
  });

  it("is answered 504 where control is silent for 5 s, and what it says later is recorded too", () => {
    const rig = new CommandsRig();
    rig.control = "silent";
    const { id } = rig.send();
    rig.run(5_019);
    expect(rig.codes).toEqual([]);
    rig.run(20);
    expect(rig.codes).toEqual([504]);
    rig.answer(id, "dim");
    rig.run(100);
    expect(rig.codes).toEqual([504, 200]);
    expect(ledgerOf(rig).entries[0]).toMatchObject({ state: "done", code: 200 });
  });

  it("is answered 504 at once where control is not there", () => {
    const rig = new CommandsRig();
    rig.control = "gone";
    rig.send();
    rig.run(50);
    expect(rig.codes).toEqual([504]);
  });

  it.each(["held", "refused"] as const)("is answered 507 and not run where the disk says %s", (takes) => {
    const rig = new CommandsRig();
    rig.disk.takes = takes;
    const made = rig.message();
    const mail = rig.deliver(made);
    rig.run(10);
    rig.disk.takes = "durable";
    rig.run(100);
    expect([rig.requests, rig.codes, mail.acknowledged]).toEqual([[], [507], 1]);
    expect(ledgerOf(rig).entries).toEqual([]);
  });

  it("is answered 507 while as many are remembered as there is room for, until they are forgotten", () => {
    const rig = new CommandsRig();
    for (let index = 0; index <= LEDGER_MAX; index += 1) {
      rig.send({ name: "dim-clear" });
      rig.run(100);
    }
    expect(rig.codes.slice(-2)).toEqual([200, 507]);
    rig.run(16 * MINUTE);
    rig.send();
    rig.run(100);
    expect(rig.codes.at(-1)).toBe(200);
    expect(ledgerOf(rig).entries).toHaveLength(1);
  });
});

describe("row 22: a command to a group", () => {
  it("runs after a random part of its spread, and its PUBACK does not wait for that", () => {
    const rig = new CommandsRig();
    const mail = rig.deliver(rig.message({ group: "path", spreadMs: 60_000 }));
    rig.run(29_000);
    expect([mail.acknowledged, rig.requests.length]).toEqual([1, 0]);
    rig.run(1_100);
    expect([rig.requests.length, rig.codes]).toEqual([1, [200]]);
  });

  it("is spread over 2 s where it says nothing, and one to a device alone is not", () => {
    const rig = new CommandsRig();
    rig.send({ group: "path" });
    rig.run(1_000);
    expect(rig.requests.length).toBe(0);
    rig.run(100);
    expect(rig.requests.length).toBe(1);
    rig.send({ spreadMs: 60_000 });
    rig.run(100);
    expect(rig.requests.length).toBe(2);
  });

  it("undoes no later word that had its turn before it", () => {
    const rig = new CommandsRig();
    rig.send({ group: "path", spreadMs: 600_000, expires: rig.nowMs + 20 * MINUTE });
    rig.send({ name: "dim-clear" });
    rig.send({ name: "identify" });
    rig.run(301_000);
    expect([rig.requests.map(({ verb }) => verb), rig.codes]).toEqual([
      ["dim-clear", "identify"],
      [200, 200, 409],
    ]);
  });

  it("waits out a later word that was refused", () => {
    const rig = new CommandsRig();
    rig.send({ group: "path", spreadMs: 600_000, expires: rig.nowMs + 20 * MINUTE });
    rig.send({ args: { levelPct: 400 } });
    rig.run(301_000);
    expect(rig.codes).toEqual([400, 200]);
  });

  it("that expires before its turn is answered 408", () => {
    const rig = new CommandsRig();
    rig.send({ group: "path", spreadMs: 600_000, expires: rig.nowMs + MINUTE });
    rig.run(301_000);
    expect([rig.requests, rig.codes]).toEqual([[], [408]]);
  });
});

describe("R8: a double", () => {
  it("of five is done once and answered each time, until its end and ten minutes more", () => {
    const rig = new CommandsRig();
    const made = rig.message();
    const mails = Array.from({ length: 5 }, () => rig.deliver(made));
    rig.run(100);
    expect(mails.map(({ acknowledged }) => acknowledged)).toEqual([1, 1, 1, 1, 1]);
    expect([rig.executions(made.command.id), rig.codes]).toEqual([1, [200]]);
    for (let index = 0; index < 5; index += 1) rig.deliver(made);
    rig.run(14 * MINUTE);
    rig.deliver(made);
    rig.run(100);
    expect([rig.executions(made.command.id), rig.codes.length]).toEqual([1, 7]);
    rig.run(MINUTE);
    rig.deliver(made);
    rig.run(100);
    expect([rig.executions(made.command.id), rig.codes.at(-1)]).toEqual([1, 408]);
  });

  it("is not acknowledged before the first is durable", () => {
    const rig = new CommandsRig();
    const made = rig.message();
    const [first, second] = [rig.deliver(made), rig.deliver(made)];
    rig.run(9);
    expect([first.acknowledged, second.acknowledged]).toEqual([0, 0]);
    rig.run(1);
    expect([first.acknowledged, second.acknowledged]).toEqual([1, 1]);
  });

  it("that never ends is answered a few times, and counted", () => {
    const rig = new CommandsRig();
    const made = rig.message();
    rig.deliver(made);
    rig.run(100);
    for (let index = 0; index < 1_000; index += 1) rig.deliver(made);
    rig.run(MINUTE + 100);
    expect(rig.codes).toHaveLength(1 + REPEATS_MAX);
    expect(rig.records("refused")).toEqual([
      { what: "command", reason: "replayed", kid: "ops-1", count: 1_000 - REPEATS_MAX },
    ]);
  });

  it("of many commands are answered some a minute, for each answer is a write, and the others are counted", () => {
    const rig = new CommandsRig();
    const made = Array.from({ length: 10 }, () => rig.message());
    for (const each of made) rig.deliver(each);
    rig.run(100);
    const replay = (): void => {
      for (const each of made) for (let times = 0; times < 4; times += 1) rig.deliver(each);
      rig.run(MINUTE + 100);
    };
    replay();
    expect(rig.codes).toHaveLength(10 + REPEATS_A_MINUTE);
    expect(rig.records("refused")).toEqual([
      { what: "command", reason: "replayed", kid: "ops-1", count: 40 - REPEATS_A_MINUTE },
    ]);
    replay();
    expect(rig.codes).toHaveLength(10 + 2 * REPEATS_A_MINUTE);
  });

  it("signed anew spends its counter too, so that it does not come back as a new one later", () => {
    const rig = new CommandsRig();
    const { id } = rig.send();
    rig.run(100);
    const again = rig.message({ id, expires: rig.nowMs + DAY });
    rig.deliver(again);
    rig.run(HOUR);
    rig.deliver(again);
    rig.run(100);
    expect([rig.executions(id), rig.codes]).toEqual([1, [200, 200, 409]]);
  });

  it("of a long answer hears that it was given", () => {
    const rig = new CommandsRig();
    const made = rig.message({ name: "bundle" });
    rig.deliver(made);
    rig.run(100);
    rig.deliver(made);
    rig.run(100);
    const results: Json[] = rig.answers.map(({ result }) => result ?? null);
    expect(results).toEqual([{ fromControl: "done" }, expect.stringContaining("answered in full before")]);
    expect(rig.executions(made.command.id)).toBe(1);
  });
});
