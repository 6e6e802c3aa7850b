import { randomBytes } from "node:crypto";
import { existsSync, unlinkSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { SITE } from "../channel/from-link.ts";
import { listenGuarded } from "../channel/socket.ts";
import { PIECE_BYTES_MAX, type RecordHeader } from "./flight-record.ts";
import type { Json, Memory, Values } from "../measure/decision.ts";
import type { Control } from "./control.ts";
import type { Pace } from "./pace.ts";

/** People at the post at once, and the longest question one may ask. */
const CLIENTS_MAX = 4;
const QUESTION_BYTES_MAX = 1_024;
/**
 * All that `gaturum why` may ask for in one piece, 200 decisions of 310 bytes
 * are 62 KB, made in 0.4 ms here. Whoever drains a flight record, of megabytes, waits for smaller ones.
 */
const WHY_BYTES_MAX = 128 * 1_024;
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
 * The technician's way in: a unix socket of mode 0660, local to the controller. Answers leave in one
 * piece a cycle (`pump`), so that reading out ten minutes of record never makes a cycle late.
 */
export class LocalSocket {
  readonly #server: Server;
  readonly #asked: Asked;
  readonly #answers = new Map<Socket, Answer>();
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
    for (const [socket, answer] of this.#answers) this.#tell(socket, answer);
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
      else this.#begin(socket, question);
    });
  }

  /** The first piece leaves at once: a cycle more would be as long again as all the rest of `gaturum why`. */
  #begin(socket: Socket, question: Question | null): void {
    const answer = { lines: this.#answer(question), bytesMax: pieceBytes(question) };
    this.#answers.set(socket, answer);
    this.#tell(socket, answer);
  }

  #tell(socket: Socket, answer: Answer): void {
    if (socket.writableNeedDrain) return;
    const { piece, isLast } = nextPiece(answer);
    if (isLast) this.#answers.delete(socket);
    if (piece.length > 0) socket.write(piece);
    if (isLast) socket.end();
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
    if (socket !== undefined)
      this.#answers.set(socket, { lines: [JSON.stringify(values)].values(), bytesMax: PIECE_BYTES_MAX });
  }

  *#answer(question: Question | null): Generator<string, void> {
    const { control, pace, header } = this.#asked;
    switch (question?.ask) {
      case "why":
        for (const why of [...control.why]) yield JSON.stringify(why);
        return;
      case "status":
        yield JSON.stringify({
          version: header.version,
          run: control.run,
          moving: control.moving,
          figures: pace.figures,
          worstBySecondMs: pace.worstBySecondMs,
          outputs: control.mind.outputs,
          readings: control.readings,
          standing: control.standing,
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

type Answer = { readonly lines: Iterator<string, void>; readonly bytesMax: number };

const pieceBytes = (question: Question | null): number => (question?.ask === "why" ? WHY_BYTES_MAX : PIECE_BYTES_MAX);

/** Lines as long as there are any and the piece is not full; one write, for each is a call into the kernel. */
function nextPiece({ lines, bytesMax }: Answer): { readonly piece: string; readonly isLast: boolean } {
  let piece = "";
  while (piece.length < bytesMax) {
    const next = lines.next();
    if (next.done === true) return { piece, isLast: true };
    piece += `${next.value}\n`;
  }
  return { piece, isLast: false };
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
