import { isMap, parseDocument, type Document } from "yaml";

/** Keys from the top of a config to one of its values, and that as a person writes it; null: it is left out. */
export type FillIn = readonly [path: readonly string[], value: string | null];

/**
 * The text of a config with other values in it; the rest, its remarks too, stays. A text that is no config comes back as
 * it is: the loader says what is wrong with it.
 */
export function filledIn(text: string, values: readonly FillIn[]): string {
  const document = parseDocument(text, { schema: "core" });
  if (document.errors.length > 0 || !isMap(document.contents)) return text;
  for (const [path, value] of values) {
    if (!canHold(document, path)) continue;
    if (value !== null) document.setIn(path, value);
    else if (document.hasIn(path)) document.deleteIn(path);
  }
  return document.toString({ lineWidth: 0 });
}

/** Each key above the last is absent or a section. */
const canHold = (document: Document, path: readonly string[]): boolean =>
  path.slice(0, -1).every((_, index) => {
    const above = document.getIn(path.slice(0, index + 1), true);
    return above === undefined || isMap(above);
  });
