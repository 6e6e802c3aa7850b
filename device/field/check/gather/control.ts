import { setTimeout as pause } from "node:timers/promises";
import type { Reading } from "../../../measure/reading.ts";
import { ask } from "../../ask.ts";
import { configWords } from "../config-words.ts";
import type { ControlFacts, Status } from "../facts.ts";

/** What holds now and so much later is no passing thing; as long as a driver and a meter need. Our choice. */
const APART_MS = 1_200;
/** A guard's contact is stale after 40 ms: a computer that stood still for a moment is asked so often more. Our choice. */
const MORE_LOOKS_MAX = 3;
const MORE_APART_MS = 200;

/** Asks a running control twice, and more while something is stale. Nothing is changed by it. */
export async function askControl(socket: string, config: string): Promise<ControlFacts> {
  try {
    const first = await statusOf(socket);
    await pause(APART_MS);
    let last = await statusOf(socket);
    for (let more = 0; more < MORE_LOOKS_MAX && hasStale(last); more += 1) {
      await pause(MORE_APART_MS);
      last = await statusOf(socket);
    }
    return first === null || last === null ? STRANGE : { is: "running", first, last };
  } catch (cause) {
    return trouble(socket, config, cause);
  }
}

const hasStale = (status: Status | null): boolean =>
  Object.values<Reading<unknown>>(status?.readings ?? {}).some(
    (reading) => !reading.ok && reading.fault.cause === "stale",
  );

/** null: an answer of another version. */
export async function statusOf(socket: string): Promise<Status | null> {
  for await (const line of ask(socket, { ask: "status" })) {
    const status = JSON.parse(line) as Partial<Status>;
    const isOurs = typeof status.at === "number" && status.link !== undefined && status.figures !== undefined;
    return isOurs ? (status as Status) : null;
  }
  return null;
}

const START = "Start it: sudo systemctl start gaturum-control. Why it ended: journalctl -u gaturum-control -n 20";
const RESTART =
  "Restart it: sudo systemctl restart gaturum-control. If it comes again, change the card, then the board.";
const STRANGE: ControlFacts = {
  is: "strange",
  text: "The control that runs answers otherwise than this program asks: it is of another version. Restart it: sudo systemctl restart gaturum-control gaturum-link",
};

const onABench = (config: string): string =>
  configWords(config) === "" ? "" : `; on a bench: gaturum run${configWords(config)}`;

function trouble(socket: string, config: string, cause: unknown): ControlFacts {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "EACCES") return { is: "forbidden", text: `You may not ask at ${socket}.` };
  if (code === "ENOENT" || code === "ECONNREFUSED")
    return {
      is: "absent",
      text: `No control runs at ${socket}: the lamp or the press is as its wiring leaves it. ${START}${onABench(config)}`,
    };
  const said = cause instanceof Error ? cause.message : String(cause);
  return { is: "silent", text: `Control runs and does not answer (${said}). ${RESTART}` };
}
