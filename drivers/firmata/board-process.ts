import { openFault, unplugged } from "../serial/cure.ts";
import { openBridge, type Bridge } from "./bridge.ts";
import { firmwareFault, unanswered } from "./cure.ts";
import type { BoardFault, BoardStart, FromBoard, ToBoard } from "./messages.ts";
import { Newest } from "./newest.ts";
import { BoardSession } from "./session.ts";

/**
 * The process of one board, started by `board.ts` again and again: native add-ons crash, and an unplugged board leaves
 * timers behind. It ends when its parent is gone, with every output as it is safe.
 */
const start = JSON.parse(process.argv[2] ?? "{}") as BoardStart;
/** For the last bytes to a board. Our choice. */
const LAST_BYTES_MS = 300;

let session: BoardSession | null = null;
let bridge: Bridge | null = null;
let [ending, anyBytes] = [false, false];
const state = new Newest((gone) => {
  if (session === null || ending) return;
  const { name = "" } = board.io.firmware;
  const { major = 0, minor = 0 } = board.io.version;
  const firmware = `${name} (Firmata ${major}.${minor})`;
  send({ m: "state", at: session.heardAt, firmware, pins: session.pins }, gone);
});

// The parent decides: a Ctrl-C reaches both, and the outputs are halted over this process.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
process.on("disconnect", end);
process.on("message", (message: ToBoard) => session?.set(message.outputs));
process.on("uncaughtException", (mistake) => {
  fail({ cause: "broken", detail: `the process of the board on ${start.port} failed: ${mistake.message}.` });
});
if (!process.connected) process.exit(0);

bridge = await openBridge(start.port, start.answerMs);
const { board, port } = bridge;
// The port's errors: an emitter that nobody listens to throws them.
board.io.on("error", (cause) => {
  fail(port.isOpen ? unplugged(start.port) : openFault(start.port, cause.message));
});
port.on("close", () => {
  fail(unplugged(start.port));
});
port.on("data", () => (anyBytes = true));
const answer = setTimeout(() => {
  fail(unanswered(start.port, anyBytes));
}, start.answerMs);
board.io.on("queryfirmware", () => {
  const fault = firmwareFault(start.port, board.io.firmware.name ?? "");
  if (fault !== null) fail(fault);
});
board.once("error", () => {
  fail(unanswered(start.port, anyBytes));
});
board.once("ready", () => {
  clearTimeout(answer);
  const changed = () => {
    state.changed();
  };
  if (!ending) session = new BoardSession(board, start, { changed, failed: fail });
});

function fail(fault: BoardFault): void {
  if (ending) return;
  ending = true;
  send({ m: "fault", ...fault }, () => {
    leave(1);
  });
}

function end(): void {
  if (ending) return;
  ending = true;
  leave(0);
}

/** Whatever the reason is: a board that still listens has its outputs safe. */
function leave(code: number): void {
  session?.end();
  if (bridge?.port.isOpen !== true) process.exit(code);
  setTimeout(() => process.exit(code), LAST_BYTES_MS);
  bridge.port.drain(() => process.exit(code));
}

/** A parent that is gone hears nothing: then `disconnect` comes. */
function send(message: FromBoard, sent: () => void): void {
  if (process.connected) process.send?.(message, undefined, undefined, sent);
  else sent();
}
