import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { refused } from "../refusals.ts";
import type { StreetHost } from "./host.ts";
import { FRAMES_HZ, OPEN_MAX_BYTES, type Answer } from "./protocol.ts";
import { noFiles, pageFiles, type PageFiles } from "./page-files.ts";
import { Showing } from "./showing.ts";
import { readWish } from "./wish.ts";

/** Where the page is unless told otherwise. */
export const PAGE_PORT = 7_474;
/** Pages open at once; more are asked to wait, so that a forgotten reload loop costs no memory. */
const VIEWERS_MAX = 32;
/** A page that has not taken so much is shown no more frames until it has. */
const BEHIND_BYTES = 2_000_000;
/**
 * The page is made of this server's files alone. Style in elements is uPlot's, which sizes its canvas so; nothing of
 * another origin may frame it or be loaded by it.
 */
const policy = ({ inlined }: PageFiles): string =>
  `default-src 'self'; script-src ${["'self'", ...inlined].join(" ")}; style-src 'self' 'unsafe-inline'; ` +
  "img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'none'";

type Viewer = { readonly response: ServerResponse; readonly showing: Showing };

/** The page at 127.0.0.1: its files, the street's frames as server-sent events, and wishes as POST. */
export class PageServer {
  /** Said when the wanted port was taken; null: it was free. */
  readonly moved: string | null;
  readonly #host: StreetHost;
  readonly #server: Server;
  readonly #port: number;
  readonly #viewers = new Set<Viewer>();
  readonly #timer: NodeJS.Timeout;
  readonly #load: () => Promise<PageFiles>;
  #files: Promise<PageFiles> | null = null;

  private constructor(host: StreetHost, server: Server, wantedPort: number, load: () => Promise<PageFiles>) {
    this.#host = host;
    this.#load = load;
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.moved = this.#port === wantedPort ? null : `port ${wantedPort} is taken; the page is on ${this.#port}`;
    server.on("request", (request, response) => {
      this.#answer(request, response).catch((cause: unknown) => {
        refuse(response, 500, cause instanceof Error ? cause.message : String(cause));
      });
    });
    this.#timer = setInterval(() => this.#show(), 1_000 / FRAMES_HZ);
    this.#timer.unref();
  }

  /** Listens on the wanted port, or on a free one when it is taken. */
  static async start(host: StreetHost, wantedPort: number, load = pageFiles): Promise<PageServer> {
    const server = createServer();
    for (const port of [wantedPort, 0]) {
      server.listen(port, "127.0.0.1");
      try {
        await once(server, "listening");
        return new PageServer(host, server, wantedPort, load);
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== "EADDRINUSE") throw cause;
      }
    }
    throw new Error("127.0.0.1 has no free port for the street's page");
  }

  /**
   * Loads what it needs to answer: done before the street's time goes on, it makes no cycle late. Gives why there is no
   * page where its files cannot be had; the street goes on without.
   */
  async prepare(): Promise<string | null> {
    try {
      await this.#loaded();
      return null;
    } catch (cause) {
      const why = `no page: ${cause instanceof Error ? cause.message : String(cause)}. Type \`npm ci\` in the checkout.`;
      this.#files = Promise.resolve(noFiles(why));
      return why;
    }
  }

  #loaded(): Promise<PageFiles> {
    this.#files ??= this.#load();
    return this.#files;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const { response } of this.#viewers) response.end();
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
    await (await this.#files)?.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (!this.#isOwn(request)) {
      refuse(response, 403, `this page is at ${this.url} and answers to that name alone`);
      return;
    }
    const { pathname } = new URL(request.url ?? "/", this.url);
    if (request.method === "POST" && pathname === "/do") await this.#wish(request, response);
    else if (request.method !== "GET" && request.method !== "HEAD") refuse(response, 405, "only GET, and POST to /do");
    else if (pathname === "/events") this.#watch(response);
    else await this.#file(pathname, request, response);
  }

  /** A page elsewhere may name this address, and a name elsewhere may lead to it: neither gets in. */
  #isOwn({ headers }: IncomingMessage): boolean {
    const names = [`127.0.0.1:${this.#port}`, `localhost:${this.#port}`];
    const { host = "", origin } = headers;
    const isFromHere = origin === undefined || names.includes(origin.replace("http://", ""));
    return names.includes(host) && isFromHere && !isFromElsewhere(headers);
  }

  async #file(pathname: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const files = await this.#loaded();
    response.setHeader("Content-Security-Policy", policy(files));
    if (pathname !== "/") {
      files.serve(request, response);
      return;
    }
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" });
    response.end(await files.page(this.#host.stage()));
  }

  #watch(response: ServerResponse): void {
    if (this.#viewers.size >= VIEWERS_MAX) {
      refuse(response, 503, `${VIEWERS_MAX} pages watch this street already; close one`);
      return;
    }
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    const viewer: Viewer = { response, showing: new Showing() };
    this.#viewers.add(viewer);
    response.on("close", () => this.#viewers.delete(viewer));
    this.#showTo(viewer);
  }

  #show(): void {
    for (const viewer of this.#viewers) if (viewer.response.writableLength < BEHIND_BYTES) this.#showTo(viewer);
  }

  #showTo({ response, showing }: Viewer): void {
    response.write(`data: ${JSON.stringify(showing.next(this.#host))}\n\n`);
  }

  async #wish(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const wish = readWish(await bodyOf(request));
    const answer: Answer = "key" in wish ? refused(wish) : this.#host.ask(wish);
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(answer));
  }
}

/** A file's text between quotes: every quote and line end in it takes two. */
const BODY_MAX_BYTES = 2 * OPEN_MAX_BYTES;

/** null: it is longer than anything that is asked here. Read to its end all the same, so that the answer is heard. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes <= BODY_MAX_BYTES) pieces.push(piece);
  }
  return bytes > BODY_MAX_BYTES ? null : Buffer.concat(pieces).toString();
}

/** A browser says so itself; opening the page by a link from elsewhere is fine. */
function isFromElsewhere(headers: IncomingMessage["headers"]): boolean {
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin" || site === "none") return false;
  return headers["sec-fetch-mode"] !== "navigate";
}

function refuse(response: ServerResponse, code: number, sentence: string): void {
  if (!response.headersSent) response.writeHead(code, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(`${sentence}\n`);
}
