/**
 * `next` with every part that equals `was` taken from `was`: equal data is then the same object, however it was made.
 * Both are plain JSON data.
 */
export function sharing<T>(was: T, next: T): T {
  if (was === next || typeof was !== "object" || typeof next !== "object" || was === null || next === null) return next;
  if (Array.isArray(was) !== Array.isArray(next)) return next;
  const left = was as Record<string, unknown>;
  const right = next as Record<string, unknown>;
  let equal = Object.keys(left).length === Object.keys(right).length;
  const shared: Record<string, unknown> = {};
  for (const key of Object.keys(right)) {
    shared[key] = sharing(left[key], right[key]);
    equal &&= key in left && shared[key] === left[key];
  }
  if (equal) return was;
  return (Array.isArray(next) ? Object.values(shared) : shared) as T;
}
