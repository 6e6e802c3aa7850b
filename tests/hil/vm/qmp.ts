import type { Socket } from "node:net";
import { connected } from "./socket.ts";
import { linesOf } from "./lines.ts";

export type QmpEvent = { readonly event: string; readonly data: Readonly<Record<string, unknown>> };
type Message = Partial<QmpEvent> & { readonly return?: unknown; readonly error?: { readonly desc: string } };

/** What qemu itself can be told: `set_link`, `device_del`, `device_add`; and what happened to the machine. */
export class Qmp {
  /** What happened, oldest first: RESET, WATCHDOG, SHUTDOWN, DEVICE_DELETED. */
  readonly events: QmpEvent[] = [];
  readonly #socket: Promise<Socket>;
  readonly #waiting: { readonly resolve: (value: unknown) => void; readonly reject: (cause: Error) => void }[] = [];

  constructor(path: string, ended: Promise<unknown>) {
    this.#socket = connected(path, ended).then((socket) => {
      linesOf(socket, (line) => this.#take(JSON.parse(line) as Message));
      return socket;
    });
    this.#socket.catch(() => undefined);
    void ended.then(() => this.#waiting.splice(0).forEach(({ reject }) => reject(new Error("the VM is off"))));
    this.ask("qmp_capabilities").catch(() => undefined);
  }

  async ask(execute: string, given: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const socket = await this.#socket;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      socket.write(`${JSON.stringify({ execute, arguments: given })}\n`);
    });
  }

  /** The network cable of `network` in `devices.ts`. */
  async plugNetwork(up: boolean): Promise<void> {
    await this.ask("set_link", { name: "n0", up });
  }

  close(): void {
    void this.#socket.then((socket) => socket.destroy()).catch(() => undefined);
  }

  #take(message: Message): void {
    const { event, data = {} } = message;
    if (event !== undefined) this.events.push({ event, data });
    else if (message.error !== undefined) this.#waiting.shift()?.reject(new Error(`qemu: ${message.error.desc}`));
    else if ("return" in message) this.#waiting.shift()?.resolve(message.return);
  }
}
