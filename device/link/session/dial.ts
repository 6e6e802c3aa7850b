import { X509Certificate } from "node:crypto";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls, rootCertificates, type TLSSocket } from "node:tls";
import { hours } from "../../measure/time.ts";
import { chainProblem, NOT_YET_VALID, type ClockKnowledge } from "../tls/broker-trust.ts";
import type { Secrets, Taken } from "../tls/credentials.ts";
import { causeOf, type CloseCause } from "./close-cause.ts";

/** What TLS needs. `take` is called for `mqtts:` alone, and never rejects. */
export type Secured = { readonly take: () => Promise<Taken>; readonly clock: () => ClockKnowledge };
export type Dialled =
  { readonly ok: true; readonly socket: Socket } | { readonly ok: false; readonly cause: CloseCause };

/** Of a name with several addresses each is tried for so long; Node's 250 ms is less than a round trip by cellular. */
const ADDRESS_MS = 3_000;
/** Two clocks that are right differ by moments, and certificates last for days. Our choice. */
const BEHIND_MS = hours(1);
const PORT = 1_883;
const PORT_TLS = 8_883;

/**
 * One connection to a broker, by TCP or, for `mqtts:`, by TLS 1.2 or later; the socket is handed over only when its
 * certificate is accepted, so that no stranger hears a byte of MQTT. `done` is called once, unless what is returned was
 * called before.
 */
export function dial(broker: URL, { take, clock }: Secured, done: (dialled: Dialled) => void): () => void {
  let socket: Socket | null = null;
  let isOver = false;
  const finish = (dialled: Dialled): void => {
    if (isOver) return;
    isOver = true;
    if (!dialled.ok) socket?.destroy();
    done(dialled);
  };
  const watch = (made: Socket): void => {
    socket = made;
    made.setNoDelay(true);
    made.on("error", (error) => finish({ ok: false, cause: causeOf(error, false) }));
    made.once("close", () => finish({ ok: false, cause: { kind: "lost", text: "closed before an answer" } }));
  };
  if (broker.protocol === "mqtts:") {
    void take().then((taken) => {
      if (isOver) return;
      if (!taken.ok) {
        finish(unusable(taken.problem));
        return;
      }
      try {
        watch(secured(broker, taken.secrets, clock(), finish));
      } catch (cause) {
        // OpenSSL refuses what was read as a pair: a key that is too short, a broken block after the certificate.
        finish(unusable((cause as Error).message));
      }
    });
  } else {
    const plain = connectTcp(addressOf(broker, PORT), () => finish({ ok: true, socket: plain }));
    watch(plain);
  }
  return () => {
    isOver = true;
    socket?.destroy();
  };
}

const unusable = (text: string): Dialled => ({ ok: false, cause: { kind: "credentials", text } });

const addressOf = ({ hostname, port }: URL, usual: number) => ({
  host: hostname.replace(/^\[(.*)\]$/, "$1"),
  port: port === "" ? usual : Number(port),
  autoSelectFamilyAttemptTimeout: ADDRESS_MS,
});

function secured(broker: URL, secrets: Secrets, clock: ClockKnowledge, finish: (dialled: Dialled) => void): TLSSocket {
  const address = addressOf(broker, PORT_TLS);
  const socket = connectTls({
    ...address,
    ...(isIP(address.host) === 0 ? { servername: address.host } : {}),
    ...(secrets.ca === null ? {} : { ca: secrets.ca }),
    ...(secrets.certificate === null || secrets.key === null ? {} : { cert: secrets.certificate, key: secrets.key }),
    minVersion: "TLSv1.2",
    // Looked at below: where the clock is known to be wrong, OpenSSL's own verdict is not the last word.
    rejectUnauthorized: false,
  });
  socket.once("secureConnect", () => {
    const problem = trustProblem(socket, address.host, secrets.ca, clock);
    finish(problem === null ? { ok: true, socket } : { ok: false, cause: { kind: "tls", text: problem } });
  });
  return socket;
}

/** Why this broker is not trusted; null: it is. */
function trustProblem(socket: TLSSocket, host: string, ca: string | null, clock: ClockKnowledge): string | null {
  // Node has its code here, whatever the types say.
  const said = socket.authorized ? null : String(socket.authorizationError);
  const behindMs = clock.leastMs - Date.now();
  // What is good by a clock that is behind may have expired since.
  const isMoot = said === null ? behindMs > BEHIND_MS : said === NOT_YET_VALID && (behindMs > 0 || !clock.exact);
  if (!isMoot) return said;
  const peer = socket.getPeerCertificate(true);
  const stranger = checkServerIdentity(host, peer);
  return stranger === undefined ? chainProblem(chainOf(peer), trustedOf(ca), clock.leastMs) : stranger.message;
}

/** Node ends the list with a root that is its own issuer, or with nothing. */
type Sent = { readonly raw: Buffer; readonly issuerCertificate?: Sent };

/** As the broker sent them. */
function chainOf(peer: Sent): readonly X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<Sent>();
  let each: Sent | undefined = peer;
  while (each !== undefined && !seen.has(each)) {
    seen.add(each);
    chain.push(new X509Certificate(each.raw));
    each = each.issuerCertificate;
  }
  return chain;
}

function trustedOf(ca: string | null): readonly X509Certificate[] {
  const texts = ca === null ? rootCertificates : (ca.match(PEM) ?? []);
  return texts.flatMap(readable);
}

/** A block that is no certificate vouches for nobody: OpenSSL passes over it as well. */
function readable(text: string): readonly X509Certificate[] {
  try {
    return [new X509Certificate(text)];
  } catch {
    return [];
  }
}

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
