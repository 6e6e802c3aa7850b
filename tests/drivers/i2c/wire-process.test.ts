import { EventEmitter } from "node:events";
import { afterEach, expect, it } from "vitest";
import { millis, seconds } from "../../../device/measure/time.ts";
import type { Answer } from "../../../drivers/i2c/bus.ts";
import { WIRE_LIMITS, WireProcess, type BusProcess } from "../../../drivers/i2c/wire-process.ts";
import type { ToBus } from "../../../drivers/i2c/messages.ts";

const ASK = { write: [0], readBytes: 2 };
const wires: WireProcess[] = [];
afterEach(() => Promise.all(wires.splice(0).map((wire) => wire.close())));

const open = (limits = WIRE_LIMITS, begin?: () => BusProcess) => {
  const wire = new WireProcess("i2c-1", limits, ...(begin === undefined ? [] : [begin]));
  wires.push(wire);
  return wire;
};
const asked = (wire: WireProcess, address = 0x40) =>
  new Promise<Answer>((answered) => {
    wire.transfer(address, ASK, answered);
  });

/** A process of a bus that does as it is told. */
class FakeProcess extends EventEmitter {
  connected = true;
  killed = 0;
  readonly asks: ToBus[] = [];
  send(message: ToBus): boolean {
    this.asks.push(message);
    return true;
  }
  disconnect(): void {
    this.connected = false;
    this.emit("exit", 0, null);
  }
  /** The kernel holds it: it is killed, and stays. */
  held = false;
  kill(): boolean {
    this.killed += 1;
    if (!this.held) this.emit("exit", null, "SIGKILL");
    return true;
  }
  answer(bytes: readonly number[]): void {
    const { id = 0 } = this.asks.shift() ?? {};
    this.emit("message", { id, answer: { ok: true, bytes } });
  }
}
const fakes = () => {
  const made: FakeProcess[] = [];
  const begin = () => {
    made.push(new FakeProcess());
    return made.at(-1) as unknown as BusProcess;
  };
  return { made, begin };
};

it("asks in a process of its own, which tells why a bus cannot be opened, and ends with its wire", async () => {
  const wire = open();
  const answer = await asked(wire);
  expect(answer).toMatchObject({ ok: false, cause: "broken" });
  expect(answer).toMatchObject({
    detail: expect.stringMatching(/\/dev\/i2c-1 could not be opened.*NO_PINS/) as string,
  });
  await wire.close();
});

it("gives each its own answer", async () => {
  const { made, begin } = fakes();
  const wire = open(WIRE_LIMITS, begin);
  const both = Promise.all([asked(wire, 0x40), asked(wire, 0x23)]);
  made[0]?.answer([1, 1]);
  made[0]?.answer([2, 2]);
  expect(await both).toEqual([
    { ok: true, bytes: [1, 1] },
    { ok: true, bytes: [2, 2] },
  ]);
  expect(made).toHaveLength(1);
});

it("ends a process that the kernel does not let go of, says so to all who wait, and starts another for the next", async () => {
  const { made, begin } = fakes();
  const wire = open({ ...WIRE_LIMITS, startMs: millis(20) }, begin);
  const [first, other] = await Promise.all([asked(wire), asked(wire)]);
  expect(first).toMatchObject({
    ok: false,
    cause: "no-answer",
    detail: expect.stringContaining("SDA or SCL") as string,
  });
  expect(other).toEqual(first);
  expect(made[0]?.killed).toBe(1);
  const next = asked(wire);
  made[1]?.answer([3]);
  expect(await next).toEqual({ ok: true, bytes: [3] });
});

it("starts no other before the one that was killed is gone, and tells meanwhile that the kernel holds it", async () => {
  const { made, begin } = fakes();
  const wire = open({ ...WIRE_LIMITS, startMs: millis(20) }, begin);
  const first = asked(wire);
  const [held] = made as [FakeProcess];
  held.held = true;
  const hung = await first;
  for (let again = 0; again < 3; again += 1) expect(await asked(wire)).toEqual(hung);
  expect([made.length, held.killed, held.asks.length]).toEqual([1, 1, 1]);
  held.emit("exit", null, "SIGKILL");
  const next = asked(wire);
  expect(made).toHaveLength(2);
  made[1]?.answer([3]);
  expect(await next).toEqual({ ok: true, bytes: [3] });
});

it("once it has answered, waits for an answer and not for a start", async () => {
  const { made, begin } = fakes();
  const wire = open({ ...WIRE_LIMITS, startMs: seconds(100), answerMs: millis(20) }, begin);
  const first = asked(wire);
  made[0]?.answer([1]);
  await first;
  expect(await asked(wire)).toMatchObject({ ok: false, cause: "no-answer" });
});

it("tells of a process that died, and starts another for the next ask", async () => {
  const { made, begin } = fakes();
  const wire = open(WIRE_LIMITS, begin);
  const first = asked(wire);
  made[0]?.emit("exit", 139, null);
  expect(await first).toMatchObject({
    ok: false,
    cause: "broken",
    detail: expect.stringContaining("code 139") as string,
  });
  void asked(wire);
  expect(made).toHaveLength(2);
});

it("leaves a process that the kernel does not let go of to it, when it ends", async () => {
  const { made, begin } = fakes();
  const wire = open({ ...WIRE_LIMITS, closeMs: millis(50) }, begin);
  void asked(wire);
  const [child] = made;
  if (child === undefined) throw new Error("no process was begun");
  child.held = true;
  child.disconnect = () => undefined;
  await wire.close();
  expect(child.killed).toBe(1);
});
