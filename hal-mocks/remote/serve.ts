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

export type ServedWorld = { readonly close: () => Promise<void> };

/**
 * Serves a world on a unix socket of mode 0660: it runs on real time here, and devices in other processes sense it and act
 * in it. One client a device; a newer one replaces the older. **When a client's connection ends, its actuators do what
 * hardware does that nobody drives**: the lamp is lit in full by its pull-up, the ram is off, the watchdog relay drops.
 * A socket file that is there already is removed. Rejects when the path cannot be listened on.
 */
export async function serveWorld(
  world: World,
  path: string,
  time: Scheduler,
  senseMs = SENSE_MS,
): Promise<ServedWorld> {
  const clients = new Set<Client>();
  const server = createServer((socket) => {
    const client = new Client(world, socket, clients);
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
    cancel = time.after(senseMs, sense);
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
  #device: string | null = null;
  #parts: Readonly<Record<string, AnyPart>> = {};
  #said = new Map<string, string>();

  constructor(world: World, socket: Socket, others: ReadonlySet<Client>) {
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
    else act(this.#parts[message.role], message.to);
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
    for (const part of Object.values(this.#parts)) if (part instanceof MockActuator) part.release();
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
