const UTF_8 = new TextDecoder("utf-8", { fatal: true });

/** Brackets within brackets of any packet. A batch with a bundle in it is the deepest of ours, 9; far above is our choice. */
export const JSON_DEPTH_MAX = 32;

/**
 * What stands in a stranger's bytes; undefined: no JSON in UTF-8, or deeper than that. Looked at before it is parsed, because
 * whatever recurses into a value, as `JSON.stringify` does, breaks on a deep one. It never throws.
 */
export function jsonIn(bytes: Uint8Array, depthMax = JSON_DEPTH_MAX): unknown {
  try {
    const text = UTF_8.decode(bytes);
    return isDeeper(text, depthMax) ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Brackets in its texts do not count. One pass, because an expression may take the square of a stranger's length. */
function isDeeper(json: string, depthMax: number): boolean {
  let [depth, isText] = [0, false];
  for (let at = 0; at < json.length; at += 1) {
    const sign = json[at];
    if (isText && sign === "\\") at += 1;
    else if (sign === '"') isText = !isText;
    else if (isText) continue;
    else if (sign === "[" || sign === "{") depth += 1;
    else if (sign === "]" || sign === "}") depth -= 1;
    if (depth > depthMax) return true;
  }
  return false;
}
