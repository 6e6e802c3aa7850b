import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { seconds, type Instant } from "../../measure/time.ts";
import { actIn } from "./acts.ts";
import type { Desk } from "./desk.ts";
import { endedBy, type Ended } from "./ending.ts";
import { gateNow, mayEnter, openGate, tried, type Gate } from "./gate.ts";
import { SCRIPT } from "./live.ts";
import { COOKIE, isOwn, lookOf, sessionOf } from "./own-request.ts";
import { consolePage, sectionsOf, signInPage, type Look } from "./page.ts";
import { STYLE } from "./style.ts";
import { mayAsk, type WayIn } from "./way-in.ts";

/** How often control is asked while somebody looks, and pages are told. */
const TURN_MS = seconds(1);
const NO_PAGE = "There is no such page.\n";
/** Pages of the one browser that came in: a phone and its forgotten tabs. Control lets four ask at once, and this one asks alone. */
const VIEWERS_MAX = 4;
const CONNECTIONS_MAX = 16;
/** The longest form, a name and a reason of 240 signs, takes nine bytes for a sign of two. */
const BODY_BYTES_MAX = 4_096;
const HEADER_BYTES_MAX = 8_192;
/** A page that has not taken so much is told nothing more until it has. A whole page is 30 KB. */
const BEHIND_BYTES = 200_000;
/** A request that is not there whole by then is let go; a browser on a cable takes milliseconds. */
const REQUEST_MS = seconds(10);

/** The page is made of this server's own files; nothing else is loaded, and nothing may frame it. */
const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; " +
    "frame-ancestors 'none'; base-uri 'none'",
  "X-Content-Type-Options": "nosniff",
  // Not `no-referrer`: a form would then come without its origin.
  "Referrer-Policy": "same-origin",
  "Cache-Control": "no-store",
} as const;

/** `now`: of the monotonic clock. `code`: what the terminal shows. `tell`: hears a mistake of ours; the console goes on. */
export type ConsoleMakings = {
  readonly way: WayIn;
  readonly desk: Desk;
  readonly code: string;
  readonly now: () => Instant;
  readonly tell: (mistake: unknown) => void;
};
type Viewer = { readonly response: ServerResponse; readonly look: Look; readonly told: Map<string, string> };

/** The console's pages on one address. What it shows and does is the desk's; who may see it is the gate's. */
export class ConsoleServer {
  /** Settles when it has ended, with why; rejects on a mistake of ours. */
  readonly ended: Promise<Ended>;
  readonly #server: Server;
  readonly #way: WayIn;
  readonly #desk: Desk;
  readonly #now: () => Instant;
  readonly #startedAt: Instant;
  readonly url: string;
  readonly #viewers = new Set<Viewer>();
  readonly #settle: { readonly resolve: (why: Ended) => void; readonly reject: (cause: unknown) => void };
  #gate: Gate;
  #lookedAt: Instant;
  #isPressing = false;
  #isStopped = false;
  #turning: NodeJS.Timeout;

  private constructor(server: Server, { way, desk, code, now, tell }: ConsoleMakings) {
    const { promise, resolve, reject } = Promise.withResolvers<Ended>();
    this.ended = promise;
    this.#settle = { resolve, reject };
    this.#server = server;
    this.#way = way;
    this.#desk = desk;
    this.url = `http://${way.address}:${(server.address() as AddressInfo).port}/`;
    this.#now = now;
    this.#startedAt = now();
    this.#lookedAt = this.#startedAt;
    this.#gate = openGate(code, this.#startedAt);
    server.on("connection", (socket) => {
      if (!mayAsk(socket.remoteAddress, way)) socket.destroy();
    });
    server.on("request", (request, response) => {
      this.#answer(request, response).catch((mistake: unknown) => {
        tell(mistake);
        if (response.headersSent) response.destroy();
        else send(response, 500, "The console made a mistake. Its terminal says which.\n");
      });
    });
    this.#turning = setTimeout(() => void this.#turn(), TURN_MS);
  }

  /** Rejects when the port cannot be listened on. */
  static async start(port: number, made: ConsoleMakings): Promise<ConsoleServer> {
    const server = createServer({
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: REQUEST_MS,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: TURN_MS,
      keepAliveTimeout: REQUEST_MS,
    });
    server.maxConnections = CONNECTIONS_MAX;
    server.listen(port, made.way.address);
    await once(server, "listening");
    return new ConsoleServer(server, made);
  }

  async stop(why: Ended): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#turning);
    this.#server.close();
    this.#server.closeAllConnections();
    await this.#desk.leave();
    this.#settle.resolve(why);
  }

  async #turn(): Promise<void> {
    try {
      if (this.#viewers.size > 0) this.#lookedAt = this.#now();
      if (this.#viewers.size > 0 || this.#desk.isRamping) await this.#desk.look();
      if (this.#isStopped) return;
      for (const viewer of this.#viewers) this.#tell(viewer);
      const now = this.#now();
      this.#gate = gateNow(this.#gate, now);
      const over = endedBy(this.#gate, this.#startedAt, this.#lookedAt, now);
      if (over === null) this.#turning = setTimeout(() => void this.#turn(), TURN_MS);
      else await this.stop(over);
    } catch (mistake) {
      this.#settle.reject(mistake);
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    if (!isOwn(request, this.#way.names)) {
      send(response, 403, `This console is at ${this.url} alone.\n`);
      return;
    }
    const address = URL.parse(request.url ?? "/", this.url);
    if (address === null) {
      send(response, 404, NO_PAGE);
      return;
    }
    const { pathname, searchParams } = address;
    const look = lookOf(request.headers, searchParams);
    const isIn = mayEnter(this.#gate, sessionOf(request.headers));
    const asked = `${request.method ?? ""} ${pathname}`;
    if (asked === "GET /console.css") send(response, 200, STYLE, "text/css");
    else if (asked === "GET /console.js") send(response, 200, SCRIPT, "text/javascript");
    else if (asked === "POST /session") await this.#signIn(request, response, look);
    else if (!["GET /", "GET /events", "POST /act"].includes(asked)) send(response, 404, NO_PAGE);
    else if (!isIn && asked === "GET /") send(response, 200, signInPage(null, look), "text/html");
    else if (!isIn) send(response, 401, "Type the code first.\n");
    else if (asked === "GET /") await this.#page(response, look);
    else if (asked === "GET /events") this.#watch(response, look);
    else await this.#act(request, response);
  }

  async #page(response: ServerResponse, look: Look): Promise<void> {
    this.#lookedAt = this.#now();
    await this.#desk.look();
    send(response, 200, consolePage(this.#desk.shown(), look), "text/html");
  }

  async #signIn(request: IncomingMessage, response: ServerResponse, look: Look): Promise<void> {
    const form = await formOf(request);
    if (form === null) {
      send(response, 413, "Too long.\n");
      return;
    }
    const session = randomBytes(32).toString("base64url");
    const { gate, verdict } = tried(this.#gate, form.get("code") ?? "", session, this.#now());
    this.#gate = gate;
    if (verdict !== "in") {
      send(response, 403, signInPage(verdict, look), "text/html");
      return;
    }
    response.setHeader("Set-Cookie", `${COOKIE}=${session}; HttpOnly; SameSite=Strict; Path=/`);
    response.setHeader("Location", `/?lang=${look.language}&theme=${look.theme}`);
    send(response, 303, "");
  }

  #watch(response: ServerResponse, look: Look): void {
    if (this.#viewers.size >= VIEWERS_MAX) {
      send(response, 503, `${VIEWERS_MAX} pages look already. Close one.\n`);
      return;
    }
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    const viewer: Viewer = { response, look, told: new Map() };
    this.#viewers.add(viewer);
    response.on("close", () => this.#viewers.delete(viewer));
    this.#tell(viewer);
  }

  /** What is another than it was told; `{}` says that the console is there. */
  #tell({ response, look, told }: Viewer): void {
    if (response.writableLength > BEHIND_BYTES) return;
    const changed = Object.entries(sectionsOf(this.#desk.shown(), look)).filter(([id, text]) => told.get(id) !== text);
    for (const [id, text] of changed) told.set(id, text);
    response.write(`data: ${JSON.stringify(Object.fromEntries(changed))}\n\n`);
  }

  async #act(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await formOf(request);
    const { status } = this.#desk.shown().seen;
    const act = form === null || status === null ? null : actIn(form, status.kind);
    if (act === null) {
      send(response, 400, "There is no such button.\n");
      return;
    }
    if (this.#isPressing) {
      send(response, 429, "One after the other.\n");
      return;
    }
    this.#isPressing = true;
    try {
      await this.#desk.press(act);
    } finally {
      this.#isPressing = false;
    }
    for (const viewer of this.#viewers) this.#tell(viewer);
    send(response, 204, "");
  }
}

function send(response: ServerResponse, code: number, text: string, type = "text/plain"): void {
  response.writeHead(code, code === 204 ? {} : { "Content-Type": `${type}; charset=utf-8` });
  response.end(text);
}

/** null: it is longer than any form here, or the browser went away in the middle. */
async function formOf(request: IncomingMessage): Promise<URLSearchParams | null> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > BODY_BYTES_MAX) return null;
      pieces.push(piece);
    }
  } catch {
    return null;
  }
  return new URLSearchParams(Buffer.concat(pieces).toString());
}
