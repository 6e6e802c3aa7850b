import { setTimeout as pause } from "node:timers/promises";
import type { LocalStatus } from "../../control/local-status.ts";
import { blankRow, put, textOf } from "../../screen/cells.ts";
import { drawable } from "../../screen/look.ts";
import { Terminal } from "../../screen/terminal.ts";
import { askOne } from "../ask.ts";
import { Interruption } from "../interruption.ts";
import { Refusal } from "../refusal.ts";
import { statusLines, type StatusLine } from "./lines.ts";

export type StatusOptions = { readonly socket: string; readonly follow: boolean; readonly json: boolean };

/** Drawn again so often: as often as control tells figures that a person can read. Our choice. */
const FOLLOW_MS = 1_000;
const QUIT = /[qQ\u0003\u0004]/;

/** `gaturum status`: one screen of what it is doing. Exit codes: 0 told, 1 nobody to ask, 3 not permitted. */
export async function status({ socket, follow, json }: StatusOptions): Promise<number> {
  const first = await statusOf(socket);
  if (follow) {
    if (!json && process.stdout.isTTY && process.stdin.isTTY) return onScreen(socket, first);
    return inLines(socket, first, json);
  }
  const text = json ? JSON.stringify(first) : statusLines(first).map(plain).join("\n");
  process.stdout.write(`${text}\n`);
  return 0;
}

export const statusOf = (socket: string): Promise<LocalStatus> => askOne<LocalStatus>(socket, { ask: "status" });

const plain = ({ text, beside }: StatusLine): string => (beside === "" ? text : `${text}  (${beside})`);

/** The newest that control said, or what keeps it from answering. */
type Seen = { readonly status: LocalStatus; readonly trouble: string | null };

async function seen(socket: string, was: LocalStatus): Promise<Seen> {
  try {
    return { status: await statusOf(socket), trouble: null };
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    return { status: was, trouble: cause.message };
  }
}

/** Redrawn once a second until q, Ctrl-C or a signal. A control that is away is waited for: it is started again. */
async function onScreen(socket: string, first: LocalStatus): Promise<number> {
  const quit = new AbortController();
  let now: Seen = { status: first, trouble: null };
  const draw = (): void => terminal.show(drawn(now, terminal.size));
  const terminal = new Terminal(process.stdin, process.stdout, {
    onTyped: (text) => QUIT.test(text) && quit.abort(),
    onQuit: () => quit.abort(),
    onResize: draw,
  });
  try {
    for (;;) {
      draw();
      await pause(FOLLOW_MS, undefined, { signal: quit.signal }).catch(() => undefined);
      if (quit.signal.aborted) break;
      now = await seen(socket, now.status);
    }
  } finally {
    terminal.end();
  }
  return 0;
}

function drawn({ status: { ...told }, trouble }: Seen, { columns, rows }: Terminal["size"]): readonly string[] {
  const look = drawable(process.env);
  const gone: StatusLine[] = trouble === null ? [] : [{ text: trouble, beside: "what follows is old", ink: "fault" }];
  const all = [...gone, ...statusLines(told)];
  const room = Math.max(1, rows - 1);
  const shown = all.length <= room ? all : all.slice(0, room - 1);
  const left = all.length - shown.length;
  const foot = left === 0 ? "q ends it" : `${left} more lines: gaturum status, without --follow. q ends it`;
  return [
    ...shown.map((each) => rowOf(each, columns, look)),
    rowOf({ text: foot, beside: "", ink: "plain" }, columns, look),
  ];
}

/** The text at the left, what passes at the right where there is room for both. */
function rowOf({ text, beside, ink }: StatusLine, columns: number, look: ReturnType<typeof drawable>): string {
  const row = blankRow(columns);
  const end = put(row, 0, text, ink);
  if (end + beside.length < columns) put(row, columns - beside.length, beside);
  return textOf(row, look);
}

/** What stands there and was not there before; everything at first. A change is a change of a text, not of an age. */
async function inLines(socket: string, first: LocalStatus, json: boolean): Promise<number> {
  const interruption = new Interruption();
  const end = (): void => interruption.interrupt();
  // Whoever read the lines has gone, as `| head` does.
  process.stdout.on("error", end);
  let told: readonly string[] = [];
  let now: Seen = { status: first, trouble: null };
  try {
    while (!interruption.signal.aborted) {
      const { status: is, trouble } = now;
      const texts = trouble === null ? statusLines(is).map(({ text }) => text) : [trouble];
      const fresh = texts.filter((text) => !told.includes(text));
      const at = new Date().toISOString().slice(11, 19);
      if (json && (fresh.length > 0 || texts.length !== told.length))
        process.stdout.write(`${JSON.stringify(trouble === null ? is : { trouble })}\n`);
      else if (!json) for (const text of fresh) process.stdout.write(`${at}  ${text}\n`);
      told = texts;
      await interruption.pause(FOLLOW_MS);
      now = await seen(socket, is);
    }
  } finally {
    interruption.end();
    process.stdout.off("error", end);
  }
  return 0;
}
