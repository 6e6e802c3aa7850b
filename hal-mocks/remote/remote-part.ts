import type { DigitalOutput } from "../../device/hal/digital-output.ts";
import type { Lamp } from "../../device/hal/lamp.ts";
import type { Ram } from "../../device/hal/ram.ts";
import type { Sensor } from "../../device/hal/sensor.ts";
import { DONE, failed, type Result } from "../../device/measure/fault.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import type { LampFeedback, RamDirection, RamFeedback } from "../../device/measure/samples.ts";
import { instant, type Instant } from "../../device/measure/time.ts";
import { percent, type Percent } from "../../device/measure/units.ts";
import type { WorldLine } from "./client.ts";

/** One part of a world in another process: it says what that world said last. Nothing here waits. */
export class RemotePart<T> implements Sensor<T> {
  readonly part: string;
  readonly #line: WorldLine;
  readonly #role: string;

  constructor(line: WorldLine, part: string, role: string) {
    this.part = part;
    this.#line = line;
    this.#role = role;
  }

  read(now: Instant): Reading<T> {
    const lostAt = this.#line.lostAt;
    if (lostAt !== null) return faulty(this.part, "disconnected", notAfter(now, lostAt), AWAY);
    const last = this.#line.saidBy(this.#role);
    if (last === null) return faulty(this.part, "starting", now);
    const at = notAfter(now, last.at);
    // The world is of the same version and its roles are these roles, so its values are of their types.
    return last.said.ok ? valid(last.said.value as T, at) : { ok: false, fault: this.#own(last.said.fault), at };
  }

  protected act(to: number | boolean | RamDirection): Result<void> {
    const said = this.#line.saidBy(this.#role)?.said;
    if (said !== undefined && !said.ok) return failed(this.#own(said.fault));
    return this.#line.act(this.#role, to) ? DONE : failed({ part: this.part, cause: "disconnected", detail: AWAY });
  }

  /** There the part is called as its role. */
  #own(fault: { readonly cause: Parameters<typeof faulty>[1] }) {
    return { part: this.part, cause: fault.cause };
  }
}

const AWAY = "The world of --mock=SOCKET is away. Start it again.";
const notAfter = (now: Instant, at: Instant): Instant => instant(Math.min(now, at));

export class RemoteLamp extends RemotePart<LampFeedback> implements Lamp {
  setLevel(levelPct: Percent): Result<void> {
    return this.act(levelPct);
  }
  halt(): Result<void> {
    return this.setLevel(percent(100));
  }
}

export class RemoteDigitalOutput extends RemotePart<boolean> implements DigitalOutput {
  set(on: boolean): Result<void> {
    return this.act(on);
  }
  halt(): Result<void> {
    return this.set(false);
  }
}

export class RemoteRam extends RemotePart<RamFeedback> implements Ram {
  drive(direction: RamDirection): Result<void> {
    return this.act(direction);
  }
  halt(): Result<void> {
    return this.drive("off");
  }
}
