/**
 * What must not leave with a bundle, and how it is found. Known secrets are looked for as they are and as they may have
 * been written elsewhere; beside them whatever has the shape of one. Pure.
 */

/** Shorter ones would take words apart that mean nothing. A password of less is a mistake of its own. Our choice. */
const SECRET_LEAST = 6;
const HIDDEN = "[hidden]";

/** Shapes: a private key in PEM, a password in an address, a value behind a word that says what it is. */
const SHAPES: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']*@/gi, `$1${HIDDEN}@`],
  [
    /(["']?\b[\w-]*(?:password|passwd|secret|token|api[-_]?key|private[-_]?key|credentials?)["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;}]+)/gi,
    `$1"${HIDDEN}"`,
  ],
];

/** Text without any of the secrets, and without what looks like one. */
export function hidden(text: string, secrets: readonly string[]): string {
  let safe = text;
  for (const form of formsOf(secrets)) safe = safe.replaceAll(form, HIDDEN);
  for (const [pattern, instead] of SHAPES) safe = safe.replaceAll(pattern, instead);
  return safe;
}

/** Whether one of the secrets still stands in a text: asked of the whole bundle before it is written. */
export const showsOne = (text: string, secrets: readonly string[]): boolean =>
  formsOf(secrets).some((form) => text.includes(form));

/**
 * Each secret as it is, in hex, base64, and as an address or JSON would have it; the longest first. What stands in the
 * word for it cannot be hidden by it, and is seen by nobody there.
 */
function formsOf(secrets: readonly string[]): readonly string[] {
  const forms = secrets.filter((secret) => secret.length >= SECRET_LEAST).flatMap(written);
  const told = [...new Set(forms)].filter((form) => form.length >= SECRET_LEAST && !HIDDEN.includes(form));
  return told.sort((a, b) => b.length - a.length);
}

function written(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, "utf8");
  // A key that is written in hex or base64 may turn up in the other.
  const inside = decoded(secret);
  return [bytes, ...inside].flatMap((each) => [
    each.toString("utf8"),
    each.toString("hex"),
    each.toString("hex").toUpperCase(),
    ...base64Of(each),
    encodeURIComponent(each.toString("utf8")),
    JSON.stringify(each.toString("utf8")).slice(1, -1),
  ]);
}

function decoded(secret: string): readonly Buffer[] {
  const hex = /^(?:[0-9a-f]{2}){16,}$/i.test(secret) ? [Buffer.from(secret, "hex")] : [];
  const base64 = /^[A-Za-z0-9+/_-]{22,}={0,2}$/.test(secret) ? [Buffer.from(secret, "base64")] : [];
  return [...hex, ...base64];
}

/** Of base64 the middle, which is the same at each of the three places where it may begin inside something longer. */
function base64Of(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((lead) => {
    const text = Buffer.concat([Buffer.alloc(lead), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const own = text.slice(lead === 0 ? 0 : lead + 1, (lead + bytes.length) % 3 === 0 ? undefined : -1);
    return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

/** The secrets in the text of a file: of a PEM the lines of its private halves, else each line. */
export function secretsInFile(text: string): readonly string[] {
  const keys = [...text.matchAll(/-----BEGIN [A-Z ]*PRIVATE KEY-----([\s\S]*?)-----END/g)].map(([, body = ""]) => body);
  const lines = (keys.length > 0 ? keys.join("\n") : text.includes("-----BEGIN") ? "" : text).split("\n");
  return lines.map((line) => line.trim()).filter((line) => line.length >= SECRET_LEAST);
}

/** Name and password of an address. */
export function secretsInAddress(url: string): readonly string[] {
  const [, inside = ""] = /^[a-z][a-z0-9+.-]*:\/\/([^/@\s]*)@/i.exec(url) ?? [];
  const parts = inside.split(":").slice(1);
  return parts.flatMap((part) => [part, safeDecode(part)]).filter((part) => part.length >= SECRET_LEAST);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
