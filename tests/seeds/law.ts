/** What a life is judged by. Each must be broken by some planted bug (docs/seeds.md): a law that nothing breaks shows nothing. */
export const LAWS = [
  "light when blind",
  "light owed",
  "ram",
  "session at the end",
  "session retained",
  "session numbers",
  "records missing",
  "records waiting",
  "promised",
  "contract",
  "order",
  "sealed",
  "live",
  "gaps",
  "commands answered",
  "commands counted",
  "commands unsure",
  "commands once",
  "commands agree",
  "settings unproved",
  "settings bad",
  "settings stranded",
  "settings told",
  "settings newest",
  "settings rejected",
  "settings followed",
  "time unknown",
  "time off",
  "time in order",
] as const;
export type Law = (typeof LAWS)[number];

/** A line of what was broken. */
export const breach = (law: Law, what: string): string => `${law}: ${what}`;
/** Whose it is; `thrown` where a life did not end. */
export const lawOf = (line: string): string => line.slice(0, line.indexOf(":"));
