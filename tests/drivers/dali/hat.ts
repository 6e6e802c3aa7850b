import { instant, millis, type Instant } from "../../../device/measure/time.ts";
import type { Scheduler } from "../../../device/measure/scheduler.ts";
import type { Frame, Reply } from "../../../drivers/dali/frames.ts";
import { hatLine, heardHat, hearHat } from "../../../drivers/dali/hat.ts";
import type { Master, MasterListener } from "../../../drivers/dali/master.ts";
import type { MockDaliBus } from "../../../hal-mocks/dali-bus.ts";
import { frameMs } from "./played.ts";

/** What the HAT answers to a line, in its own words: `h` sends a frame, `t` sends it twice and is answered twice. */
export function hatSays(line: string, bus: MockDaliBus, now: number): string {
  const twice = line.startsWith("t");
  const [first = 0, second = 0] = Buffer.from(line.slice(1).trim(), "hex");
  const reply = bus.transmit([first, second], twice, now);
  const hex = reply.kind === "byte" ? reply.byte.toString(16).padStart(2, "0") : "";
  const word = { byte: `J${hex}`, nothing: "N", garbled: "X", failed: "Z" }[reply.kind];
  return twice ? `N\n${word}\n` : `${word}\n`;
}

/** A HAT on simulated time: it speaks and is spoken to in its own words, and each frame takes its time on the wires. */
export class SimulatedHat implements Master {
  readonly #bus: MockDaliBus;
  readonly #time: Scheduler;
  readonly #said: (now: Instant) => void;

  constructor(bus: MockDaliBus, time: Scheduler, said: (now: Instant) => void, listener: MasterListener) {
    this.#bus = bus;
    this.#time = time;
    this.#said = said;
    time.after(millis(1), () => {
      listener.ready();
    });
  }

  send(frame: Frame, replied: (reply: Reply) => void): void {
    this.#time.after(millis(frameMs(frame)), () => {
      const now = this.#time.now();
      const words = Buffer.from(hatSays(hatLine(frame), this.#bus, instant(now)), "latin1");
      const { reply } = heardHat(hearHat(frame), words);
      if (reply === null) throw new Error(`the HAT did not end its answer to ${hatLine(frame)}`);
      replied(reply);
      this.#said(now);
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
