/** What OpenSSL and brokers say, and what a person at a desk does about it. */
const CURES: readonly (readonly [said: RegExp, cure: string])[] = [
  [
    /self-signed certificate|unable to (get|verify)/,
    "the broker's certificate is not one we believe: name its authority with --ca",
  ],
  [/alert certificate required/, "the broker wants a certificate: name ours with --client-cert and --client-key"],
  [
    /alert (unknown ca|bad certificate)/,
    "the broker does not believe our certificate (--client-cert): is it of its authority?",
  ],
  [/alert certificate revoked/, "our certificate (--client-cert) was revoked"],
  [/alert certificate expired/, "our certificate (--client-cert) has expired: renew it"],
  [/certificate has expired/, "the broker's certificate has expired, or our clock is wrong"],
  [/does not match certificate/, "the broker's certificate is for another name: write --broker as it has it"],
  [/key values mismatch/, "--client-cert and --client-key do not belong together"],
  [/ECONNREFUSED/, "nothing listens there: is the broker running, and the port right?"],
  [/Publish error: Not authorized/, "the broker takes nothing like this from us: look at our role in its access list"],
];

/** In a technician's words, with what was said behind them; as it was said where nobody knows better. */
export function whyBroken(said: string): string {
  const cure = CURES.find(([pattern]) => pattern.test(said))?.[1];
  return cure === undefined ? said : `${cure} (${said.trim()})`;
}

/** MQTT 5, "session taken over". */
export const TAKEN_OVER = 0x8e;
export const TAKEN_OVER_TEXT =
  "another program connected with our name. Give each its own certificate, or --instance, and end the other";
