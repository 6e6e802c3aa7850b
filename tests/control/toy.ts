import type { ControlEnd, FromControl, FromLink } from "../../device/channel/messages.ts";
import { Control } from "../../device/control/control.ts";
import type { ControlOptions, Hardware } from "../../device/control/control-options.ts";
import type { About } from "../../device/control/local-status.ts";
import type { Readings } from "../../device/control/held.ts";
import type { LampBus } from "../../device/hal/lamp-bus.ts";

import type { Keep } from "../../device/keep/keep.ts";
import type { Decision, Inputs, Kept, Memory, Report } from "../../device/measure/decision.ts";
import { DONE } from "../../device/measure/fault.ts";
import { valid, type Reading } from "../../device/measure/reading.ts";
import { after, instant, millis, type Instant } from "../../device/measure/time.ts";

type ToyState = { readonly count: number; readonly wakeAt: Instant | null };
type ToyOutputs = { readonly lit: boolean };

/**
 * A machine as small as one can be: a number over 10 lights it for 100 ms; each new number is remembered. It serves to
 * test the cycle apart from any real device.
 */
export const toyMachine = {
  safeOutputs: { lit: false },
  initial: (): ToyState => ({ count: 0, wakeAt: null }),
  decide: (was: ToyState, inputs: Inputs<Readings>, now: Instant): Decision<ToyState, ToyOutputs> => {
    const answers = inputs.requests.map(({ id, verb, from }) => ({
      ...{ kind: "answer", stream: verb, class: 0, values: { id, code: 200, result: `${verb} by ${from}` } },
    })) as unknown as readonly Report[];
    const reading = inputs.readings["number"] as Reading<number> | undefined;
    const count = reading?.ok === true ? reading.value : 0;
    const expired = was.wakeAt !== null && now >= was.wakeAt;
    if (answers.length > 0) return { ...outcome(was, []), reports: answers };
    if (count === was.count && !expired) return outcome(was, []);
    const state = { count, wakeAt: count > 10 && count !== was.count ? after(now, millis(100)) : null };
    return outcome(state, [`count ${count}`]);
  },
  moving: () => null,
  initialGuard: () => null,
  guard: (guard: null, _inputs: Inputs<Readings>, wanted: ToyOutputs) => ({
    state: guard,
    outputs: wanted,
    violations: [],
    wakeAt: null,
  }),
};

/** What a toy's socket says of itself. */
export const toyAbout: About = {
  ...{
    device: "toy-1",
    kind: "lamp-post",
    mode: "active",
    version: "0",
    configHash: "0",
    cycleHz: 50,
    simulated: true,
  },
  startedAt: instant(0),
  broker: null,
  parts: [],
};

const LIT: ToyOutputs = { lit: true };
const DARK: ToyOutputs = { lit: false };

function outcome(state: ToyState, said: readonly string[]): Decision<ToyState, ToyOutputs> {
  return {
    state,
    outputs: state.wakeAt === null ? DARK : LIT,
    why: said.map((text) => ({ subject: "toy", reason: "count", text, because: { count: state.count } })),
    reports: said.map(() => ({ kind: "sample", stream: "toy", class: 1, values: { count: state.count } })),
    memory: { revision: state.count, value: { count: state.count } },
    wakeAt: state.wakeAt,
  };
}

/** A channel end that remembers what was sent, and lets a test speak for link. */
export class ToyChannel implements ControlEnd {
  readonly sent: FromControl[] = [];
  accepts = true;
  #take: (message: FromLink) => void = () => undefined;
  #peer: (present: boolean) => void = () => undefined;
  send(message: FromControl): boolean {
    if (this.accepts) this.sent.push(message);
    return this.accepts;
  }
  onMessage(take: (message: FromLink) => void): void {
    this.#take = take;
  }
  onPeer(take: (present: boolean) => void): void {
    this.#peer = take;
  }
  close(): void {
    this.accepts = false;
  }
  link(message: FromLink): void {
    this.#take(message);
  }
  peer(present: boolean): void {
    this.#peer(present);
  }
  get reports() {
    return this.sent.filter((message) => message.m === "report");
  }
}

export class ToyKeep implements Keep {
  readonly puts: Memory[] = [];
  kept: Kept = { status: "empty", value: null, foundRevision: 0, durable: 0 };
  read(now: Instant): Reading<Kept> {
    return valid(this.kept, now);
  }
  put(memory: Memory): void {
    this.puts.push(memory);
  }
  close(): void {
    this.kept = { ...this.kept, status: "unreadable" };
  }
}

export class ToyHardware implements Hardware {
  reading: Reading<unknown> = valid(0, instant(0));
  readonly written: unknown[] = [];
  halted = 0;
  bus: LampBus | null = null;
  result: ReturnType<Hardware["write"]>[number] = DONE;
  readonly sources = [
    { role: "number", part: "number-1", maxAgeMs: 1_000, sensor: { read: (now: Instant) => this.#read(now) } },
  ];
  write(outputs: unknown) {
    this.written.push(outputs);
    return [this.result];
  }
  halt() {
    this.halted += 1;
    return [this.result];
  }
  #read(now: Instant): Reading<unknown> {
    return this.reading.ok ? { ...this.reading, at: now } : this.reading;
  }
}

export function toyControl(given: Partial<ControlOptions> = {}) {
  const hardware = new ToyHardware();
  const channel = new ToyChannel();
  const keep = new ToyKeep();
  const control = new Control({
    machine: toyMachine,
    hardware,
    keep,
    channel,
    hello: { m: "hello", v: 1, run: "run-1", version: "0", configHash: "0" },
    simulated: true,
    writes: true,
    startedAt: instant(0),
    opening: [],
    ...given,
  });
  const set = (value: number, at: number) => {
    hardware.reading = valid(value, instant(at));
  };
  return { control, hardware, channel, keep, set };
}
