/** Why a connection ended or never began. `text` is what the library or the broker said. */
export type CloseCause = {
  readonly kind:
    | "asked"
    | "refused"
    | "subscription"
    | "name"
    | "unreachable"
    | "timeout"
    | "tls"
    | "turned-away"
    | "credentials"
    | "alien"
    | "lost"
    | "silent"
    | "other";
  /** CONNACK or DISCONNECT code; versions 3.1.1 and 5 have different ones. */
  readonly code?: number;
  readonly text: string;
};

/** The broker asks for patience: server unavailable, busy, connection rate exceeded, quota exceeded (MQTT 5, 3.1.1). */
const PATIENCE_CODES: readonly number[] = [3, 0x88, 0x89, 0x97, 0x9f];
/** Not this protocol: MQTT 3.1.1 table 3.1, MQTT 5 0x84. */
const VERSION_CODES: readonly number[] = [1, 0x84];
/**
 * About a packet: unspecified, malformed, protocol error, implementation specific, not authorised, topic name invalid,
 * packet too large, payload format invalid (MQTT 5, 3.14.2.1).
 */
const CONTENT_CODES: readonly number[] = [0x80, 0x81, 0x82, 0x83, 0x87, 0x90, 0x95, 0x99];
const LOGIN_CODES: readonly number[] = [4, 5, 0x86, 0x87, 0x8c];
const ID_CODES: readonly number[] = [2, 0x85];
/** MQTT 5: another client has connected with the same id. */
const TAKEN_OVER = 0x8e;
/** Longest text of a stranger that stands in our log. */
const TEXT_MAX = 200;

export const asksForPatience = ({ kind, code }: CloseCause) =>
  kind === "refused" && code !== undefined && PATIENCE_CODES.includes(code);
/** The other end ended it, maybe that of everyone at once: those who come back are a crowd. */
export const hungUp = ({ kind }: CloseCause) => kind === "lost" || kind === "refused";
/** Another client connected with the same id. Only MQTT 5 says so. */
export const tookOver = ({ kind, code }: CloseCause) => kind === "refused" && code === TAKEN_OVER;
/** It may have been what it was sent: it said so, or hung up without a word. */
export const mayBlame = ({ kind, code }: CloseCause) =>
  kind === "lost" || (kind === "refused" && code !== undefined && CONTENT_CODES.includes(code));
export const refusesVersion = ({ kind, code }: CloseCause) =>
  kind === "refused" && code !== undefined && VERSION_CODES.includes(code);

/** The broker did not answer while the session was at this. */
export const lateAnswer = (at: string): CloseCause =>
  at === "connecting"
    ? { kind: "timeout", text: `while ${at}` }
    : { kind: "lost", text: `no answer in time while ${at}` };
export const withoutPassword = (url: string): string => url.replace(/\/\/[^@/]*@/, "//");

/** One line for whoever reads the log: what went wrong with which broker, and what to do. */
export function explain(cause: CloseCause, broker: string): string {
  return `${broker}: ${sentenceFor({ ...cause, text: plain(cause.text) })}`;
}

function sentenceFor(cause: CloseCause): string {
  const { kind, text } = cause;
  switch (kind) {
    case "asked":
      return "left as asked.";
    case "refused":
      return refusal(cause);
    case "subscription":
      return `it lets this device connect, but not hear ${text}. Give the device its own topics in the broker's access list.`;
    case "name":
      return `its name is unknown here (${text}). Check the spelling of city.broker, and the name server of this network.`;
    case "unreachable":
      return `nobody answers there (${text}). Check host and port of city.broker, and whether the broker runs.`;
    case "timeout":
      return `no answer in time (${text}). Check the port of city.broker: something else may listen on it, or a firewall swallows the packets.`;
    case "tls":
      return `its certificate was not accepted (${text}). Check that the host of city.broker is the one in the certificate, and who signed it.`;
    case "turned-away":
      return `it ended the TLS handshake (${text}). Check whether the certificate of city.tls has expired, and whether the broker knows who signed it.`;
    case "credentials":
      return `this device's own certificate cannot be used (${text}). Check the files of city.tls, and that link may read them.`;
    case "alien":
      return `what answers there does not speak MQTT as it should (${text}). Check host and port of city.broker: another program may listen on it.`;
    case "lost":
    case "silent":
      return `the connection broke (${text}). Nothing to do unless it stays so.`;
    case "other":
      return `${text}. Look into the broker's own log.`;
  }
}

function refusal({ code, text }: CloseCause): string {
  const said = `${text}${code === undefined ? "" : `, code ${code}`}`;
  if (code === undefined) return `it refused the connection (${said}). Look into the broker's own log.`;
  if (LOGIN_CODES.includes(code))
    return `it refused this device's login (${said}). Enter the device and its password or certificate in the broker, as city.broker has them.`;
  if (ID_CODES.includes(code))
    return `it refused the client id (${said}). Let it take ids of the form tenant_device, up to 64 characters.`;
  if (code === TAKEN_OVER) return `another client has connected with this device's id (${said}). Two cards made alike?`;
  if (VERSION_CODES.includes(code)) return `it speaks neither MQTT 5 nor 3.1.1 (${said}). Another broker is needed.`;
  if (PATIENCE_CODES.includes(code))
    return `it is busy and asks for patience (${said}). Nothing to do unless it stays so.`;
  return `it refused the connection (${said}). Look into the broker's own log.`;
}

const NAME_ERRORS: readonly string[] = ["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA"];
const REACH_ERRORS: readonly string[] = ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN", "EHOSTDOWN"];

/** What came was no TLS: a broker without it, or another program. */
const NO_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/;

/**
 * What an error of a socket, of TLS or of mqtt.js means. mqtt.js puts the CONNACK code as a number and the system's
 * error as a text into `code`; of its own complaints about an open session some have a number too.
 */
export function causeOf(error: Error & { readonly code?: number | string }, opened: boolean): CloseCause {
  const { code } = error;
  const message = messageOf(error);
  if (typeof code === "number")
    return opened ? { kind: "alien", text: message } : { kind: "refused", code, text: message };
  if (code === undefined && message === "Keepalive timeout") return { kind: "silent", text: "no answer to a ping" };
  if (code === undefined) return { kind: opened ? "other" : "alien", text: message };
  if (NAME_ERRORS.includes(code)) return { kind: "name", text: message };
  if (REACH_ERRORS.includes(code)) return { kind: "unreachable", text: message };
  if (code === "ETIMEDOUT") return { kind: "timeout", text: message };
  if (code === "ECONNRESET" || code === "EPIPE") return { kind: "lost", text: message };
  if (NO_TLS.test(code)) return { kind: "alien", text: message };
  if (/ALERT/.test(code)) return { kind: "turned-away", text: message };
  if (/CERT|SELF_SIGNED|TLS|SSL|UNABLE_TO/.test(code)) return { kind: "tls", text: message };
  return { kind: "other", text: message };
}

/** Of a name with several addresses, each of which failed, Node says nothing itself. */
const messageOf = (error: Error): string =>
  error instanceof AggregateError
    ? (error.errors as readonly Error[]).map(({ message }) => message).join("; ")
    : error.message;

/** What a broker says may be long, and may hold what moves a terminal's cursor. */
export const plain = (text: string) => text.slice(0, TEXT_MAX).replace(/\p{C}/gu, " ");
