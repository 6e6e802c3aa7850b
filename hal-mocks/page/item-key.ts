const keys = new WeakMap<object, number>();
let last = 0;

/** A key that stays with an item of a list, whatever comes before it: so what was opened stays open. */
export function itemKey(item: object): number {
  const known = keys.get(item);
  if (known !== undefined) return known;
  last += 1;
  keys.set(item, last);
  return last;
}
