import { connect } from "node:net";
import type { Question } from "../control/local-socket.ts";

/** No line from control for so long: it hangs, or the socket is another program's. */
const SILENCE_MS = 5_000;

/** Puts one question to a running control over its local socket and yields the lines of the answer. */
export async function* ask(path: string, question: Question): AsyncGenerator<string, void> {
  const socket = connect(path);
  socket.setEncoding("utf8");
  socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error(`no answer within ${SILENCE_MS / 1_000} s`)));
  socket.write(`${JSON.stringify(question)}\n`);
  let rest = "";
  for await (const piece of socket) {
    const lines = (rest + (piece as string)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** Why the socket could not be asked, in words. */
export function socketTrouble(path: string, cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  switch (code) {
    case "ENOENT":
    case "ECONNREFUSED":
      return `no control is running at ${path}. Start it with: npx gaturum run --config FILE`;
    case "EACCES":
      return `no permission on ${path}. Join the group that runs gaturum, or ask as that user.`;
    default:
      return `${path}: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}
