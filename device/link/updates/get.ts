import { once } from "node:events";
import { Agent as HttpAgent, request as overHttp, type ClientRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as overHttps } from "node:https";
import type { LookCause } from "../../measure/update-outcome.ts";
import { causeOf } from "../session/close-cause.ts";

export type Ways = {
  /** Who signs the city's web server, in PEM; null: whom Node trusts. */
  readonly ca: readonly string[] | null;
  /** In each `slowMs` at least `slowBytes` must come, or the rest. */
  readonly slowMs: number;
  readonly slowBytes: number;
  readonly agent: string;
};

/**
 * 8.7 kbit/s: a program would take a day. Our choice: NB-IoT, the slowest line that carries MQTT, brings three times that.
 * A file of metadata is no longer than this, so it has a minute.
 */
export const SLOW = { slowMs: 60_000, slowBytes: 65_536 } as const;
/** Of a name with several addresses each is tried for so long, as a broker's (`session/dial.ts`). */
const ADDRESS_MS = 3_000;

export type Got =
  | { readonly is: "got"; readonly bytes: number }
  | { readonly is: "missing" }
  | { readonly is: "failed"; readonly cause: LookCause; readonly text: string };

/** Where it goes. What it throws is of this computer, and comes out of `get` as it is. */
export type Sink = {
  /** The body begins so many bytes into the file: what was asked for, or 0. */
  begin(at: number): Promise<void>;
  take(piece: Uint8Array): Promise<void>;
};

/**
 * One file by HTTP: its body from `from` on, no more than `bytesMax` in all, no slower than the ways allow. Redirects are not
 * followed, proxies not asked, and nothing is unpacked. A stranger's text is told, never obeyed.
 */
export async function get(url: URL, from: number, bytesMax: number, sink: Sink, ways: Ways): Promise<Got> {
  const request = requestTo(url, from, ways);
  const pace = new Pace(ways, () => request.destroy());
  try {
    // Whatever comes after the first is of a connection that is given up.
    request.on("error", () => undefined).end();
    request.once("upgrade", (_, socket) => {
      // Unasked, and after it Node says nothing more of this request.
      socket.destroy();
      request.emit("error", new Error("it switched protocols"));
    });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const begins = beginIn(response, from);
    if (typeof begins !== "number") return begins;
    let bytes = begins;
    if (bytes + Number(response.headers["content-length"] ?? 0) > bytesMax) return tooLarge(bytesMax);
    await ours(sink.begin(begins));
    for await (const piece of response as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > bytesMax) return tooLarge(bytesMax);
      pace.came(piece.length);
      await ours(sink.take(piece));
    }
    return { is: "got", bytes };
  } catch (cause) {
    if (cause instanceof Ours) throw cause.cause;
    return pace.isLost ? { is: "failed", cause: "slow", text: pace.text } : broken(cause as Error);
  } finally {
    pace.stop();
    request.destroy();
  }
}

/** Of this computer's disk, and not of the network. */
class Ours extends Error {}

async function ours(step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (cause) {
    throw new Ours("the disk", { cause });
  }
}

function requestTo(url: URL, from: number, { ca, agent }: Ways): ClientRequest {
  const range = from > 0 ? { range: `bytes=${from}-` } : {};
  const headers = { "user-agent": agent, "accept-encoding": "identity", ...range };
  const address = { autoSelectFamilyAttemptTimeout: ADDRESS_MS };
  if (url.protocol !== "https:") return overHttp(url, { headers, agent: new HttpAgent(address) });
  const signers = ca === null ? {} : { ca: [...ca] };
  return overHttps(url, { headers, agent: new HttpsAgent({ ...address, ...signers, minVersion: "TLSv1.2" }) });
}

/** Not there; stores of files say 403 where nobody may list them. */
const MISSING: readonly number[] = [403, 404, 410];

function beginIn({ statusCode: status = 0, headers }: IncomingMessage, from: number): number | Got {
  if (status === 200) return 0;
  if (status === 206 && (headers["content-range"] ?? "").startsWith(`bytes ${from}-`)) return from;
  if (MISSING.includes(status)) return { is: "missing" };
  const cause = status >= 300 && status < 400 ? "moved" : "refused";
  return { is: "failed", cause, text: `it answered ${status}` };
}

const tooLarge = (bytesMax: number): Got => ({
  ...{ is: "failed", cause: "too-large" },
  text: `more than ${bytesMax} bytes`,
});

function broken(error: Error): Got {
  const { kind, text } = causeOf(error, true);
  const reach = kind === "name" || kind === "unreachable" || kind === "timeout";
  const cause = reach ? "unreachable" : kind === "tls" || kind === "turned-away" ? "certificate" : "broken";
  return { is: "failed", cause, text };
}

/** Slow retrieval, of The Update Framework's list of attacks (specification, 1.5.2). */
class Pace {
  isLost = false;
  readonly #ways: Ways;
  readonly #timer: NodeJS.Timeout;
  #bytes = 0;

  constructor(ways: Ways, giveUp: () => void) {
    this.#ways = ways;
    this.#timer = setInterval(() => {
      this.isLost = this.#bytes < ways.slowBytes;
      this.#bytes = 0;
      if (this.isLost) giveUp();
    }, ways.slowMs);
  }

  get text(): string {
    return `less than ${this.#ways.slowBytes} bytes in ${this.#ways.slowMs / 1_000} s`;
  }

  came(bytes: number): void {
    this.#bytes += bytes;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
