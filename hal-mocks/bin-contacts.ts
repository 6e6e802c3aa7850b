import type { Digital } from "../device/measure/samples.ts";
import type { Instant } from "../device/measure/time.ts";

export type Contact =
  | "hopperA"
  | "hopperB"
  | "doorA"
  | "doorB"
  | "binPresent"
  | "eStop"
  | "tilt"
  | "key"
  | "beam"
  | "start"
  | "reset"
  | "returned"
  | "serviceA"
  | "serviceB";

/** The contacts of a bin that people work, each with its edges. Those of its press are the press's own. */
export class BinContacts {
  readonly #states: Record<Contact, Digital>;

  constructor() {
    const made = (active: boolean): Digital => ({ active, rises: 0, falls: 0, changedAt: null });
    const [closed, open] = [made(true), made(false)];
    this.#states = {
      ...{ hopperA: closed, hopperB: closed, doorA: closed, doorB: closed, binPresent: closed },
      ...{ eStop: open, tilt: open, key: open, beam: open, start: open, reset: open, returned: open },
      ...{ serviceA: open, serviceB: open },
    };
  }

  of(name: Contact): Digital {
    return this.#states[name];
  }

  set(name: Contact, active: boolean, now: Instant): void {
    const { rises, falls } = this.#states[name];
    this.#states[name] = { active, rises: rises + (active ? 1 : 0), falls: falls + (active ? 0 : 1), changedAt: now };
  }

  /** Whether the hard-wired chain is closed by them. A key at SERVICE opens it but for a button that a crew holds. */
  get guardsClosed(): boolean {
    const { hopperA, hopperB, doorA, doorB, binPresent, eStop, tilt, key, serviceA, serviceB } = this.#states;
    const keyed = !key.active || serviceA.active || serviceB.active;
    const closed = [hopperA, hopperB, doorA, doorB, binPresent].every((contact) => contact.active);
    return closed && keyed && ![eStop, tilt].some((contact) => contact.active);
  }
}
