import type { DeviceConfig } from "../../../config/device-config.ts";
import type { LocalStatus } from "../../control/local-status.ts";
import type { Reading } from "../../measure/reading.ts";
import type { Digital, LampFeedback, Motion, RamFeedback, Range } from "../../measure/samples.ts";
import { askOne } from "../ask.ts";
import type { Interruption } from "../interruption.ts";
import { Refusal } from "../refusal.ts";
import type { Wish } from "../request.ts";
import type { Terminal } from "../terminal.ts";

/** Often enough to see a hand come and go, and far below what the socket bears. Our choice. */
const LOOK_MS = 200;

/** The device as one test sees it: what it shows, what may be asked of it, and who stands before it. */
export class Site {
  readonly config: DeviceConfig;
  /** null: nobody can be asked. */
  readonly person: Terminal | null;
  /** What would be asked of a person is answered with yes. */
  readonly yes: boolean;
  readonly #socket: string;
  readonly #interruption: Interruption;

  constructor(
    { socket, yes }: { readonly socket: string; readonly yes: boolean },
    config: DeviceConfig,
    person: Terminal | null,
    interruption: Interruption,
  ) {
    this.#socket = socket;
    this.config = config;
    this.person = person;
    this.yes = yes;
    this.#interruption = interruption;
  }

  async status(): Promise<LocalStatus> {
    this.#interruption.check("What it was asked for ends now; nothing is reported.");
    return askOne<LocalStatus>(this.#socket, { ask: "status" });
  }

  /** Asks control, which decides; what it says, and whether it does it. */
  async wish(wish: Wish): Promise<{ readonly done: boolean; readonly result: string }> {
    const { code, result } = await askOne<{ code: number; result: string }>(this.#socket, { ask: "request", ...wish });
    return { done: code < 300, result };
  }

  /** What it refuses ends the whole, in its words. */
  async request(wish: Wish): Promise<string> {
    const { done, result } = await this.wish(wish);
    if (!done) throw new Refusal(`${wish.verb} was refused: ${result}`);
    return result;
  }

  /** Looks until it is so; null: it was not within that time. */
  async until(mostMs: number, isSo: (status: LocalStatus) => boolean): Promise<LocalStatus | null> {
    const giveUpAt = performance.now() + mostMs;
    for (;;) {
      const status = await this.status();
      if (isSo(status)) return status;
      if (performance.now() >= giveUpAt) return null;
      await this.#interruption.pause(LOOK_MS);
    }
  }

  wait(forMs: number): Promise<void> {
    return this.#interruption.pause(forMs);
  }

  say(line: string): void {
    process.stderr.write(`${line}\n`);
  }
}

/** What the roles say that a test looks at. */
type Said = {
  readonly lamp: LampFeedback;
  readonly motion: Motion;
  readonly daylight: number;
  readonly level: Range;
  readonly ram: RamFeedback;
  readonly current: number;
  readonly top: Digital;
};

/** The value of a role; null: it has none now. */
export function valueOf<Role extends keyof Said>({ readings }: LocalStatus, role: Role): Said[Role] | null {
  const reading = readings[role] as Reading<Said[Role]> | undefined;
  return reading?.ok === true ? reading.value : null;
}

/** Why a role has no value, with its part; null: it has one. */
export function faultOf({ readings }: LocalStatus, role: string): string | null {
  const reading = readings[role];
  if (reading === undefined) return "no part in the config";
  return reading.ok ? null : `${reading.fault.part} ${reading.fault.cause}`;
}
export const isFitted = ({ parts }: LocalStatus, role: string): boolean => parts.some((part) => part.role === role);
