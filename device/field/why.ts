import { open } from "node:fs/promises";
import type { ToldWhy } from "../control/control-options.ts";
import type { Standing } from "../bin/told/standing.ts";
import type { LampStanding } from "../lamp/shown.ts";
import { ask, socketRefusal } from "./ask.ts";
import { Refusal, refusalAt } from "./refusal.ts";
import { standingLines } from "./standing-text.ts";

export type WhyOptions = {
  readonly socket: string;
  readonly last: number;
  readonly json: boolean;
  /** A file that the flight record of the last minutes is saved to. */
  readonly record: string | null;
};

/** `gaturum why`: the last decisions, newest last, each with what it rests on. Exit codes: 0 told, 1 nobody to ask, 3 not permitted. */
export async function why(options: WhyOptions): Promise<number> {
  try {
    await tell(options);
    if (options.record !== null) await save(options.socket, options.record);
    return 0;
  } catch (cause) {
    throw cause instanceof Refusal ? cause : socketRefusal(options.socket, cause);
  }
}

async function tell({ socket, last, json }: WhyOptions): Promise<void> {
  const lines: string[] = [];
  for await (const line of ask(socket, { ask: "why" })) lines.push(line);
  if (!json && isUndone(lines.at(-1))) process.stdout.write(`${OBSERVING}\n`);
  for (const line of lines.slice(-last)) {
    process.stdout.write(`${json ? line : sentence(JSON.parse(line) as ToldWhy)}\n`);
  }
  if (json) return;
  if (lines.length === 0) process.stdout.write("no decision yet\n");
  for await (const line of ask(socket, { ask: "status" })) {
    const { standing } = JSON.parse(line) as { readonly standing: Standing | LampStanding | null };
    if (standing !== null && "fill" in standing) process.stdout.write(`${standingLines(standing).join("\n")}\n`);
  }
}

const OBSERVING = "observe mode: it moves nothing, and this is what it would have done (mode: active lets it)";
const isUndone = (line: string | undefined): boolean =>
  line !== undefined && (JSON.parse(line) as ToldWhy).would === true;

function sentence({ at, ts, subject, text, because, would }: ToldWhy): string {
  const when = ts === null ? `${(at / 1_000).toFixed(1)} s up` : new Date(ts).toISOString().slice(11, 19);
  const rests = Object.entries(because).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return `${when}  ${subject}  ${would === true ? "(would) " : ""}${text}${rests.length === 0 ? "" : `  (${rests.join(", ")})`}`;
}

async function save(socket: string, file: string): Promise<void> {
  const refused = (cause: unknown): never => {
    throw refusalAt(file, cause);
  };
  const out = await open(file, "w", 0o640).catch(refused);
  let count = 0;
  try {
    for await (const line of ask(socket, { ask: "record" })) {
      count += 1;
      await out.write(`${line}\n`).catch(refused);
    }
  } finally {
    await out.close();
  }
  process.stdout.write(`flight record saved: ${file}, ${count} lines. Play it with: npx gaturum replay ${file}\n`);
}
