type Data = Record<string, unknown>;

/**
 * `next` with every part that equals `was` taken from `was`: equal data is then the same object, however it was made.
 * Both are plain JSON data.
 */
export function sharing<T>(was: T, next: T): T {
  if (was === next || typeof was !== "object" || typeof next !== "object" || was === null || next === null) return next;
  if (Array.isArray(was) && Array.isArray(next)) return sharingList(was, next) as T;
  if (Array.isArray(was) || Array.isArray(next)) return next;
  return sharingKeys(was as Data, next as Data) as T;
}

/** Most often all is as it was, so nothing is copied before something is known to differ. */
function sharingKeys(was: Data, next: Data): Data {
  let equal = true;
  let keys = 0;
  let shared: Data | null = null;
  for (const key in next) {
    keys += 1;
    const before = was[key];
    const after = next[key];
    if (before === after && before !== undefined) continue;
    const part = sharing(before, after);
    if (part !== before || !(key in was)) equal = false;
    if (part !== after) (shared ??= { ...next })[key] = part;
  }
  return equal && keys === Object.keys(was).length ? was : (shared ?? next);
}

function sharingList(was: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  let equal = was.length === next.length;
  let shared: unknown[] | null = null;
  for (let index = 0; index < next.length; index++) {
    const part = sharing(was[index], next[index]);
    if (part !== was[index]) equal = false;
    if (part !== next[index]) (shared ??= [...next])[index] = part;
  }
  return equal ? was : (shared ?? next);
}
