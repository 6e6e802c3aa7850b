import { openDocument } from "./document.ts";
import { placeOf } from "./place.ts";

/** `file:line:column` of each path, or of its nearest section that stands in the file. */
export function positionsOf(text: string, file: string, paths: readonly string[]): Readonly<Record<string, string>> {
  const { reader, map } = openDocument(text, file);
  const nearest = (path: string): string => {
    for (let steps = path.split("."); steps.length > 0; steps = steps.slice(0, -1)) {
      const place = map === null ? undefined : placeOf(map, steps.join("."));
      if (place !== undefined) return reader.at(place);
    }
    return `${file}:1:1`;
  };
  return Object.fromEntries(paths.map((path) => [path, nearest(path)]));
}
