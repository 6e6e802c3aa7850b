import type { Values } from "./reader.ts";

/** What the wiring that a part asks for does when its wire is cut; null: nothing wrong. */
export function wireRule(driver: string | null, { active, pull }: Values): { wrong: string; instead: string } | null {
  if (driver !== "beam" || typeof active !== "string" || typeof pull !== "string") return null;
  const cut = { down: "low", up: "high" }[pull];
  if (cut === undefined || cut === active) return null;
  const wrong = `pull: ${pull} makes a cut wire ${cut}, which reads as a clear beam while active is ${active}`;
  const instead = `Write pull: ${pull === "up" ? "down" : "up"}, or wire the receiver so that blocked is ${cut} and write active: ${cut}.`;
  return { wrong, instead };
}
