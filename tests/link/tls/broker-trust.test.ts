import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { explain } from "../../../device/link/session/close-cause.ts";
import { mqttTransport } from "../../../device/link/session/mqtt-transport.ts";
import type { TransportEvent } from "../../../device/link/session/transport.ts";
import type { ClockKnowledge } from "../../../device/link/tls/broker-trust.ts";
import { Credentials } from "../../../device/link/tls/credentials.ts";
import { seconds } from "../../../device/measure/time.ts";
import { describeWithMosquitto, startMosquitto, type Mosquitto } from "../../system/mosquitto.ts";
import { needs } from "../../setup/programs.ts";
import { until } from "../link-process.ts";
import { Authority, type Made } from "./certificates.ts";

const DAY = 86_400_000;
const NOW = Date.now();
const GOOD_CLOCK: ClockKnowledge = { leastMs: NOW - 100 * DAY, exact: true };
/** The program was released in a time that the computer's clock, back in 1970, has not reached. */
const CLOCK_AT_1970 = (leastMs: number): ClockKnowledge => ({ leastMs, exact: false });
/** In 20 years: to this computer's clock what a good certificate is to one at 1970. */
const FAR = { fromMs: NOW + 7_000 * DAY, toMs: NOW + 7_300 * DAY };

let authority: Authority;
let stranger: Authority;
const atEnd: (() => Promise<unknown>)[] = [];
async function brokerWith(made: Made, clientCa?: string): Promise<Mosquitto> {
  const tls = { ...made, ...(clientCa === undefined ? {} : { clientCa }) };
  const broker = await startMosquitto({ tls });
  atEnd.push(() => broker.stop());
  return broker;
}

type Own = { readonly ca?: string; readonly pair?: Made };

async function firstEvent(url: string, clock: ClockKnowledge, { ca, pair }: Own = {}): Promise<TransportEvent> {
  const files = {
    ca: ca ?? authority.root.certificate,
    certificate: pair?.certificate ?? null,
    key: pair?.key ?? null,
  };
  const credentials = new Credentials(files, () => undefined);
  const events: TransportEvent[] = [];
  const will = { topic: "will", payload: "lost", retain: false };
  const attempt = { clientId: "tls", will, keepaliveMs: seconds(60) };
  const transport = mqttTransport(url, 5, { credentials, clock: () => clock });
  const connection = transport.connect(attempt, (event) => events.push(event));
  await until("an event", () => events.length > 0);
  connection.drop();
  return events[0] as TransportEvent;
}

const told = (event: TransportEvent) => (event.event === "closed" ? explain(event.cause, "b") : event.event);

needs("openssl")("TLS", () => {
  beforeAll(() => {
    authority = new Authority();
    stranger = new Authority("stranger");
  });
  afterEach(async () => {
    for (const end of atEnd.splice(0).reverse()) await end();
  });
  afterAll(() => {
    authority.end();
    stranger.end();
  });

  describeWithMosquitto("S3, R5b: a broker's certificate", () => {
    it("is taken where it is right, and the clock too", async () => {
      const broker = await brokerWith(authority.make("broker"));
      expect(told(await firstEvent(broker.url, GOOD_CLOCK))).toBe("opened");
      expect(told(await firstEvent(broker.url.replace("127.0.0.1", "localhost"), GOOD_CLOCK))).toBe("opened");
      expect(told(await firstEvent(broker.url, GOOD_CLOCK, { ca: stranger.root.certificate }))).toContain(
        "certificate was not accepted",
      );
    });

    it("is refused by a good clock: expired, not yet valid, of another host, of an unknown signer, self-signed", async () => {
      const cases: readonly (readonly [Made, RegExp])[] = [
        [authority.make("old", { fromMs: NOW - 9 * DAY, toMs: NOW - DAY }), /CERT_HAS_EXPIRED/],
        [authority.make("early", FAR), /CERT_NOT_YET_VALID/],
        [authority.make("other", { names: "DNS:other.example" }), /ALTNAME/],
        [stranger.make("unknown"), /UNABLE_TO/],
        [authority.make("self", { by: "itself" }), /SELF_SIGNED/],
      ];
      for (const [made, expected] of cases) {
        const broker = await brokerWith(made);
        const line = told(await firstEvent(broker.url, GOOD_CLOCK));
        expect(line).toContain("its certificate was not accepted");
        expect(line).toMatch(expected);
      }
    });

    it("R5b: with a clock at 1970 is taken where all but the clock is right, an intermediate signer included", async () => {
      const direct = await brokerWith(authority.make("broker", FAR));
      expect(told(await firstEvent(direct.url, CLOCK_AT_1970(NOW)))).toBe("opened");
      const middle = authority.make("middle", { isCa: true, ...FAR });
      const leaf = authority.make("leaf", { ...FAR, by: middle });
      const bundle = join(authority.folder, "bundle.pem");
      writeFileSync(bundle, readFileSync(leaf.certificate, "utf8") + readFileSync(middle.certificate, "utf8"));
      const chained = await brokerWith({ certificate: bundle, key: leaf.key });
      expect(told(await firstEvent(chained.url, CLOCK_AT_1970(NOW)))).toBe("opened");
    });

    it("with a clock at 1970 is refused where anything else is wrong, also what OpenSSL does not say last", async () => {
      const notCa = authority.make("not-a-ca", FAR);
      const cases: readonly (readonly [string, Made, RegExp])[] = [
        ["unknown signer", stranger.make("unknown", FAR), /nobody we trust/],
        ["self-signed", authority.make("self", { ...FAR, by: "itself" }), /nobody we trust/],
        ["other host", authority.make("other", { ...FAR, names: "DNS:other.example" }), /altnames/],
        ["for clients", authority.make("client", { ...FAR, more: ["extendedKeyUsage=clientAuth"] }), /not for servers/],
        ["signed by no authority", authority.make("leaf", { ...FAR, by: notCa }), /nobody we trust/],
        [
          "expired at the least that is known",
          authority.make("old", { fromMs: NOW - 9 * DAY, toMs: NOW - DAY }),
          /EXPIRED/,
        ],
      ];
      for (const [what, made, expected] of cases) {
        const broker = await brokerWith(made);
        const line = told(await firstEvent(broker.url, CLOCK_AT_1970(NOW)));
        expect(line, what).toContain("its certificate was not accepted");
        expect(line, what).toMatch(expected);
      }
      const broker = await brokerWith(authority.make("ended", FAR));
      expect(told(await firstEvent(broker.url, CLOCK_AT_1970(FAR.toMs + DAY)))).toContain("expired at");
    });
  });

  describeWithMosquitto("a device's own certificate", () => {
    it("is asked for by the broker, and told where it is missing, expired, of an unknown signer, or no pair", async () => {
      const broker = await brokerWith(authority.make("broker"), authority.root.certificate);
      const good = authority.make("stockholm_lamp-1");
      expect(told(await firstEvent(broker.url, GOOD_CLOCK, { pair: good }))).toBe("opened");
      const ended = "it ended the TLS handshake";
      const old = authority.make("old", { fromMs: NOW - 9 * DAY, toMs: NOW - DAY });
      const cases: readonly (readonly [Made | undefined, string])[] = [
        [undefined, ended],
        [old, ended],
        [stranger.make("stockholm_lamp-1"), ended],
        [{ certificate: good.certificate, key: old.key }, "do not belong together"],
        [{ certificate: "/nowhere.pem", key: good.key }, "are not there"],
      ];
      for (const [pair, expected] of cases) {
        const own = pair === undefined ? {} : { pair };
        expect(told(await firstEvent(broker.url, GOOD_CLOCK, own))).toContain(expected);
      }
      expect(told(await firstEvent(broker.url, GOOD_CLOCK, { ca: "/nowhere.pem", pair: good }))).toContain("ENOENT");
    });
  });
});
