import type { X509Certificate } from "node:crypto";

/** What is known of the time while a certificate is looked at. */
export type ClockKnowledge = {
  /** It is not earlier than this, ms since 1970: when this program was released, or the latest time that was ever sure. */
  readonly leastMs: number;
  /** The computer's clock can be believed. */
  readonly exact: boolean;
};

/** OpenSSL's word for a certificate of the future: the only complaint that a wrong clock explains. */
export const NOT_YET_VALID = "CERT_NOT_YET_VALID";
/** Extended key usage of a TLS server, RFC 5280, 4.2.1.12. */
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
/** As OpenSSL's security level 2: 112 bits, NIST SP 800-57. */
const RSA_BITS_MIN = 2_048;
const CURVE_BITS_MIN = 224;
/** Signatures whose hash can be forged. */
const WEAK_HASH = /md[245]|sha-?1(?!\d)/i;
/** Certificates from the broker's own to one that we trust. Public ones have three or four; OpenSSL would take 100. */
const CHAIN_MAX = 8;

/**
 * What is wrong with a broker's certificate where the clock cannot say whether it is valid yet; null: nothing. OpenSSL
 * keeps only its last complaint of several, so one that says "not yet valid" says nothing of who signed: all of it is
 * looked at again here. `sent` begins with the broker's own. The time is only known not to be before `leastMs`: what had
 * expired by then is refused, and what begins later may have begun.
 */
export function chainProblem(
  sent: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
  leastMs: number,
): string | null {
  const [leaf] = sent;
  if (leaf === undefined) return "it showed no certificate";
  let certificate = leaf;
  for (let depth = 0; depth < CHAIN_MAX; depth += 1) {
    const problem = ownProblem(certificate, leastMs, depth > 0);
    if (problem !== null) return problem;
    const known = trusted.some(({ raw }) => raw.equals(certificate.raw));
    if (known) return null;
    const next = issuerOf(certificate, trusted) ?? issuerOf(certificate, sent);
    if (next === undefined) return `nobody we trust has signed ${nameOf(certificate)}`;
    certificate = next;
  }
  return `more than ${CHAIN_MAX} certificates lead to one that we trust`;
}

const issuerOf = (certificate: X509Certificate, among: readonly X509Certificate[]) =>
  among.find(
    (issuer) =>
      issuer.ca &&
      !issuer.raw.equals(certificate.raw) &&
      certificate.checkIssued(issuer) &&
      certificate.verify(issuer.publicKey),
  );

function ownProblem(certificate: X509Certificate, leastMs: number, isIssuer: boolean): string | null {
  const name = nameOf(certificate);
  if (certificate.validToDate.getTime() < leastMs) return `${name} expired at ${certificate.validTo}`;
  // Absent from a certificate without the extension, although the types do not say so.
  const usage = certificate.keyUsage as readonly string[] | undefined;
  if (usage !== undefined && !usage.includes(SERVER_AUTH)) return `${name} is not for servers`;
  if (isTooShort(certificate)) return `the key of ${name} is too short`;
  const isRoot = certificate.checkIssued(certificate);
  if (!(isIssuer && isRoot) && WEAK_HASH.test(certificate.signatureAlgorithm ?? ""))
    return `${name} is signed with ${certificate.signatureAlgorithm ?? "?"}, which can be forged`;
  return null;
}

function isTooShort({ publicKey }: X509Certificate): boolean {
  const { modulusLength, namedCurve } = publicKey.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) return modulusLength < RSA_BITS_MIN;
  const bits = /\d{3}/.exec(namedCurve ?? "")?.[0];
  return bits !== undefined && Number(bits) < CURVE_BITS_MIN;
}

const nameOf = ({ subject }: X509Certificate) => `the certificate of ${subject.replaceAll("\n", ", ") || "nobody"}`;
