import { existsSync, unlinkSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { listenGuarded } from "../channel/socket.ts";
import type { Json, Memory } from "../measure/decision.ts";
import { PIECE_BYTES_MAX, type RecordHeader } from "./flight-record.ts";
import type { Control } from "./control.ts";
import type { Pace } from "./pace.ts";

/** People at the post at once, and the longest question one may ask. */
const CLIENTS_MAX = 4;
const QUESTION_BYTES_MAX = 1_024;
/** An asker that says nothing, or reads nothing, for so long is let go. */
const IDLE_MS = 30_000;

/** One question a connection, as a JSON line; answered with JSON lines, then closed. */
export type Question = { readonly ask: "why" | "status" | "record" | "days" };
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
    socket.on("close", () => this.#answers.delete(socket));
    socket.on("data", (piece: string) => {
      text += piece;
      if (text.length > QUESTION_BYTES_MAX) socket.destroy();
      const end = text.indexOf("\n");
      if (end === -1 || this.#answers.has(socket)) return;
      this.#answers.set(socket, this.#answer(text.slice(0, end)));
    });
  }

  *#answer(line: string): Generator<string, void> {
    const { control, pace, header } = this.#asked;
    switch (questionIn(line)) {
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
      default:
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

function questionIn(line: string): string {
  try {
    const question: unknown = JSON.parse(line);
    if (typeof question === "object" && question !== null && "ask" in question) return String(question.ask);
  } catch {
    // Not JSON: answered as any other question that is none.
  }
  return "";
}
