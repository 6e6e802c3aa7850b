import { randomBytes } from "node:crypto";
import { existsSync, unlinkSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { listenGuarded } from "../channel/socket.ts";
import { PIECE_BYTES_MAX, type RecordHeader } from "./flight-record.ts";
import type { Json, Memory, Values } from "../measure/decision.ts";
import { SITE, type Control } from "./control.ts";
import type { Pace } from "./pace.ts";

/** People at the post at once, and the longest question one may ask. */
const CLIENTS_MAX = 4;
const QUESTION_BYTES_MAX = 1_024;
/** An asker that says nothing, or reads nothing, for so long is let go. */
const IDLE_MS = 30_000;

/** One question a connection, as a JSON line; answered with JSON lines, then closed. */
export type Question =
  | { readonly ask: "why" | "status" | "record" | "days" }
  /** Something wanted of the device by whoever stands before it; answered when the machine has answered it. */
  | { readonly ask: "request"; readonly verb: string; readonly args: { readonly [key: string]: Json } };
export type Asked = {
  readonly control: Control;
  readonly pace: Pick<Pace, "figures" | "worstBySecondMs">;
  readonly header: RecordHeader;
};

/**
 * The technician's way in: a unix socket of mode 0660, local to the controller. Answers leave in pieces of at most
 * 4 KB a cycle (`pump`), so that reading out ten minutes of record never makes a cycle late.
 */
export class LocalSocket {
  readonly #server: Server;
  readonly #asked: Asked;
  readonly #answers = new Map<Socket, Iterator<string, void>>();
  /** Who waits for the answer to which request. */
  readonly #waiting = new Map<string, Socket>();

  constructor(path: string, asked: Asked, onError: (cause: Error) => void) {
    this.#asked = asked;
    this.#server = createServer((socket) => {
      this.#welcome(socket);
    });
    this.#server.maxConnections = CLIENTS_MAX;
    this.#server.on("error", onError);
    if (existsSync(path)) unlinkSync(path);
    listenGuarded(this.#server, path);
  }

  /** Called once a cycle: sends at most one piece to each asker who keeps up. */
  pump(): void {
    for (const { values } of this.#asked.control.takeSiteAnswers()) this.#settle(values);
    for (const [socket, answer] of this.#answers) {
      if (socket.writableNeedDrain) continue;
      let bytes = 0;
      while (bytes < PIECE_BYTES_MAX) {
        const next = answer.next();
        if (next.done === true) {
          this.#answers.delete(socket);
          socket.end();
          break;
        }
        bytes += next.value.length + 1;
        socket.write(`${next.value}\n`);
      }
    }
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#answers.keys()) socket.destroy();
  }

  #welcome(socket: Socket): void {
    let text = "";
    socket.setEncoding("utf8");
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.#answers.delete(socket);
      for (const [id, waits] of this.#waiting) if (waits === socket) this.#waiting.delete(id);
    });
    socket.on("data", (piece: string) => {
      text += piece;
      if (text.length > QUESTION_BYTES_MAX) socket.destroy();
      const end = text.indexOf("\n");
      if (end === -1 || this.#answers.has(socket)) return;
      const line = text.slice(0, end);
      text = "";
      const question = questionIn(line);
      if (question?.ask === "request") this.#request(socket, question);
      else this.#answers.set(socket, this.#answer(question));
    });
  }

  #request(socket: Socket, { verb, args }: Extract<Question, { ask: "request" }>): void {
    const id = `${SITE}${randomBytes(6).toString("hex")}`;
    this.#waiting.set(id, socket);
    if (this.#asked.control.request({ id, from: "site", verb, args })) return;
    this.#settle({ id, code: 429, result: "too many requests wait: ask again in a second" });
  }

  #settle(values: Values): void {
    const { id } = values;
    if (typeof id !== "string") return;
    const socket = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (socket !== undefined) this.#answers.set(socket, [JSON.stringify(values)].values());
  }

  *#answer(question: Question | null): Generator<string, void> {
    const { control, pace, header } = this.#asked;
    switch (question?.ask) {
      case "why":
        for (const why of [...control.why]) yield JSON.stringify(why);
        return;
      case "status":
        yield JSON.stringify({
          figures: pace.figures,
          worstBySecondMs: pace.worstBySecondMs,
          outputs: control.mind.outputs,
          readings: control.readings,
          waiting: control.outgoing.waiting,
          violations: control.violations,
          writeFaults: control.writeFaults,
        });
        return;
      case "record":
        yield* control.record.lines(header);
        return;
      case "days":
        for (const day of daysIn(control.memory)) yield JSON.stringify(day);
        return;
      case "request":
      case undefined:
        yield JSON.stringify({ error: 'not a question. Ask {"ask":"why"}, "status", "record" or "days".' });
    }
  }
}

/** The days that a lamp post remembers, under `days` of its memory, oldest first. */
function daysIn(memory: Memory | null): readonly Json[] {
  const value = memory?.value;
  const days = typeof value === "object" && value !== null && "days" in value ? value.days : null;
  return Array.isArray(days) ? (days as readonly Json[]) : [];
}

/** null: it is none. */
function questionIn(line: string): Question | null {
  const value = parsed(line);
  if (typeof value !== "object" || value === null || !("ask" in value)) return null;
  const { ask } = value;
  if (ask === "why" || ask === "status" || ask === "record" || ask === "days") return { ask };
  if (ask !== "request" || !("verb" in value) || typeof value.verb !== "string") return null;
  const args = "args" in value ? value.args : {};
  return typeof args === "object" && args !== null && !Array.isArray(args)
    ? { ask, verb: value.verb, args: args as { [key: string]: Json } }
    : null;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
