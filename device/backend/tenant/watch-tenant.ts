import { writeSync } from "node:fs";
import { buildTopic } from "../../contract/topics.ts";
import { NotPermitted } from "../access.ts";
import { isRefusal } from "../broken-line.ts";
import { Broker, type BrokerAccess, type Letter, type Line } from "../broker.ts";
import { plain, plainJson } from "../plain.ts";
import { subscribeAll } from "../receiver/subscriptions.ts";
import { DEVICES_MAX, SeenTenant, type Happening } from "./tenant.ts";
import { happeningLine, tenantLines, type Screen } from "./tenant-view.ts";
import { randomBytes } from "node:crypto";

export type WatchWords = {
  readonly access: BrokerAccess;
  readonly tenant: string;
  /** null: until it is ended. */
  readonly forMs: number | null;
  readonly json: boolean;
};

/** Alternate screen without cursor and wrap; and the way back. */
const ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";
const LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
const REPAINT_MS = 500;
const USUAL: Screen = { columns: 80, rows: 24 };

/** `gaturum watch`: a tenant live, from the contract alone. Exit codes: 0 ended; throws where it never connected. */
export async function watchTenant({ access, tenant, forMs, json }: WatchWords): Promise<number> {
  const show = json ? new Lines(jsonLine) : process.stdout.isTTY ? new Table(tenant) : new Lines(happeningLine);
  let following: Following | null = null;
  const wasThere = (): boolean => following !== null;
  const end = new Ending(forMs);
  const broker = new Broker({
    ...{ access, clientId: `${tenant}_watch-${randomBytes(4).toString("hex")}`, keepSession: false },
    onLetter: (letter) => {
      letter.taken();
      const device = show.take(letter);
      if (device !== null) following?.add(device);
    },
    onUp: (opened) => {
      following = new Following(tenant, opened);
      show.broken(null);
      // Exact topics beside it, because RabbitMQ 3.10 replays nothing retained to a wildcard.
      opened.subscribe([`gaturum/1/${tenant}/+/up/#`]).then(
        (refused) => (refused.length === 0 ? undefined : end.now(new NotPermitted(refusedText(refused)))),
        () => undefined,
      );
    },
    onDown: (why) => {
      if (wasThere()) show.broken(plain(`no connection to the broker: ${why}. Tried again.`));
      else end.now(new (isRefusal(why) ? NotPermitted : Error)(`${access.url}: ${why}`));
    },
  });
  const problem = await end.come;
  show.end();
  await broker.close();
  if (problem !== null) throw problem;
  if (!wasThere()) throw new Error(`${access.url}: no answer yet. Give it longer with --for.`);
  if (!show.hasHeard)
    process.stderr.write("No device was heard. Is the tenant's name right, and may we read its topics?\n");
  return 0;
}

/** Exact topics of each device that a line has heard: of a whole city at once, they are subscribed to bit by bit. */
class Following {
  readonly #tenant: string;
  readonly #line: Line;
  readonly #followed = new Set<string>();
  readonly #wanted: string[] = [];
  #isBusy = false;

  constructor(tenant: string, line: Line) {
    this.#tenant = tenant;
    this.#line = line;
  }

  add(device: string): void {
    if (this.#followed.has(device)) return;
    this.#followed.add(device);
    const [oldest] = this.#followed;
    if (this.#followed.size > DEVICES_MAX && oldest !== undefined) this.#followed.delete(oldest);
    for (const at of ["state", "birth"] as const) this.#wanted.push(buildTopic({ at, tenant: this.#tenant, device }));
    if (!this.#isBusy) void this.#subscribe();
  }

  async #subscribe(): Promise<void> {
    this.#isBusy = true;
    try {
      while (this.#wanted.length > 0) await subscribeAll(this.#line, this.#wanted.splice(0));
    } catch {
      // The line broke: the next one has a follower of its own.
    }
    this.#isBusy = false;
  }
}

interface Show {
  /** The device that it is from; null: none. */
  take(letter: Letter): string | null;
  /** What is shown is of before; null: it is live again. */
  broken(why: string | null): void;
  readonly hasHeard: boolean;
  end(): void;
}

class Lines implements Show {
  readonly #lineOf: (happening: Happening, nowMs: number) => string;
  readonly #tenant = new SeenTenant();
  #isBroken = false;

  constructor(lineOf: (happening: Happening, nowMs: number) => string) {
    this.#lineOf = lineOf;
  }

  take(letter: Letter): string | null {
    const happenings = this.#tenant.take(letter, Date.now());
    for (const happening of happenings) process.stdout.write(`${this.#lineOf(happening, Date.now())}\n`);
    return deviceIn(happenings);
  }

  /** Once: it is tried again for as long as it takes. */
  broken(why: string | null): void {
    if (why !== null && !this.#isBroken) process.stderr.write(`${why}\n`);
    this.#isBroken = why !== null;
  }

  get hasHeard(): boolean {
    return this.#tenant.devices.size > 0;
  }

  end(): void {
    // What was to be said stands there already.
  }
}

class Table implements Show {
  readonly #name: string;
  readonly #timer: NodeJS.Timeout;
  readonly #tenant = new SeenTenant();
  #broken: string | null = null;

  constructor(name: string) {
    this.#name = name;
    process.stdout.write(ENTER);
    process.on("exit", this.#restore);
    this.#timer = setInterval(() => this.#paint(), REPAINT_MS);
    this.#paint();
  }

  take(letter: Letter): string | null {
    const happenings = this.#tenant.take(letter, Date.now());
    return deviceIn(happenings);
  }

  broken(why: string | null): void {
    this.#broken = why;
  }

  end(): void {
    clearInterval(this.#timer);
    process.off("exit", this.#restore);
    this.#restore();
    for (const line of this.#lines()) process.stdout.write(`${line}\n`);
  }

  /** Its last picture says so where nothing was heard. */
  readonly hasHeard = true;

  #paint(): void {
    const lines = this.#lines().map((line, at) => `\u001b[${at + 1};1H${line}\u001b[K`);
    process.stdout.write(`${lines.join("")}\u001b[J`);
  }

  #lines(): string[] {
    const { columns, rows } = process.stdout;
    const screen = { columns: columns > 0 ? columns : USUAL.columns, rows: rows > 0 ? rows : USUAL.rows };
    const lines = tenantLines(this.#name, this.#tenant, screen, Date.now());
    return this.#broken === null ? lines : [...lines.slice(0, -1), this.#broken.slice(0, screen.columns)];
  }

  /** Synchronous, because at exit nothing else is written any more. */
  readonly #restore = (): void => {
    try {
      writeSync(process.stdout.fd, LEAVE);
    } catch {
      // The terminal has gone: there is nothing to put back.
    }
  };
}

/** By signal, by time, by whoever reads having gone, or by a problem. */
class Ending {
  readonly come: Promise<Error | null>;
  now: (problem: Error | null) => void = () => undefined;

  constructor(forMs: number | null) {
    this.come = new Promise((resolve) => {
      this.now = resolve;
    });
    // It holds nothing up that has ended in another way.
    if (forMs !== null) setTimeout(() => this.now(null), forMs).unref();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => this.now(null));
    process.stdout.on("error", () => this.now(null));
  }
}

const refusedText = (filters: readonly string[]) =>
  `the broker refused ${filters.join(", ")}: look at our role in its access list`;
const jsonLine = (happening: Happening, nowMs: number) => plainJson({ atMs: nowMs, ...happening });

function deviceIn(happenings: readonly Happening[]): string | null {
  const [first] = happenings;
  return first !== undefined && "device" in first ? first.device : null;
}
