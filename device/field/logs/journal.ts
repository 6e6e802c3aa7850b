import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { userInfo } from "node:os";
import { Refusal } from "../refusal.ts";
import { fromJournal, type LogLine } from "./lines.ts";

const UNITS = ["gaturum-control.service", "gaturum-link.service"] as const;
/** What journalctl says to a user who may not see what services wrote, in the words of systemd 247 to 257. */
const NOT_PERMITTED = /insufficient permissions|not seeing messages from other users/i;

/** More than any complaint of journalctl. */
const COMPLAINT_MAX = 2_000;

export type JournalWish = {
  readonly lines: number;
  readonly sinceTs: number | null;
  readonly follow: boolean;
  readonly signal: AbortSignal;
};

/** What the two services said, from the journal of this computer. Throws a {@link Refusal} that says why it cannot. */
export async function* journalLines({ lines, sinceTs, follow, signal }: JournalWish): AsyncGenerator<LogLine, void> {
  const since = sinceTs === null ? [] : [`--since=@${Math.floor(sinceTs / 1_000)}`];
  const what = ["--output=json", "--output-fields=MESSAGE,_SYSTEMD_UNIT", `--lines=${lines}`, "--no-pager"];
  const words = [...what, ...UNITS.map((unit) => `--unit=${unit}`), ...since, ...(follow ? ["--follow"] : [])];
  const child = spawn("journalctl", words, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close").catch((cause: unknown) => cause);
  const stop = (): boolean => child.kill();
  signal.addEventListener("abort", stop, { once: true });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    complaint = (complaint + piece).slice(0, COMPLAINT_MAX);
    // With --follow it would wait for ever for lines that this user never sees.
    if (NOT_PERMITTED.test(complaint)) child.kill();
  });
  try {
    for await (const text of createInterface({ input: child.stdout })) {
      const line = fromJournal(text);
      if (line !== null) yield line;
    }
    const outcome = await ended;
    if (!signal.aborted) refuse(outcome, child.exitCode, complaint);
  } finally {
    signal.removeEventListener("abort", stop);
    child.kill();
  }
}

function refuse(outcome: unknown, exitCode: number | null, complaint: string): void {
  if (outcome instanceof Error) {
    throw new Refusal("there is no journalctl on this computer. gaturum run on a bench keeps its own log.");
  }
  if (NOT_PERMITTED.test(complaint)) {
    const name = userInfo().username;
    throw new Refusal(
      `you may not read the journal. Join its group, and log in again: sudo usermod -aG systemd-journal ${name}`,
      3,
    );
  }
  if (exitCode !== 0) throw new Refusal(`journalctl: ${complaint.trim() || `it ended with ${exitCode}`}`);
}
