import { clientIdOf } from "../../contract/topics.ts";
import { judgeOwn, judgeSigners } from "./certificate.ts";
import { placeIn, type Facts, type OwnCertificate, type Reach, type ShownCertificate } from "./facts.ts";
import { error, warning, type Finding, type Look, type Verdict } from "./finding.ts";

type City = NonNullable<Facts["city"]>;

/**
 * Whether the city hears this device. Check makes no MQTT session of its own: with the device's own name it would throw
 * link out, or take commands that wait for it. So what a broker lets it do is link's word; how far one comes is seen anew.
 */
export function judgeCity(facts: Facts): Verdict {
  const { city } = facts;
  const updates = judgeUpdates(facts);
  if (city === null) return { subject: "city", fine: "the config names no broker: it works alone", looks: updates };
  const own = judgeOwn(facts, city);
  const signers = judgeSigners(facts, city);
  const reached = judgeReach(facts, city, own?.level === "error");
  const blocked = [own, ...signers, reached].some((look) => look?.level === "error");
  const said = judgeLink(facts, city, blocked);
  return { subject: "city", fine: fineWords(facts, city), looks: [own, ...signers, reached, ...said, ...updates] };
}

/** Without it all that link fetches is refused, unseen by whoever configured it. */
function judgeUpdates(facts: Facts): readonly Look[] {
  const { config, updateRootMissing: file } = facts;
  if (config.city.updates == null) return [];
  if (file === null) return [null];
  const text =
    `city.updates is there, and ${file} is not: nobody's updates are taken. Put 1.root.json of whoever releases there: ` +
    `sudo install -m 644 1.root.json ${file}; a new card gets it by gaturum provision --update-root 1.root.json`;
  const brief = "takes no updates: whose is not said";
  return [warning({ part: null, cause: "no-update-root", brief, text, at: placeIn(facts, "city.updates") })];
}

function fineWords({ control }: Facts, { url, reach }: City): string {
  const host = new URL(url).host;
  if (control.is === "running" && control.last.link.city?.live === true) return `connected to ${host}`;
  return reach.came === "open" ? `${host} answers in ${Math.round(reach.tookMs)} ms` : host;
}

const brokerAt = (facts: Facts) => ({ part: null, at: placeIn(facts, "city.broker") });

function judgeReach(facts: Facts, { url, reach, own, ca }: City, ownIsWrong: boolean): Look {
  const { host, hostname } = new URL(url);
  const is = brokerAt(facts);
  switch (reach.came) {
    case "open":
      return null;
    case "name": {
      const text = `The name ${hostname} is unknown here (${reach.code}). Check its spelling, then the cable or modem, then the name server: getent hosts ${hostname}`;
      return error({ ...is, cause: "broker-name", brief: "the broker's name is unknown", text });
    }
    case "connect":
      return error({
        ...is,
        cause: "broker-away",
        brief: "nobody answers at the broker",
        text: `${host}: ${awayWords(reach.code)}`,
      });
    case "tls": {
      const noEnd = handshakeWords(reach.code);
      if (noEnd !== null) return error({ ...is, ...noEnd, text: `${host}: ${noEnd.text}` });
      // Nobody can be believed without the authority, which is told already.
      if (ca?.problem != null) return null;
      const text = `${host}: ${tlsWords(reach, hostname, ca?.path ?? null, facts.nowMs)}`;
      return error({ ...is, cause: "broker-certificate", brief: "the broker's certificate is not accepted", text });
    }
    case "turned-away": {
      // Without its key no certificate was shown, and that is told already.
      if (ownIsWrong || (own !== null && !isShown(own))) return null;
      if (own === null) {
        const text = `${host} ended the handshake (${reach.code}): it wants a certificate, and the config names none. Write city.tls.certificate and city.tls.key, as gaturum provision does.`;
        return error({ ...is, cause: "broker-turned-away", brief: "the broker refuses who has no certificate", text });
      }
      const text = `${host} ended the handshake when it had seen this card's certificate (${reach.code}). It was signed by another authority than the broker trusts, or revoked: compare with the city's list, or make a new card with gaturum provision --replace.`;
      return error({
        part: null,
        cause: "broker-turned-away",
        brief: "the broker refuses this card",
        text,
        at: placeIn(facts, "city.tls.certificate"),
      });
    }
  }
}

const isShown = (own: OwnCertificate): boolean => own.is === "read" && own.keyFits === true;

/** What answered, and got to no certificate that could be looked at; null: it did. */
function handshakeWords(code: string): Pick<Finding, "cause" | "brief" | "text"> | null {
  switch (code) {
    case NO_TLS:
      return { cause: "broker-alien", brief: "what answers there is no broker with TLS", text: ALIEN };
    case "TIMEOUT":
    case "ETIMEDOUT":
    case "ECONNRESET":
      return {
        cause: "broker-handshake",
        brief: "the broker answers, and no handshake comes of it",
        text: `it answers, and the TLS handshake does not end (${code}). Try once more; then look at the firewall and the modem on the way, which may hold TLS back, then at the port: for TLS usually 8883.`,
      };
    default:
      return null;
  }
}

function awayWords(code: string): string {
  switch (code) {
    case "ECONNREFUSED":
      return "nothing listens on that port. Check the port, and whether the broker runs.";
    case "TIMEOUT":
    case "ETIMEDOUT":
      return "no answer. A firewall swallows the packets, or the network is not there: ask for the port to be opened.";
    case "ENETUNREACH":
    case "EHOSTUNREACH":
      return "there is no way to it. Look at the cable, the modem and its SIM card, then at: ip route";
    default:
      return `the connection failed (${code}). Check host and port.`;
  }
}

function tlsWords({ code, shown }: Reach & { came: "tls" }, host: string, ca: string | null, nowMs: number): string {
  const its = shown === null ? "its certificate" : `its certificate (${shown.names}, by ${shown.issuer})`;
  switch (code) {
    case "CERT_HAS_EXPIRED":
      return `${its} expired on ${day(shown, "toMs")}; here it is ${new Date(nowMs).toISOString().slice(0, 10)}. If that date is right, the city must renew it.`;
    case "CERT_NOT_YET_VALID":
      return `${its} holds from ${day(shown, "fromMs")}; here it is ${new Date(nowMs).toISOString().slice(0, 10)}. This computer's clock is wrong: see the clock.`;
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `${its} is not for ${host}. Write the name that stands in it, or ask the city for one with this name.`;
    default:
      return `${its} was signed by nobody we trust (${code}). Put the authority that signed it into ${ca ?? "city.tls.ca"}.`;
  }
}

/** As `gather/broker.ts` calls it. */
const NO_TLS = "NO_TLS";
const ALIEN =
  "what answers there does not speak TLS. Write the port for TLS, usually 8883, or ask the city which it is. Without TLS (mqtt://) whoever is on the way reads and writes all of it: a bench alone may do so.";

const day = (shown: ShownCertificate | null, key: "fromMs" | "toMs"): string =>
  shown === null ? "an unknown day" : new Date(shown[key]).toISOString().slice(0, 10);

/** What link said: nothing of it is told twice where a look from here says more. */
function judgeLink(facts: Facts, { url }: City, blocked: boolean): readonly Look[] {
  const { control, config } = facts;
  if (control.is !== "running") return [];
  const { present, city } = control.last.link;
  const is = brokerAt(facts);
  if (!present) {
    const text =
      "The process that speaks to the city does not run: reports wait. Start it: sudo systemctl start gaturum-link. Why it ended: journalctl -u gaturum-link -n 20";
    return [error({ ...is, cause: "link-not-running", brief: "link does not run", text, at: null })];
  }
  if (city === null || city.live)
    return (city?.refused ?? []).map((topic) => refused(topic, clientIdOf(config.tenant, config.device)));
  if (blocked) return [];
  const again = "It tries again within 5 min; at once with: sudo systemctl restart gaturum-link";
  const host = new URL(url).host;
  if (city.trouble === null) {
    const text = `Link has not connected to ${host} yet: after a start it waits for a random time, city.startDelay at most.`;
    return [warning({ ...is, cause: "broker-waits", brief: "not connected yet", text })];
  }
  return [
    error({ ...is, cause: "broker-refuses", brief: "the broker does not let it in", text: `${city.trouble} ${again}` }),
  ];
}

function refused(topic: string, name: string): Finding {
  const text = `The broker does not let ${name} publish on ${topic}. Enter it there: add the device to clients.txt and make the access list anew (docs/backend.md).`;
  return error({ part: null, cause: "topic-refused", brief: "may not say all that it has", text, at: null });
}
