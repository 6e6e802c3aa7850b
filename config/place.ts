import { isCollection, isMap, isSeq, type Node, type YAMLMap } from "yaml";
import { nameOf, type Place } from "./reader.ts";

/**
 * Where the key or value at a path stands, as messages write paths: entries of a list are counted from 1. A section or
 * list stands where its key does. Undefined: it is not in the file.
 */
export function placeOf(map: YAMLMap, path: string): Place | undefined {
  let node: unknown = map;
  let place: Place | undefined;
  for (const step of path.split(".")) {
    let key: Node | null = null;
    if (isMap(node)) {
      const item = node.items.find((pair) => nameOf(pair.key) === step);
      if (item === undefined) return undefined;
      key = item.key as Node;
      node = item.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step) - 1];
    } else return undefined;
    if (node === undefined) return undefined;
    place = key !== null && (node === null || isCollection(node)) ? key : (node as Node);
  }
  return place;
}
