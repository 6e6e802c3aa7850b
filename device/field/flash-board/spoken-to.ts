import { FirmataBoard } from "../../../drivers/firmata/board.ts";
import { openFault } from "../../../drivers/serial/cure.ts";
import { SerialLine } from "../../../drivers/serial/serial-line.ts";
import { monotonicNow } from "../../control/monotonic.ts";

/** A board that was written begins its program within 2 s, and is asked for 5: twice, for it may be reset once more. Our choice. */
const WITHIN_MS = 15_000;

/** Why the port cannot be used now; null: it can. Opening it resets the board, which then nobody else was using. */
export async function portProblem(port: string): Promise<string | null> {
  let line: SerialLine | null = null;
  const problem = await new Promise<string | null>((resolve) => {
    line = new SerialLine(port, SPEED_BAUD, {
      opened: () => resolve(null),
      bytes: () => undefined,
      lost: ({ detail }) => resolve(detail),
    });
  });
  await (line as SerialLine | null)?.close();
  return problem;
}

/** Any that every adapter has: nothing is said. */
const SPEED_BAUD = 9_600;

export type Spoke = { readonly ok: true; readonly firmware: string } | { readonly ok: false; readonly detail: string };

/** Speaks with the board as control does, until it has said who it is. */
export async function spokenTo(port: string): Promise<Spoke> {
  const lines: string[] = [];
  let wake = (): void => undefined;
  const board = new FirmataBoard({
    board: "board",
    port,
    now: monotonicNow,
    log: (line) => {
      lines.push(line);
      if (board.online) wake();
    },
  });
  const late = new Promise<void>((resolve) => {
    wake = resolve;
    setTimeout(resolve, WITHIN_MS).unref();
  });
  board.start();
  await late;
  const isOnline = board.online;
  await board.close();
  const said = (lines.at(-1) ?? "").replace(/^board: /, "");
  if (isOnline) return { ok: true, firmware: said.slice(0, -` on ${port}`.length) };
  return { ok: false, detail: said === "" ? openFault(port, "No such file").detail : said };
}
