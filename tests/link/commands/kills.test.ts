import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../../device/contract/commands.ts";
import { propertyRuns } from "../../setup/property-runs.ts";
import { CommandsRig, HOUR, MINUTE, OTHER_OPS, STRANGER, type Sent } from "./rig.ts";

const ONCE = { kind: "litter-bin", name: "compact" } as const;
const AGAIN = { kind: "lamp-post", name: "identify" } as const;
/** Each change takes 10 ms to the disk, control answers after 20 ms: one moment in each state, and between. */
const MOMENTS = [0, 5, 9, 10, 15, 19, 20, 30, 39, 40, 45, 49, 50, 55];

describe("R8: kill -9 in each state", () => {
  it.each(MOMENTS)("a verb that may run once does, after %d ms, and its end is told", (killedAtMs) => {
    const rig = new CommandsRig(ONCE.kind);
    const made = rig.message({ name: ONCE.name });
    const mail = rig.deliver(made);
    rig.run(killedAtMs);
    const begun = rig.executions(made.command.id);
    rig.restart();
    // As a broker does with what was not acknowledged.
    if (mail.acknowledged === 0) rig.deliver(made);
    rig.run(6_000);
    expect(rig.executions(made.command.id)).toBe(1);
    expect(rig.codes).toEqual([200]);
    expect(rig.executions(made.command.id)).toBeGreaterThanOrEqual(begun);
  });

  it("is 409 unknown where control died with it, and what it says later is recorded", () => {
    const rig = new CommandsRig(ONCE.kind);
    rig.control = "silent";
    const { id } = rig.send({ name: ONCE.name });
    rig.run(50);
    rig.restart();
    rig.run(4_000);
    expect(rig.codes).toEqual([]);
    rig.run(2_000);
    expect([rig.executions(id), rig.codes]).toEqual([1, [409]]);
    expect(rig.answers[0]?.["result"]).toContain("unknown");
    rig.answer(id, ONCE.name);
    rig.run(100);
    expect(rig.codes).toEqual([409, 200]);
  });

  it.each(MOMENTS)("a repeatable one is done after all, after %d ms", (killedAtMs) => {
    const rig = new CommandsRig(AGAIN.kind);
    rig.control = "silent";
    const made = rig.message({ name: AGAIN.name });
    const mail = rig.deliver(made);
    rig.run(killedAtMs);
    rig.control = "answers";
    rig.restart();
    if (mail.acknowledged === 0) rig.deliver(made);
    rig.run(6_000);
    expect(rig.codes).toEqual([200]);
  });

  it("a repeatable one is not done again after a later word on the same", () => {
    const rig = new CommandsRig();
    rig.control = "silent";
    rig.send({ args: { levelPct: 10 } });
    rig.run(1_000);
    rig.restart();
    rig.control = "answers";
    rig.send({ args: { levelPct: 100 } });
    rig.run(20_000);
    expect(rig.requests.map(({ args }) => args["levelPct"])).toEqual([10, 100]);
    expect(rig.codes).toEqual([200, 409]);
  });

  it("row 11: one that lasts does not last longer for it", () => {
    const rig = new CommandsRig();
    rig.control = "silent";
    rig.send({ args: { levelPct: 40, forS: 600 } });
    rig.run(100);
    rig.kill();
    rig.run(2 * MINUTE);
    rig.restart();
    rig.run(6_000);
    const [first, again] = rig.requests.map(({ args }) => args["forS"] as number);
    expect(first).toBeCloseTo(600, 0);
    expect(again).toBeCloseTo(475, 0);
  });

  it.each<[string, number | null, number]>([
    ["three days", 0, 72 * HOUR],
    ["a minute, and the time is lost", null, MINUTE],
  ])("what was received is not begun after %s", (_name, clockOffMs, awayMs) => {
    const rig = new CommandsRig(ONCE.kind);
    rig.send({ name: ONCE.name });
    rig.run(10);
    rig.kill();
    rig.run(awayMs);
    rig.clockOffMs = clockOffMs;
    rig.restart();
    rig.run(6_000);
    expect([rig.requests, rig.codes]).toEqual([[], [408]]);
  });

  it("an answer that was stored is not stored twice, when control has not heard that it was", () => {
    const rig = new CommandsRig();
    const { id } = rig.send();
    rig.run(100);
    rig.restart();
    rig.answer(id, "dim");
    rig.run(100);
    expect(rig.codes).toEqual([200]);
  });
});

describe("R8: whatever happens", () => {
  const verbs = COMMANDS.filter(({ by }) => by === "control").map(({ name }) => name);
  const argsOf = (name: string): Sent => ({
    name,
    args: name === "dim" ? { levelPct: 40, forS: 60 } : name === "inhibit" ? { forS: 60 } : {},
  });
  const sent = fc.record({
    do: fc.constant("send" as const),
    verb: fc.constantFrom(...verbs),
    group: fc.boolean(),
    from: fc.constantFrom<Sent>(
      {},
      {},
      {},
      { kid: "ops-2", key: OTHER_OPS.private },
      { key: STRANGER.private },
      { device: "lamp-2" },
    ),
    echoes: fc.boolean(),
    counter: fc.integer({ min: 1, max: 90 }),
  });
  const step = fc.oneof(
    { weight: 6, arbitrary: sent },
    { weight: 5, arbitrary: fc.record({ do: fc.constant("again" as const), which: fc.nat({ max: 40 }) }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant("wait" as const),
        ms: fc.constantFrom(3, 10, 15, 25, 200, 6_000, 200_000),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("kill" as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("disk" as const),
        takes: fc.constantFrom("durable", "durable", "held", "refused"),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("clock" as const),
        offMs: fc.constantFrom(0, null, -365 * 24 * HOUR, 365 * 24 * HOUR, -3 * HOUR),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant("control" as const), is: fc.constantFrom("answers", "silent", "gone") }),
    },
  );

  it("no verb that may run once runs twice, nothing that was refused runs, and each command hears its end", () => {
    fc.assert(
      fc.property(fc.constantFrom("lamp-post", "litter-bin"), fc.array(step, { maxLength: 60 }), (kind, steps) => {
        const rig = new CommandsRig(kind);
        const made: ReturnType<CommandsRig["message"]>[] = [];
        const foreign = new Set<string>();
        const mine = new Map<string, string>();
        const unacknowledged: { mail: { acknowledged: number }; message: ReturnType<CommandsRig["message"]> }[] = [];
        const deliver = (message: ReturnType<CommandsRig["message"]>): void => {
          unacknowledged.push({ mail: rig.deliver(message), message });
        };
        const restart = (): void => {
          rig.restart();
          for (const { mail, message } of unacknowledged.splice(0)) if (mail.acknowledged === 0) deliver(message);
        };
        for (const it of steps) {
          if (it.do === "send") {
            const challenge = it.echoes && rig.challenge !== null ? { challenge: rig.challenge } : {};
            const group = it.group ? { group: "path" } : {};
            const message = rig.message({
              ...argsOf(it.verb),
              ...challenge,
              ...group,
              ...it.from,
              counter: it.counter,
            });
            const bad = it.from.key === STRANGER.private || (it.from.device !== undefined && !it.group);
            if (bad) foreign.add(message.command.id);
            mine.set(message.command.id, it.verb);
            made.push(message);
            deliver(message);
          } else if (it.do === "again") {
            const message = made[it.which];
            if (message !== undefined) deliver(message);
          } else if (it.do === "wait") rig.run(it.ms);
          else if (it.do === "kill") restart();
          else if (it.do === "disk") rig.disk.takes = it.takes;
          else if (it.do === "clock") rig.clockOffMs = it.offMs;
          else rig.control = it.is;
        }
        rig.disk.takes = "durable";
        rig.control = "answers";
        restart();
        rig.run(MINUTE);
        for (const [id, verb] of mine) {
          if (COMMANDS.find(({ name }) => name === verb)?.repeatable !== true)
            expect(rig.executions(id)).toBeLessThanOrEqual(1);
          if (foreign.has(id)) expect(rig.executions(id)).toBe(0);
        }
        const begun = rig.commands.unfinished;
        expect(begun).toEqual([]);
        for (const [id, count] of rig.done)
          if (count > 0) expect(rig.answers.some((answer) => answer["id"] === id)).toBe(true);
        for (const { mail } of unacknowledged) expect(mail.acknowledged).toBe(1);
      }),
      propertyRuns(200),
    );
  });
});
