import type { Json } from "../measure/decision.ts";
import { ask, socketRefusal } from "./ask.ts";

/** What someone at the post wants, and the words in which the running control knows it. */
export type Wish = { readonly verb: string; readonly args: { readonly [key: string]: Json } };

/** `gaturum dim`, `inhibit`, `reset-latch`: asks the running control. Exit codes: 0 done or begun, 1 not, 3 not permitted. */
export async function request(socket: string, wish: Wish, json: boolean): Promise<number> {
  try {
    for await (const line of ask(socket, { ask: "request", ...wish })) return tell(line, json);
  } catch (cause) {
    const { message, exitCode } = socketRefusal(socket, cause);
    process.stderr.write(`${message}\n`);
    return exitCode;
  }
  return 1;
}

/** Of an answer after which the device is still at it. */
const BEGUN = 202;

function tell(line: string, json: boolean): number {
  const answer = JSON.parse(line) as { readonly code: number; readonly result: string };
  const done = answer.code < 300;
  const word = answer.code === BEGUN ? "begun" : done ? "done" : "refused";
  if (json) process.stdout.write(`${line}\n`);
  else (done ? process.stdout : process.stderr).write(`${word}: ${answer.result}\n`);
  return done ? 0 : 1;
}
