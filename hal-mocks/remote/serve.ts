import { unlinkSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import type { AnyPart } from "../../device/hal/parts.ts";
import type { Scheduler } from "../../device/measure/scheduler.ts";
import { millis, type Instant } from "../../device/measure/time.ts";
import { percent } from "../../device/measure/units.ts";
import { MockDigitalOutput } from "../digital-output.ts";
import { MockLamp } from "../lamp.ts";
import { MockActuator } from "../mock-actuator.ts";
import { everyPart, mockParts } from "../parts.ts";
import { MockRam } from "../ram.ts";
import type { World } from "../world.ts";
import { asLine, lineReader, UNREAD_BYTES_MAX } from "./lines.ts";
import { parseFromClient, type FromClient, type FromWorld, type Said } from "./messages.ts";

/**
 * How often the world is sensed for its clients. A guard's contact may be 40 ms old at most, and a cycle takes 20 of them;
 * the rest is for two busy processes.
 */
export const SENSE_MS = millis(5);
/** Devices at once, each with the successor of a client that died. Our choice: a street of 8, and room. */
const CLIENTS_MAX = 32;
/** Owner and group alone. */
const UMASK = 0o117;

/** A relay that is held in by toggling drops after so long without it (`drivers/gpio-watchdog-relay`). */
const TOGGLED_WITHIN_MS = 500;
/**
 * What a line does that its process left behind: `released` as the kernel's character device has it, `held` as it was, as
 * with sysfs or an expander. Then the watchdog relay alone stops what moves.
 */
export type Orphans = "released" | "held";
export type ServeOptions = { readonly senseMs?: number; readonly orphans?: Orphans };

export type ServedWorld = { readonly close: () => Promise<void> };

/**
 * Serves a world on a unix socket of mode 0660: it runs on real time here, and devices in other processes sense it and act
 * in it. One client a device; a newer one replaces the older. **When a client's connection ends, its actuators do what
 * hardware does that nobody drives**: the lamp is lit in full by its pull-up, the ram is off, the lock shut, the watchdog relay drops.
 * The relay drops as well while a client is connected and does not say it again for 500 ms. A socket file that is there already is removed. Rejects when the path cannot be listened on.
 */
export async function serveWorld(
  world: World,
  path: string,
  time: Scheduler,
  { senseMs = SENSE_MS, orphans = "released" }: ServeOptions = {},
): Promise<ServedWorld> {
  const clients = new Set<Client>();
  const server = createServer((socket) => {
    const client = new Client(world, socket, clients, orphans);
    clients.add(client);
    socket.once("close", () => clients.delete(client));
  });
  server.maxConnections = CLIENTS_MAX;
  await listen(server, path);
  let cancel = (): void => undefined;
  const sense = (): void => {
    const now = time.now();
    world.advance(now);
    for (const client of clients) client.sense(now);
    cancel = time.after(millis(senseMs), sense);
  };
  sense();
  return {
    close: () => {
      cancel();
      for (const client of clients) client.end();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** One device's connection: its mocks live here. */
class Client {
  readonly #world: World;
  readonly #socket: Socket;
  readonly #others: ReadonlySet<Client>;
  readonly #orphans: Orphans;
  #device: string | null = null;
  #parts: Readonly<Record<string, AnyPart>> = {};
  #said = new Map<string, string>();
  /** When the watchdog relay was toggled last; null: it is not held in. */
  #toggledAt: Instant | null = null;

  constructor(world: World, socket: Socket, others: ReadonlySet<Client>, orphans: Orphans) {
    this.#orphans = orphans;
    this.#world = world;
    this.#socket = socket;
    this.#others = others;
    const read = lineReader((value) => {
      const message = parseFromClient(value);
      if (message === null) this.#refuse("a line that makes no sense");
      else this.#hear(message);
    });
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => {
      if (read(String(chunk))) this.#refuse("a line that is too long");
    });
    socket.on("error", () => socket.destroy());
    socket.once("close", () => {
      this.#letGo();
    });
  }

  /** Tells the client what changed; with nothing changed, that it is still so. */
  sense(now: Instant): void {
    if (this.#device === null || this.#socket.destroyed) return;
    this.#watchRelay(now);
    const changed: Record<string, Said> = {};
    for (const [role, part] of Object.entries(this.#parts)) {
      const reading = part.read(now);
      const said: Said = reading.ok ? { ok: true, value: reading.value } : { ok: false, fault: reading.fault };
      const text = JSON.stringify(said);
      if (this.#said.get(role) === text) continue;
      this.#said.set(role, text);
      changed[role] = said;
    }
    const some = Object.keys(changed).length > 0;
    this.#tell(some ? { m: "senses", at: now, changed } : { m: "senses", at: now });
  }

  end(): void {
    this.#socket.destroy();
    this.#letGo();
  }

  #hear(message: FromClient): void {
    if (this.#socket.destroyed) return;
    if (message.m === "attach") this.#attach(message);
    else this.#act(message);
  }

  #act({ role, to }: FromClient & { m: "act" }): void {
    act(this.#parts[role], to);
    if (role === "watchdog") this.#toggledAt = to === true ? this.#world.now : null;
  }

  #watchRelay(now: Instant): void {
    if (this.#device === null || this.#toggledAt === null || now - this.#toggledAt < TOGGLED_WITHIN_MS) return;
    this.#toggledAt = null;
    this.#world.bins.get(this.#device)?.dropWatchdog(now);
  }

  #attach({ device, kind }: FromClient & { m: "attach" }): void {
    const sites: ReadonlyMap<string, unknown> = kind === "lamp-post" ? this.#world.posts : this.#world.bins;
    if (!sites.has(device)) {
      this.#refuse(`this world has no ${kind} ${device}; it has ${[...sites.keys()].join(", ") || "none"}`);
      return;
    }
    for (const other of this.#others) if (other !== this && other.#device === device) other.#replaced();
    this.#device = device;
    this.#parts = mockParts(this.#world, device, everyPart(kind));
    this.sense(this.#world.now);
  }

  /** What it drove is let go before the newer one drives it. */
  #replaced(): void {
    const device = this.#device ?? "";
    this.#letGo();
    this.#refuse(`a newer controller has taken ${device}`);
  }

  #refuse(why: string): void {
    this.#tell({ m: "refused", why });
    this.#socket.destroySoon();
  }

  #tell(message: FromWorld): void {
    if (this.#socket.writableLength > UNREAD_BYTES_MAX) this.end();
    else if (this.#socket.writable) this.#socket.write(asLine(message));
  }

  #letGo(): void {
    if (this.#device === null) return;
    this.#device = null;
    for (const [role, part] of Object.entries(this.#parts)) {
      if (part instanceof MockActuator && (this.#orphans === "released" || role === "watchdog")) part.release();
    }
    this.#parts = {};
  }
}

function act(part: AnyPart | undefined, to: number | boolean | string): void {
  if (part instanceof MockLamp && typeof to === "number") part.setLevel(percent(to));
  else if (part instanceof MockDigitalOutput && typeof to === "boolean") part.set(to);
  else if (part instanceof MockRam && (to === "off" || to === "down" || to === "up")) part.drive(to);
}

/** The mode is settled by the umask while the file is made: afterwards would leave a moment in which anyone may come in. */
function listen(server: Server, path: string): Promise<void> {
  try {
    unlinkSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
  }
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const before = process.umask(UMASK);
    server.listen(path, resolve);
    process.umask(before);
  });
}
