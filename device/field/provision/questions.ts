import type { Interruption } from "../interruption.ts";
import { Refusal } from "../refusal.ts";
import { canAsk, Terminal } from "../terminal.ts";
import { RULES, wrongAnswer, type Answers, type Field } from "./fields.ts";

/** What is wrong with an answer beyond how it is written, such as a name that is taken; null: nothing. */
export type Taken = (field: Field, answer: string) => string | null;

/**
 * All answers: those given as flags, and on a terminal the others. What was given is looked at first, so that a wrong
 * flag is told before a question is asked.
 */
export async function answersFrom(
  given: Answers,
  fields: readonly Field[],
  taken: Taken,
  interruption: Interruption,
): Promise<Answers> {
  for (const field of fields) {
    const text = given[field];
    const wrong = text === undefined ? null : (wrongAnswer(field, text) ?? taken(field, text));
    if (wrong !== null) throw new Refusal(`--${field}: ${wrong}`, wrongAnswer(field, text ?? "") === null ? 1 : 2);
  }
  const open = fields.filter((field) => given[field] === undefined);
  const needed = open.filter((field) => !RULES[field].optional);
  if (needed.length === 0) return given;
  if (!canAsk()) {
    const flags = needed.map((field) => `--${field}`).join(", ");
    throw new Refusal(`provision needs ${flags}. On a terminal it asks; here there is none.`, 2);
  }
  return { ...given, ...(await asked(open, taken, interruption)) };
}

async function asked(fields: readonly Field[], taken: Taken, interruption: Interruption): Promise<Answers> {
  const terminal = new Terminal(interruption);
  try {
    terminal.say("An empty answer leaves out what is optional. Ctrl-C ends it, and nothing is written.");
    const answers: Partial<Record<Field, string>> = {};
    for (const field of fields) {
      const { ask, optional } = RULES[field];
      const wrong = (text: string): string | null => wrongAnswer(field, text) ?? taken(field, text);
      const answer = await terminal.ask({
        text: `${ask}${optional ? " (optional)" : ""}`,
        usual: optional ? "" : null,
        wrong,
      });
      if (answer !== "") answers[field] = answer;
    }
    if (!(await terminal.isSure(`Write ${answers.device ?? "it"}?`))) throw new Refusal("Nothing was written.");
    return answers;
  } finally {
    terminal.close();
  }
}
