import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import type { CitySettings } from "../../../../config/device-config.ts";
import type { CityFacts, OwnCertificate } from "../facts.ts";
import { reachBroker } from "./broker.ts";

/** Everything on the way to the city that can be seen from here without a word of MQTT. Never rejects. */
export async function lookAtCity({ broker, tls, trust }: CitySettings): Promise<CityFacts> {
  if (broker === null) return null;
  const secure = broker.startsWith("mqtts:");
  const ca = secure && tls?.ca != null ? await authority(tls.ca) : null;
  const named = secure && tls?.certificate != null && tls.key !== null;
  const own = named ? await ownCertificate(tls.certificate, tls.key) : null;
  const usable = own?.own.is === "read" && own.own.keyFits === true ? own.pair : null;
  const reach = await reachBroker(broker, { ca: ca?.pem ?? null, pair: usable });
  return {
    // A password in it is nobody's business.
    url: broker.replace(/\/\/[^@/]*@/, "//"),
    reach,
    own: own?.own ?? null,
    ca: ca === null ? null : { path: ca.path, problem: ca.problem, endsMs: ca.endsMs },
    trust: trust == null ? null : { path: trust, problem: await problemOfTrust(trust) },
  };
}

type Authority = { path: string; problem: string | null; endsMs: number | null; pem: string | null };

async function authority(path: string): Promise<Authority> {
  const read = await textOf(path);
  if (!read.ok) return { path, problem: read.code, endsMs: null, pem: null };
  const certificate = parsed(read.text);
  if (certificate === null) return { path, problem: "damaged", endsMs: null, pem: null };
  return { path, problem: null, endsMs: certificate.validToDate.getTime(), pem: read.text };
}

type Own = { readonly own: OwnCertificate; readonly pair: { readonly cert: string; readonly key: string } | null };

async function ownCertificate(path: string, keyPath: string): Promise<Own> {
  const [cert, key] = await Promise.all([textOf(path), textOf(keyPath)]);
  const mode = await stat(keyPath).then(
    (about) => about.mode,
    () => 0,
  );
  const isKey = key.ok && privateKey(key.text) !== null;
  const keyProblem = key.ok ? (isKey ? null : "damaged") : key.code;
  const common = { path, keyPath, keyProblem, keyIsOpen: (mode & OTHERS_READ) !== 0 };
  if (!cert.ok) return { own: { ...common, is: "unread", problem: cert.code }, pair: null };
  const certificate = parsed(cert.text);
  if (certificate === null) return { own: { ...common, is: "unread", problem: "damaged" }, pair: null };
  const keyFits = key.ok && isKey ? fits(certificate, key.text) : null;
  const { subject, validFromDate, validToDate } = certificate;
  const commonName = (/^CN=(.*)$/m.exec(subject)?.[1] ?? "nobody").replace(/\p{C}/gu, " ");
  const own = {
    ...common,
    is: "read",
    commonName,
    fromMs: validFromDate.getTime(),
    toMs: validToDate.getTime(),
    keyFits,
  } as const;
  return { own, pair: key.ok ? { cert: cert.text, key: key.text } : null };
}

const OTHERS_READ = 0o004;

/** As far as can be seen without its signatures: is it there, and is it JSON with anchors in it? */
async function problemOfTrust(path: string): Promise<string | null> {
  const read = await textOf(path);
  if (!read.ok) return read.code;
  try {
    const value = JSON.parse(read.text) as { readonly anchors?: unknown };
    return Array.isArray(value.anchors) && value.anchors.length > 0 ? null : "damaged";
  } catch {
    return "damaged";
  }
}

type Text = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly code: string };

async function textOf(path: string): Promise<Text> {
  try {
    return { ok: true, text: await readFile(path, "utf8") };
  } catch (cause) {
    return { ok: false, code: cause instanceof Error && "code" in cause ? String(cause.code) : String(cause) };
  }
}

function parsed(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

function privateKey(pem: string): ReturnType<typeof createPrivateKey> | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

function fits(certificate: X509Certificate, key: string): boolean {
  const own = privateKey(key);
  return own !== null && certificate.checkPrivateKey(own);
}
