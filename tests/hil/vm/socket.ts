import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** qemu makes its sockets as one of its first acts; 5 s is much, on any machine. */
const TRIES = 100;
const BETWEEN_MS = 50;

/** A connection to a socket that qemu is about to make. */
export async function connected(path: string, ended: Promise<unknown>): Promise<Socket> {
  const over = new AbortController();
  void ended.then(() => over.abort());
  for (let left = TRIES; ; left -= 1) {
    const socket = connect(path);
    const cause = await new Promise<Error | null>((resolve) => {
      socket.once("connect", () => resolve(null)).once("error", resolve);
    });
    // A VM that goes off takes its sockets with it: that is told by its end, not here.
    if (cause === null) return socket.removeAllListeners("error").on("error", () => undefined);
    if (over.signal.aborted || left === 0) throw new Error(`qemu made no ${path}: ${cause.message}`);
    await pause(BETWEEN_MS);
  }
}
