import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type PeerCertificate, type TLSSocket } from "node:tls";
import type { Reach, ShownCertificate } from "../facts.ts";

/** A check ends within 10 s: whatever is being waited for then did not answer. Link itself waits longer. */
const REACH_MS = 8_000;
/** In TLS 1.3 a broker that refuses our certificate says so after the handshake: so long it is listened for. Our choice. */
const ALERT_LEAST_MS = 300;
const ALERT_MOST_MS = 2_000;
const PORTS: Readonly<Record<string, number>> = { "mqtt:": 1_883, "mqtts:": 8_883 };

/** PEM; null where there is none, or it cannot be used. */
export type Secrets = {
  readonly ca: string | null;
  readonly pair: { readonly cert: string; readonly key: string } | null;
};

/**
 * How far one comes towards the broker: name, TCP, TLS with this card's certificate. Then it hangs up: no byte of MQTT is
 * sent, so that link's session and what waits in it stay as they are. Never rejects.
 */
export async function reachBroker(url: string, secrets: Secrets, waitMs = REACH_MS): Promise<Reach> {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const began = performance.now();
  const left = (): number => Math.max(1, waitMs - (performance.now() - began));
  const name = await within(left(), resolved(host));
  if (name !== null) return { came: "name", code: name };
  const at = { host, port: port === "" ? (PORTS[protocol] ?? 0) : Number(port) };
  const tookMs = (): number => performance.now() - began;
  return protocol === "mqtts:" ? reachByTls(at, secrets, left(), tookMs) : reachByTcp(at, left(), tookMs);
}

type Address = { readonly host: string; readonly port: number };

/** null: it has an address. */
async function resolved(host: string): Promise<string | null> {
  if (isIP(host) !== 0) return null;
  try {
    await lookup(host);
    return null;
  } catch (cause) {
    return codeOf(cause);
  }
}

async function within(ms: number, work: Promise<string | null>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => (timer = setTimeout(() => resolve("TIMEOUT"), ms)));
  const first = await Promise.race([work, late]);
  clearTimeout(timer);
  return first;
}

function reachByTcp(at: Address, waitMs: number, tookMs: () => number): Promise<Reach> {
  return new Promise((resolve) => {
    const socket = connectTcp(at, () => end({ came: "open", tookMs: tookMs() }));
    const end = endOnce(socket, waitMs, resolve, () => ({ came: "connect", code: "TIMEOUT" }));
    socket.on("error", (cause) => end({ came: "connect", code: codeOf(cause) }));
  });
}

function reachByTls(at: Address, { ca, pair }: Secrets, waitMs: number, tookMs: () => number): Promise<Reach> {
  return new Promise((resolve) => {
    let [isThere, isSecret] = [false, false];
    const socket = connectTls({
      ...at,
      ...(isIP(at.host) === 0 ? { servername: at.host } : {}),
      ...(ca === null ? {} : { ca }),
      ...(pair ?? {}),
      minVersion: "TLSv1.2",
      // What is wrong with it is told, and not a byte is sent.
      rejectUnauthorized: false,
    });
    const late = (): Reach =>
      isThere ? { came: "tls", code: "TIMEOUT", shown: null } : { came: "connect", code: "TIMEOUT" };
    const end = endOnce(socket, waitMs, resolve, late);
    socket.once("connect", () => (isThere = true));
    socket.on("error", (cause) =>
      end(isSecret ? { came: "turned-away", code: codeOf(cause) } : failure(codeOf(cause), isThere)),
    );
    socket.once("close", () => end({ came: "turned-away", code: "closed" }));
    socket.once("secureConnect", () => {
      isSecret = true;
      const open: Reach = { came: "open", tookMs: tookMs() };
      if (!socket.authorized)
        end({ came: "tls", code: untrusted(socket), shown: shownBy(socket.getPeerCertificate()) });
      else setTimeout(() => end(open), Math.min(ALERT_MOST_MS, Math.max(ALERT_LEAST_MS, 3 * open.tookMs)));
      // An alert comes only to who reads.
      socket.resume();
    });
  });
}

/** What Node calls it: a code of OpenSSL's, or of its own look at the names. */
const untrusted = ({ authorizationError }: TLSSocket): string => {
  const said: unknown = authorizationError;
  return said instanceof Error ? codeOf(said) : String(said);
};

function failure(code: string, isThere: boolean): Reach {
  if (/ALERT/.test(code)) return { came: "turned-away", code };
  if (!isThere) return { came: "connect", code };
  return { came: "tls", code: /WRONG_VERSION|PACKET_LENGTH/.test(code) ? "NO_TLS" : code, shown: null };
}

function shownBy({ subject, issuer, subjectaltname, valid_from, valid_to }: PeerCertificate): ShownCertificate {
  return {
    names: plain(subjectaltname ?? nameIn(subject)),
    issuer: plain(nameIn(issuer)),
    fromMs: Date.parse(valid_from),
    toMs: Date.parse(valid_to),
  };
}

type Named = { readonly CN?: string | string[]; readonly O?: string | string[] };
const nameIn = ({ CN, O }: Named): string => [CN ?? O ?? "nobody"].flat().join(", ");
/** A stranger's text, for a terminal that nothing may steer. */
const plain = (text: string): string => text.replace(/\p{C}/gu, " ").slice(0, 120);

function endOnce(
  socket: Socket,
  waitMs: number,
  resolve: (reach: Reach) => void,
  late: () => Reach,
): (reach: Reach) => void {
  const timer = setTimeout(() => end(late()), waitMs);
  const end = (reach: Reach): void => {
    clearTimeout(timer);
    socket.removeAllListeners("close");
    socket.destroy();
    resolve(reach);
  };
  return end;
}

const codeOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return String(cause);
  return "code" in cause ? String(cause.code) : cause.message;
};
