import { connect } from "node:net";
import type { Question } from "../control/local-socket.ts";
import { Refusal } from "./refusal.ts";

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

/** The first line of an answer. Throws a {@link Refusal} that says why there is none. */
export async function askOne<Answer>(path: string, question: Question): Promise<Answer> {
  try {
    for await (const line of ask(path, question)) return JSON.parse(line) as Answer;
  } catch (cause) {
    throw socketRefusal(path, cause);
  }
  throw new Refusal(`${path}: control ended before it answered. Ask again; gaturum logs says why.`);
}

/** All lines of an answer. Throws a {@link Refusal} that says why there is none. */
export async function askAll(path: string, question: Question): Promise<readonly string[]> {
  const lines: string[] = [];
  try {
    for await (const line of ask(path, question)) lines.push(line);
  } catch (cause) {
    throw socketRefusal(path, cause);
  }
  return lines;
}

/** Ends a verb with 1, or with 3 where this user may not ask. */
export function socketRefusal(path: string, cause: unknown): Refusal {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  return new Refusal(socketTrouble(path, cause), code === "EACCES" || code === "EPERM" ? 3 : 1);
}

/** Why the socket could not be asked, in words. */
export function socketTrouble(path: string, cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  switch (code) {
    case "ENOENT":
    case "ECONNREFUSED":
      return `no control is running at ${path}. Start it with: sudo systemctl start gaturum-control; on a bench: npx gaturum run --config FILE`;
    case "EACCES":
      return `no permission on ${path}. Ask as the user who runs it, or join its group (sudo usermod -aG gaturum NAME) and log in again.`;
    default:
      return `${path}: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}
