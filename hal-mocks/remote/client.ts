import { connect, type Socket } from "node:net";
import type { AnyPart, LampPostParts, LitterBinParts } from "../../device/hal/parts.ts";
import { ROLES, type Contract } from "../../device/measure/roles.ts";
import { instant, type Instant } from "../../device/measure/time.ts";
import type { MockedDevice } from "../parts.ts";
import { asLine, lineReader, UNREAD_BYTES_MAX } from "./lines.ts";
import { parseFromWorld, type FromClient, type FromWorld, type Said } from "./messages.ts";
import { RemoteDigitalOutput, RemoteLamp, RemotePart, RemoteRam } from "./remote-part.ts";

/** How often a lost world is sought. Our choice: a restarted one is found before anyone wonders. */
export const RECONNECT_MS = 200;
/** How long `remoteParts` waits for the first picture before it hands over parts that are still `starting`. */
export const FIRST_PICTURE_MS = 2_000;

export type RemoteParts = { readonly parts: LampPostParts | LitterBinParts; readonly close: () => Promise<void> };

/**
 * The parts of one device as thin clients of a world in another process (`serveWorld`), for `--mock=SOCKET`. A part says
 * what the world said last, with the moment at which it was sensed there: both processes share CLOCK_MONOTONIC. Without
 * the world every part is `disconnected`, and it is sought for ever; one that refuses the device is not asked again.
 */
export async function remoteParts(
  socketPath: string,
  device: string,
  config: MockedDevice,
  say: (line: string) => void = () => undefined,
): Promise<RemoteParts> {
  const line = new WorldLine(socketPath, { m: "attach", device, kind: config.kind }, say);
  const contracts: Readonly<Record<string, { readonly contract: Contract }>> = ROLES[config.kind];
  const parts: Record<string, AnyPart> = {};
  for (const { name, role } of config.parts) parts[role] = remotePart(line, name, role, contracts[role]?.contract);
  await line.firstPicture;
  return { parts, close: () => line.close() };
}

function remotePart(line: WorldLine, name: string, role: string, contract: Contract | undefined): AnyPart {
  switch (contract) {
    case undefined:
      throw new Error(`${name}: its kind of device has no role ${role}`);
    case "motion-sensor":
    case "light-sensor":
    case "temperature-sensor":
    case "range-sensor":
    case "current-sensor":
    case "battery":
    case "clock":
    case "digital-input":
      return new RemotePart(line, name, role) as AnyPart;
    case "lamp":
      return new RemoteLamp(line, name, role);
    case "ram":
      return new RemoteRam(line, name, role);
    case "digital-output":
      return new RemoteDigitalOutput(line, name, role);
  }
}

/** The connection that all parts of a device share. */
export class WorldLine {
  readonly firstPicture: Promise<void>;
  readonly #path: string;
  readonly #attach: FromClient;
  readonly #say: (line: string) => void;
  readonly #said = new Map<string, { readonly said: Said; readonly at: Instant }>();
  /** What actuators were last asked, to be asked again when the world is back: all but the ram, which never restarts. */
  readonly #asked = new Map<string, FromClient>();
  /** null until the first try; `#up` tells whether it is connected. */
  #socket: Socket | null = null;
  #up = false;
  #sensedAt: Instant | null = null;
  #lostAt: Instant | null = null;
  #closed = false;
  #refused = false;
  #again: NodeJS.Timeout | undefined;
  #painted = (): void => undefined;

  constructor(path: string, attach: FromClient, say: (line: string) => void) {
    this.#path = path;
    this.#attach = attach;
    this.#say = say;
    this.firstPicture = new Promise((resolve) => {
      const patience = setTimeout(resolve, FIRST_PICTURE_MS);
      this.#painted = () => {
        clearTimeout(patience);
        resolve();
      };
    });
    this.#reach();
  }

  /** What a role said last; null: nothing yet. `at` is the last moment at which the world was sensed. */
  saidBy(role: string): { readonly said: Said; readonly at: Instant } | null {
    const last = this.#said.get(role);
    return last === undefined || this.#sensedAt === null ? null : { said: last.said, at: this.#sensedAt };
  }
  /** Since when the world is away; null: it is there, or was never. */
  get lostAt(): Instant | null {
    return this.#lostAt;
  }

  /** false: the world is away. */
  act(role: string, to: (FromClient & { m: "act" })["to"]): boolean {
    const message: FromClient = { m: "act", role, to };
    if (role !== "ram") this.#asked.set(role, message);
    const socket = this.#socket;
    if (socket === null || !this.#up || socket.writableLength > UNREAD_BYTES_MAX) return false;
    socket.write(asLine(message));
    return true;
  }

  close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#painted();
    const socket = this.#socket;
    if (socket === null || socket.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      socket.once("close", () => {
        resolve();
      });
      if (this.#up) socket.destroySoon();
      else socket.destroy();
    });
  }

  #reach(): void {
    const socket = connect(this.#path);
    this.#socket = socket;
    const read = lineReader((value) => {
      const message = parseFromWorld(value);
      if (message !== null) this.#hear(message);
    });
    socket.setEncoding("utf8");
    socket.once("connect", () => {
      this.#up = true;
      for (const message of [this.#attach, ...this.#asked.values()]) socket.write(asLine(message));
    });
    socket.on("data", (chunk) => {
      if (read(String(chunk))) socket.destroy();
    });
    socket.on("error", (cause) => {
      if (this.#lostAt === null)
        this.#say(`the world at ${this.#path}: ${cause.message}. It is sought again for ever.`);
    });
    socket.once("close", () => {
      this.#lose();
    });
  }

  #hear(message: FromWorld): void {
    if (message.m === "refused") {
      this.#say(`the world at ${this.#path} refuses: ${message.why}. It is not asked again.`);
      this.#refused = true;
      return;
    }
    const at = instant(message.at);
    this.#sensedAt = at;
    this.#lostAt = null;
    for (const [role, said] of Object.entries(message.changed ?? {})) this.#said.set(role, { said, at });
    this.#painted();
  }

  #lose(): void {
    this.#up = false;
    this.#said.clear();
    this.#lostAt ??= instant(Number(process.hrtime.bigint() / 1_000n) / 1_000);
    if (!this.#closed && !this.#refused) this.#again = setTimeout(() => this.#reach(), RECONNECT_MS);
  }
}
