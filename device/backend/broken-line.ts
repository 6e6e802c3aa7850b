/** What OpenSSL and brokers say, and what a person at a desk does about it; `refused`: the broker knows us, and says no. */
const CURES: readonly (readonly [said: RegExp, cure: string, refused?: "refused"])[] = [
  [
    /self-signed certificate|unable to (get|verify)/,
    "the broker's certificate is not one we believe: name its authority with --ca",
  ],
  [
    /alert certificate required/,
    "the broker wants a certificate: name ours with --client-cert and --client-key",
    "refused",
  ],
  [
    /alert (unknown ca|bad certificate)/,
    "the broker does not believe our certificate (--client-cert): is it of its authority?",
    "refused",
  ],
  [/alert certificate revoked/, "our certificate (--client-cert) was revoked", "refused"],
  [/alert certificate expired/, "our certificate (--client-cert) has expired: renew it", "refused"],
  [/certificate has expired/, "the broker's certificate has expired, or our clock is wrong"],
  [/certificate is not yet valid/, "the broker's certificate is of the future: our clock is wrong"],
  [/does not match certificate/, "the broker's certificate is for another name: write --broker as it has it"],
  [
    /wrong version number|packet length too long/,
    "it speaks no TLS there: mqtt:// instead of mqtts://, or another port?",
  ],
  [/ECONNREFUSED/, "nothing listens there: is the broker running, and the port right?"],
  [/ECONNRESET|^it hung up/, "it hung up at once: mqtts:// instead of mqtt://, or the other way round?"],
  [/ENOTFOUND|EAI_AGAIN/, "no such name is known: is --broker right, and the network up?"],
  [/connack timeout|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/, "no answer: is --broker right, and no firewall between?"],
  [
    /Connection refused: (Not authorized|Bad user|Banned)/i,
    "the broker does not let us in: look at GATURUM_BROKER_USER and GATURUM_BROKER_PASSWORD, or at our certificate",
    "refused",
  ],
  [
    /Publish error: Not authorized/,
    "the broker takes nothing like this from us: look at our role in its access list",
    "refused",
  ],
];

/** In a technician's words, with what was said behind them; as it was said where nobody knows better. */
export function whyBroken(said: string): string {
  const cure = CURES.find(([pattern]) => pattern.test(said))?.[1];
  // Of OpenSSL's own lines the reason alone: the rest is addresses and places in its sources.
  const short = /:SSL routines:[^:]*:([^:]+):/.exec(said)?.[1] ?? said.trim();
  return cure === undefined ? short : `${cure} (${short})`;
}

/** Of what {@link whyBroken} gave: the broker was there, and does not want us. */
export const isRefusal = (why: string) =>
  CURES.some(([, cure, refused]) => refused !== undefined && why.includes(cure));

/** MQTT 5, "session taken over". */
export const TAKEN_OVER = 0x8e;
export const TAKEN_OVER_TEXT =
  "another program connected with our name. Give each its own certificate, or --instance, and end the other";

/** MQTT 5, "unsupported protocol version". */
const UNSUPPORTED_VERSION = 0x84;

/** What a network, TLS or a broker of version 5 says is not about the version; whoever knows none hangs up, or answers 1. */
export function mayBeOfVersion(error: Error & { code?: number | string }): boolean {
  const { code } = error;
  return code === undefined || [1, UNSUPPORTED_VERSION, "ECONNRESET", "EPIPE"].includes(code);
}
