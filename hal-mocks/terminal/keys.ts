/** What someone at the keyboard may do to the street. */
export type Verb = "walk" | "litter" | "jam" | "network" | "clock" | "breakSensor" | "mend" | "quit";

/** Letters as the terminal names them, and 1 to 5 as the page does. Ctrl-C arrives as a key, since the terminal is raw. */
const VERBS: Readonly<Record<string, Verb>> = {
  w: "walk",
  "1": "walk",
  t: "litter",
  "2": "litter",
  j: "jam",
  "3": "jam",
  n: "network",
  "4": "network",
  c: "clock",
  "5": "clock",
  b: "breakSensor",
  "0": "mend",
  q: "quit",
  "\u0003": "quit",
};

/** Arrow and function keys send one of these; their letters mean no verb. */
const LONG_KEY = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|O.|.)?/g;
/** More than this in one piece was pasted, not typed. */
const MOST_KEYS = 16;

/** The verbs in what a terminal sent at once. */
export function verbsOf(typed: string): Verb[] {
  const keys = Array.from(typed.replaceAll(LONG_KEY, "")).slice(0, MOST_KEYS);
  return keys.flatMap((key) => VERBS[key.toLowerCase()] ?? []);
}
