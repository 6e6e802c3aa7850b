import { clientIdOf } from "../../contract/topics.ts";
import { placeIn, type Facts, type OwnCertificate } from "./facts.ts";
import { error, warning, type Finding, type Look } from "./finding.ts";

type City = NonNullable<Facts["city"]>;
const DAY_MS = 86_400_000;
/** As link's own alarm: two weeks, in which someone can drive there (`device/link/tls/certificate-age.ts`). */
const DAYS_LEFT_MIN = 14;

/** What is wrong with this card's own certificate and key; null: nothing, or it has none. The first thing of several. */
export function judgeOwn(facts: Facts, { own }: City): Look {
  if (own === null) return null;
  const found = (of: Omit<Finding, "level" | "part" | "at">, key: "certificate" | "key" = "certificate"): Finding =>
    error({ part: null, at: placeIn(facts, `city.tls.${key}`), ...of });
  if (own.is === "unread") return orUnseen(found(unread(own.path, own.problem, "certificate")));
  if (own.keyProblem !== null) return orUnseen(found(unread(own.keyPath, own.keyProblem, "key"), "key"));
  return identity(facts, own, found) ?? age(facts, own, found) ?? openKey(facts, own);
}

/** What only this user may not see is not wrong for that. */
const orUnseen = (found: Finding): Finding =>
  found.cause === "no-permission" ? { ...found, level: "warning" } : found;

type Read = OwnCertificate & { readonly is: "read" };
type Found = (of: Omit<Finding, "level" | "part" | "at">, key?: "certificate" | "key") => Finding;

function identity({ config }: Facts, { commonName, keyFits, path, keyPath }: Read, found: Found): Look {
  const own = clientIdOf(config.tenant, config.device);
  if (commonName !== own) {
    const text =
      `This card's certificate is for ${commonName}; the config says ${own}. Two cards were swapped, or one was copied. ` +
      `Read the plate, then change the card, or make a new one at the desk: gaturum provision --replace ${config.asset.plate ?? config.device} --records FOLDER`;
    return found({ cause: "certificate-other", brief: "the certificate is another post's", text });
  }
  if (keyFits === true) return null;
  const text = `${keyPath} is not the key of ${path}. Put both of one card there, or make a new pair with gaturum provision --replace.`;
  return found({ cause: "key-other", brief: "certificate and key do not belong together", text }, "key");
}

function age(facts: Facts, { fromMs, toMs, path }: Read, found: Found): Look {
  const { nowMs } = facts;
  const [from, to, today] = [fromMs, toMs, nowMs].map((ms) => new Date(ms).toISOString().slice(0, 10));
  const renew = "Make a new one with gaturum provision --replace, or ask the city for one";
  if (nowMs > toMs) {
    const text = `${path} expired on ${to ?? ""}; here it is ${today ?? ""}. ${renew}.`;
    return found({ cause: "certificate-expired", brief: "this card's certificate expired", text });
  }
  if (nowMs < fromMs) {
    const text = `${path} holds from ${from ?? ""}; here it is ${today ?? ""}. This computer's clock is wrong: see the clock.`;
    return found({ cause: "certificate-early", brief: "this card's certificate does not hold yet", text });
  }
  const days = Math.floor((toMs - nowMs) / DAY_MS);
  if (days >= DAYS_LEFT_MIN) return null;
  const text = `${path} ends on ${to ?? ""}, in ${days} days. ${renew}, and put it into the folder next beside it.`;
  return warning({
    part: null,
    cause: "certificate-ends",
    brief: `the certificate ends in ${days} days`,
    text,
    at: placeIn(facts, "city.tls.certificate"),
  });
}

function openKey(facts: Facts, { keyIsOpen, keyPath }: Read): Look {
  if (!keyIsOpen) return null;
  const text = `Everybody on this computer may read ${keyPath}. Type: sudo chmod o= ${keyPath}`;
  return warning({
    part: null,
    cause: "key-open",
    brief: "its key lies open",
    text,
    at: placeIn(facts, "city.tls.key"),
  });
}

/** The authority that brokers are believed by, and the file of those who are obeyed. */
export function judgeSigners(facts: Facts, { ca, trust }: City): readonly Look[] {
  const looks: Look[] = [];
  if (ca !== null) {
    const problem = ca.problem ?? (ca.endsMs !== null && ca.endsMs < facts.nowMs ? "expired" : null);
    const text = `${ca.path}: ${FILE_WORDS[problem ?? ""] ?? `it cannot be read (${problem ?? ""})`}. Put the certificate of the authority that signs the broker there, in PEM.`;
    looks.push(
      problem === null
        ? null
        : orUnseen(
            error({
              part: null,
              ...(problem === "EACCES"
                ? notPermitted(ca.path, "authority's certificate")
                : { cause: "authority", brief: "the authority's certificate cannot be used", text }),
              at: placeIn(facts, "city.tls.ca"),
            }),
          ),
    );
  }
  if (trust !== null) {
    const text = `${trust.path}: ${FILE_WORDS[trust.problem ?? ""] ?? `it cannot be read (${trust.problem ?? ""})`}. Without it the device obeys nobody. How it is written: docs/technician.md.`;
    looks.push(
      trust.problem === null
        ? null
        : orUnseen(
            error({
              part: null,
              ...(trust.problem === "EACCES"
                ? notPermitted(trust.path, "list of those whom it obeys")
                : { cause: "trust", brief: "it obeys nobody", text }),
              at: placeIn(facts, "city.trust"),
            }),
          ),
    );
  }
  return looks;
}

const notPermitted = (path: string, what: string): Omit<Finding, "level" | "part" | "at"> => ({
  cause: "no-permission",
  brief: `you may not read its ${what}`,
  text: `${path}: you may not read it, so it was not looked at. Say it with sudo.`,
});

function unread(path: string, problem: string, what: "certificate" | "key"): Omit<Finding, "level" | "part" | "at"> {
  const words = FILE_WORDS[problem] ?? `it cannot be read (${problem})`;
  if (problem === "EACCES") return notPermitted(path, what);
  const cure = "Copy it from the folder that gaturum provision made for this post, or make a new one with --replace.";
  return {
    cause: problem === "damaged" ? "certificate-damaged" : "certificate-missing",
    brief: problem === "damaged" ? `its ${what} is damaged` : `its ${what} is missing`,
    text: `${path}: ${words}. ${cure}`,
  };
}

const FILE_WORDS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "this is a folder",
  damaged: "it is damaged, or not what it should be",
  expired: "the authority's own certificate expired",
};
