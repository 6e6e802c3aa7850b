import type { Json } from "../measure/decision.ts";
import { askOne } from "./ask.ts";
import { orRefusal } from "./refusal.ts";

/** What someone at the post wants, and the words in which the running control knows it. */
export type Wish = { readonly verb: string; readonly args: { readonly [key: string]: Json } };

type Answer = { readonly code: number; readonly result: string };

/** `gaturum dim`, `inhibit`, `reset-latch`: asks the running control. Exit codes: 0 done or begun, 1 not, 3 not permitted. */
export const request = (socket: string, wish: Wish, json: boolean): Promise<number> =>
  orRefusal(async () => tell(await askOne<Answer>(socket, { ask: "request", ...wish }), json));

/** Of an answer after which the device is still at it. */
const BEGUN = 202;

function tell(answer: Answer, json: boolean): number {
  const done = answer.code < 300;
  const word = answer.code === BEGUN ? "begun" : done ? "done" : "refused";
  if (json) process.stdout.write(`${JSON.stringify(answer)}\n`);
  else (done ? process.stdout : process.stderr).write(`${word}: ${answer.result}\n`);
  return done ? 0 : 1;
}
