import { chmodSync, unlinkSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { millis } from "../measure/time.ts";
import type { Scheduler } from "../measure/scheduler.ts";
import { parseFromLink } from "./from-link.ts";
import { encodeLine, LineReader } from "./lines.ts";
import type { ChannelEnd, ControlEnd, FromControl, FromLink, LinkEnd } from "./messages.ts";

/** How often link tries to reach control. Our choice: a restarted control is found again before anyone notices. */
export const RECONNECT_MS = millis(500);
/**
 * Bytes not yet read by the other side. Beyond it the connection is cut: a reader that slow has stopped, and the next
 * connection begins with everything that is not stored. Twice what 1,000 unstored reports of 500 bytes take.
 */
export const WRITE_QUEUE_BYTES_MAX = 1_048_576;
/** Owner and group alone. */
const MODE = 0o660;
/** Connections at once: the link, its successor, and a control that tries whether someone listens here. */
const CONNECTIONS_MAX = 4;
/** Link says that control is not there after so many tries in vain: both may be starting. */
const TRIES_BEFORE_WORD = 20;
/** Who has not said hello by then is let go. */
export const HELLO_MS = 2_000;

type Say = (line: string) => void;

/**
 * Control's end on a unix socket of mode 0660. It serves one link at a time; **a newer one that says hello replaces
 * the older**, so that a link that hangs cannot lock out its successor. A socket file that nobody listens on is removed.
 */
export function listenForLink(path: string, say: Say): ControlEnd {
  const end = new Joint<FromControl, FromLink>(parseFromLink, say);
  const server = createServer((socket) => {
    socket.setTimeout(HELLO_MS, () => socket.destroy());
    end.attend(socket);
  });
  server.maxConnections = CONNECTIONS_MAX;
  server.on("error", (cause: NodeJS.ErrnoException) => {
    if (cause.code === "EADDRINUSE") replaceStale(server, path, say);
    else say(`channel ${path}: ${cause.message}. Link cannot come in; the street goes on. ${cureOf(cause.code)}`);
  });
  listenGuarded(server, path);
  end.onClose(() => server.close());
  return end;
}

/** Link's end: connects, and for ever connects again. `parse` gives null for what it refuses. */
export function connectToControl(
  path: string,
  parse: (value: unknown) => FromControl | null,
  scheduler: Scheduler,
  say: Say,
): LinkEnd {
  const end = new Joint<FromLink, FromControl>(parse, say);
  let cancel = (): void => undefined;
  let open = true;
  let tries = 0;
  const reach = (): void => {
    const socket = connect(path);
    socket.on("error", (cause: NodeJS.ErrnoException) => {
      tries += 1;
      if (tries === TRIES_BEFORE_WORD)
        say(`control is not at ${path} (${cause.message}). Tried for ever; is it running?`);
    });
    socket.once("connect", () => {
      tries = 0;
      end.attend(socket);
      if (!socket.destroyed) end.adopt(socket);
    });
    socket.once("close", () => {
      if (open) cancel = scheduler.after(RECONNECT_MS, reach);
    });
  };
  end.onClose(() => {
    open = false;
    cancel();
  });
  reach();
  return end;
}

/** One end over whichever socket is the newest. */
class Joint<Out, In extends { readonly m: string }> implements ChannelEnd<Out, In> {
  readonly #parse: (value: unknown) => In | null;
  readonly #say: Say;
  #socket: Socket | null = null;
  #closed = false;
  #takeMessage: (message: In) => void = () => undefined;
  #takePeer: (present: boolean) => void = () => undefined;
  #onClose: () => void = () => undefined;

  constructor(parse: (value: unknown) => In | null, say: Say) {
    this.#parse = parse;
    this.#say = say;
  }

  send(message: Out): boolean {
    const socket = this.#socket;
    const line = encodeLine(message);
    if (socket === null || line === null) return false;
    if (socket.writableLength + line.length > WRITE_QUEUE_BYTES_MAX) {
      this.#say("channel: the other side does not read; the connection is cut and made anew");
      socket.destroy();
      this.#leave(socket);
      return false;
    }
    socket.write(line);
    return true;
  }

  onMessage(take: (message: In) => void): void {
    this.#takeMessage = take;
  }

  /** Called at once when the other side is there already. */
  onPeer(take: (present: boolean) => void): void {
    this.#takePeer = take;
    if (this.#socket !== null) take(true);
  }

  onClose(run: () => void): void {
    this.#onClose = run;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose();
    const socket = this.#socket;
    this.#socket = null;
    socket?.end();
    socket?.destroySoon();
  }

  /** Makes this socket the one that counts; an older one is cut. */
  adopt(socket: Socket): void {
    const older = this.#socket;
    if (older !== null) {
      older.destroy();
      this.#leave(older);
    }
    socket.setTimeout(0);
    this.#socket = socket;
    this.#takePeer(true);
  }

  /** Reads a socket; a stranger is adopted once it has said hello. */
  attend(socket: Socket): void {
    if (this.#closed) {
      socket.destroy();
      return;
    }
    let refused = 0;
    const reader = new LineReader((value) => {
      const message = this.#parse(value);
      if (message === null) refused += 1;
      else this.#hear(socket, message);
    });
    // One piece, at most 64 KB, a turn of the loop: a flood from the other side must not make a cycle late.
    socket.on("data", (chunk: Buffer) => {
      reader.push(chunk);
      socket.pause();
      setImmediate(() => socket.resume());
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      const dropped = reader.junk + refused;
      if (dropped > 0) this.#say(`channel: dropped ${dropped} lines that made no sense`);
      this.#leave(socket);
    });
  }

  #hear(socket: Socket, message: In): void {
    if (socket.destroyed) return;
    if (this.#socket !== socket && message.m === "hello") this.adopt(socket);
    if (this.#socket === socket) this.#takeMessage(message);
  }

  #leave(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#takePeer(false);
  }
}

/**
 * Made under the umask of the process, which on a device lets nobody else in, then opened to its group. The umask itself is
 * left alone: it is also that of the folders which other threads are making in this moment.
 */
export function listenGuarded(server: Server, path: string): void {
  server.listen(path);
  // Node makes the file at once; one that stands in the way is another's, and is told later.
  if (!server.listening) return;
  try {
    chmodSync(path, MODE);
  } catch (refusal) {
    server.emit("error", refusal);
  }
}

function replaceStale(server: Server, path: string, say: Say): void {
  const probe = connect(path);
  probe.once("connect", () => {
    probe.destroy();
    say(`channel ${path}: another control listens here already. End it, or give this one its own --run-dir.`);
  });
  probe.once("error", (cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ECONNREFUSED" && cause.code !== "ENOENT") {
      say(`channel ${path}: ${cause.message}. Link cannot come in; the street goes on. ${cureOf(cause.code)}`);
      return;
    }
    try {
      if (cause.code === "ECONNREFUSED") unlinkSync(path);
    } catch (refusal) {
      const { message, code } = refusal as NodeJS.ErrnoException;
      say(`channel ${path}: a socket of old stands there (${message}). Link cannot come in. ${cureOf(code)}`);
      return;
    }
    listenGuarded(server, path);
  });
}

function cureOf(code: string | undefined): string {
  if (code === "EACCES" || code === "EPERM") return "Make its folder writable for the user of control.";
  if (code === "ENOENT") return "Make its folder first.";
  return "Look at the folder that it is in.";
}
