import type { IncomingHttpHeaders } from "node:http";
import type { Look } from "./page.ts";

/** Of a request, what says where it comes from. */
type Asking = { readonly method?: string | undefined; readonly headers: IncomingHttpHeaders };

/**
 * Whether a request comes from the console's own page, or from someone who typed its address. A name elsewhere may lead
 * to this address (DNS rebinding), and a page elsewhere may send a form to it: neither gets in. The port is not looked
 * at: at the laptop's end of an SSH tunnel it is another one.
 */
export function isOwn({ method, headers }: Asking, names: readonly string[]): boolean {
  const { host = "", origin } = headers;
  const isNamed = names.includes(host.replace(/:\d{1,5}$/, ""));
  const isFromHere = origin === undefined ? method !== "POST" : origin === `http://${host}`;
  return isNamed && isFromHere && !isFromElsewhere(headers);
}

/** A browser says so itself; following a link from elsewhere is fine, as the page alone does nothing. */
function isFromElsewhere(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin" || site === "none") return false;
  return headers["sec-fetch-mode"] !== "navigate";
}

export const COOKIE = "gaturum-console";

/** The session that a request brings; null: none. */
export function sessionOf({ cookie = "" }: IncomingHttpHeaders): string | null {
  const pairs = cookie.split(";").map((pair) => pair.trim().split("="));
  return pairs.find(([name]) => name === COOKIE)?.[1] ?? null;
}

/** By the address first, then what the browser asks for; in sunlight unless it is said. */
export function lookOf(headers: IncomingHttpHeaders, asked: URLSearchParams): Look {
  const wanted = asked.get("lang") ?? /\b(?:en|sv)\b/.exec(headers["accept-language"] ?? "")?.[0];
  return {
    language: wanted === "sv" ? "sv" : "en",
    theme: asked.get("theme") === "dusk" ? "dusk" : "sunlight",
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}
