import { millis } from "../measure/time.ts";
import type { Scheduler } from "../measure/scheduler.ts";
import type { ChannelEnd, ControlEnd, FromControl, FromLink, LinkEnd } from "./messages.ts";

/** Messages on the way to one end; one more is refused, as a full socket refuses it. */
export const MEMORY_QUEUE_MAX = 2_048;

/**
 * Control and link in one process. With a scheduler, messages arrive at the same moment but after what is running now;
 * without one, inside the call of `send`. A new end replaces the older one of its side, as a restarted process does.
 */
export class MemoryChannel {
  readonly #later: (run: () => void) => void;
  #control: MemoryEnd<FromControl, FromLink> | null = null;
  #link: MemoryEnd<FromLink, FromControl> | null = null;

  constructor(scheduler?: Scheduler) {
    this.#later = scheduler === undefined ? (run) => run() : (run) => void scheduler.after(millis(0), run);
  }

  openControl(): ControlEnd {
    this.#control?.close();
    const end = new MemoryEnd<FromControl, FromLink>(this.#later, () => (this.#control = null));
    this.#control = end;
    this.#join();
    return end;
  }

  openLink(): LinkEnd {
    this.#link?.close();
    const end = new MemoryEnd<FromLink, FromControl>(this.#later, () => (this.#link = null));
    this.#link = end;
    this.#join();
    return end;
  }

  #join(): void {
    if (this.#control === null || this.#link === null) return;
    this.#control.join(this.#link);
    this.#link.join(this.#control);
  }
}

type Arrival<In> = { readonly peer: boolean } | { readonly message: In };

class MemoryEnd<Out, In> implements ChannelEnd<Out, In> {
  readonly #later: (run: () => void) => void;
  readonly #closed: () => void;
  readonly #arrivals: Arrival<In>[] = [];
  #peer: MemoryEnd<In, Out> | null = null;
  #takeMessage: ((message: In) => void) | null = null;
  #takePeer: ((present: boolean) => void) | null = null;
  #delivering = false;

  constructor(later: (run: () => void) => void, closed: () => void) {
    this.#later = later;
    this.#closed = closed;
  }

  send(message: Out): boolean {
    return this.#peer?.accept({ message }) ?? false;
  }

  onMessage(take: (message: In) => void): void {
    this.#takeMessage = take;
    this.#deliverLater();
  }

  onPeer(take: (present: boolean) => void): void {
    this.#takePeer = take;
    this.#deliverLater();
  }

  close(): void {
    const peer = this.#peer;
    this.#peer = null;
    this.#arrivals.length = 0;
    this.#takeMessage = null;
    this.#takePeer = null;
    this.#closed();
    peer?.part();
  }

  join(peer: MemoryEnd<In, Out>): void {
    this.#peer = peer;
    this.#arrivals.push({ peer: true });
    this.#deliverLater();
  }

  part(): void {
    this.#peer = null;
    this.#arrivals.push({ peer: false });
    this.#deliverLater();
  }

  accept(arrival: Arrival<In>): boolean {
    if (this.#arrivals.length >= MEMORY_QUEUE_MAX) return false;
    this.#arrivals.push(arrival);
    this.#deliverLater();
    return true;
  }

  /** Nothing is handed over before both takers are there, so that what came first is not lost. */
  #deliverLater(): void {
    if (this.#delivering || this.#arrivals.length === 0) return;
    if (this.#takeMessage === null || this.#takePeer === null) return;
    this.#delivering = true;
    this.#later(() => {
      this.#deliver();
    });
  }

  #deliver(): void {
    for (let arrival = this.#arrivals.shift(); arrival !== undefined; arrival = this.#arrivals.shift()) {
      if ("peer" in arrival) this.#takePeer?.(arrival.peer);
      else this.#takeMessage?.(arrival.message);
    }
    this.#delivering = false;
  }
}
