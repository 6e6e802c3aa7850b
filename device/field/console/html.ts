/** Text that is HTML already. Whatever else comes into {@link html} is escaped: control's words, names in a config. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
type Part = Html | string | number | null | readonly Part[];

/** null is nothing. */
export const html = (raw: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(raw.map((text, at) => text + rendered(parts[at] ?? null)).join(""));

function rendered(part: Part): string {
  if (part === null) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return part.map(rendered).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");
