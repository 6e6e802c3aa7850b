import { existsSync, readFileSync } from "node:fs";
import { createServer as plainServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as tlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import type { Made } from "../tls/certificates.ts";

/** Does with one request what it likes. `bytes`: the whole file; null: there is none. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse, bytes: Buffer | null) => void;

/** Any web server of a city's: a static folder, by TLS where it is given a certificate. It knows ranges. */
export class WebServer {
  /** `name`, or `name from 10` where only a part was asked for, oldest first. */
  readonly asked: string[] = [];
  /** By the end of a name. */
  readonly odd = new Map<string, Behaviour>();
  readonly #server;
  readonly #scheme: string;

  constructor(folder: string, identity: Made | null) {
    this.#scheme = identity === null ? "http" : "https";
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      const name = basename(request.url ?? "");
      const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
      this.asked.push(from === undefined ? name : `${name} from ${from}`);
      const path = join(folder, name);
      const bytes = existsSync(path) ? readFileSync(path) : null;
      const odd = [...this.odd].find(([end]) => name.endsWith(end))?.[1] ?? serve;
      odd(request, response, bytes);
    };
    this.#server =
      identity === null
        ? plainServer(answer)
        : tlsServer({ cert: readFileSync(identity.certificate), key: readFileSync(identity.key) }, answer);
  }

  /** Its `city.updates`. */
  async open(): Promise<string> {
    await new Promise<void>((opened) => this.#server.listen(0, "127.0.0.1", opened));
    const { port } = this.#server.address() as AddressInfo;
    return `${this.#scheme}://127.0.0.1:${port}/gaturum`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

export const serve: Behaviour = (request, response, bytes) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  if (bytes === null) response.writeHead(404).end("no such file");
  else if (from === 0) response.writeHead(200, { "content-length": bytes.length }).end(bytes);
  else {
    const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
    response
      .writeHead(206, { "content-range": range, "content-length": bytes.length - from })
      .end(bytes.subarray(from));
  }
};

/** Half of what was asked for, and then the line is gone, once the other end has it. */
export const breakOff =
  (hasIt: (bytes: number) => boolean = () => true): Behaviour =>
  (_request, response, bytes) => {
    const whole = bytes ?? Buffer.alloc(0);
    const half = Math.floor(whole.length / 2);
    response.writeHead(200, { "content-length": whole.length });
    response.write(whole.subarray(0, half));
    const timer = setInterval(() => {
      if (hasIt(half)) response.destroy();
    }, 5);
    response.once("close", () => clearInterval(timer));
  };

/** A byte, and again a byte. */
export const drip: Behaviour = (_request, response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write(" "), 20);
  response.once("close", () => clearInterval(timer));
};

/** As fast as it goes, for ever. */
export const endless: Behaviour = (_request, response) => {
  response.writeHead(200);
  const more = (): void => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536, " ")));
  };
  response.on("drain", more);
  more();
};

export const elsewhere =
  (url: string): Behaviour =>
  (_request, response) =>
    response.writeHead(302, { location: url }).end();
