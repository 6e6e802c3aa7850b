import dns from "node:dns";
import { createServer, type AddressInfo } from "node:net";
import { Aedes } from "aedes";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { mqttTransport } from "../../../device/link/session/mqtt-transport.ts";
import { BACKOFF_CAP_MS } from "../../../device/link/session/session.ts";
import { Credentials } from "../../../device/link/tls/credentials.ts";
import { seconds } from "../../../device/measure/time.ts";
import { NO_FAULTS, startProxy } from "../../proxy/proxy.ts";
import { needs } from "../../setup/programs.ts";
import { describeWithMosquitto, freePort, startMosquitto, type MosquittoOptions } from "../../system/mosquitto.ts";
import { linkConfig } from "../rig.ts";
import { Authority } from "../tls/certificates.ts";
import { FastLink } from "./fast-link.ts";

/** A fault that holds from the start on, and what takes it away. */
type Fault = { readonly url: string; readonly ca?: string; readonly mend: () => unknown };

const TEN_S = 10_000;
const DAY = 86_400_000;
const TRIES = Number(process.env["GATURUM_TRIES"] ?? 5);
const atEnd: (() => unknown)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const end of atEnd.splice(0).reverse()) await end();
});

/** R5b: back within the cap + 10 s of the fault's end, after so many tries in vain. */
async function expectBack({ url, ca, mend }: Fault, told: RegExp, tries = TRIES): Promise<void> {
  const credentials = new Credentials({ ca: ca ?? null, certificate: null, key: null }, () => undefined);
  const clock = () => ({ leastMs: 0, exact: true });
  const config = { ...linkConfig(), city: { ...linkConfig().city, startDelayMs: seconds(120) } };
  const device = new FastLink(mqttTransport(url, 4, { credentials, clock }), config);
  atEnd.push(() => device.end());
  await device.until(`${tries} tries`, () => device.tries > tries);
  expect(device.isLive).toBe(false);
  expect(device.said.join("\n")).toMatch(told);
  await mend();
  expect(await device.until("a session", () => device.isLive)).toBeLessThanOrEqual(BACKOFF_CAP_MS + TEN_S);
}

async function mosquitto(options: MosquittoOptions, then: MosquittoOptions): Promise<Fault> {
  const first = await startMosquitto(options);
  const mend = async (): Promise<void> => {
    await first.stop();
    const second = await startMosquitto({ ...then, port: first.port });
    atEnd.push(() => second.stop());
  };
  return { url: first.url, mend };
}

describeWithMosquitto("R5b: never stranded", () => {
  it("by twenty refused logins", async () => {
    const fault = await mosquitto({ anonymous: false }, { anonymous: true });
    await expectBack(fault, /refused this device's login/, 20);
  });

  it("by a name that is not found", async () => {
    const broker = await startMosquitto();
    atEnd.push(() => broker.stop());
    const lookup = dns.lookup.bind(dns) as (...words: unknown[]) => void;
    let isBroken = true;
    vi.spyOn(dns, "lookup").mockImplementation((name: string, ...rest: unknown[]) =>
      lookup(isBroken ? "broker.invalid" : name === "broker.example" ? "127.0.0.1" : name, ...rest),
    );
    const url = `mqtt://broker.example:${broker.port}`;
    await expectBack({ url, mend: () => void (isBroken = false) }, /its name is unknown here/);
  });

  it("by a half-open network, in which connections hang", async () => {
    const broker = await startMosquitto();
    const proxy = await startProxy(broker.port);
    atEnd.push(
      () => broker.stop(),
      () => proxy.stop(),
    );
    await proxy.set({ silent: true });
    await expectBack({ url: proxy.url(), mend: () => proxy.set(NO_FAULTS) }, /no answer in time/, 2);
  });

  it("by a port that nobody listens on, a network that resets, or one that ends after ten bytes", async () => {
    const broker = await startMosquitto();
    const proxy = await startProxy(broker.port);
    atEnd.push(
      () => broker.stop(),
      () => proxy.stop(),
    );
    await proxy.set({ down: true });
    await expectBack({ url: proxy.url(), mend: () => proxy.set(NO_FAULTS) }, /nobody answers there/);
    await proxy.set({ limitBytes: 5 });
    await expectBack({ url: proxy.url(), mend: () => proxy.set(NO_FAULTS) }, /the connection broke/);
    expect(proxy.total).toBeGreaterThan(TRIES);
  });
});

needs("openssl")("R5b: never stranded by TLS", () => {
  let authority: Authority;
  beforeAll(() => void (authority = new Authority()));
  afterAll(() => authority.end());

  describeWithMosquitto("at Mosquitto", () => {
    it("by an expired certificate", async () => {
      const old = authority.make("old", { fromMs: Date.now() - 9 * DAY, toMs: Date.now() - DAY });
      const fault = await mosquitto({ tls: old }, { tls: authority.make("broker") });
      await expectBack({ ...fault, ca: authority.root.certificate }, /certificate was not accepted .*EXPIRED/);
    });

    it("by an alert: the broker wants a certificate that this device has not", async () => {
      const tls = authority.make("broker");
      const fault = await mosquitto({ tls: { ...tls, clientCa: authority.root.certificate } }, { tls });
      await expectBack({ ...fault, ca: authority.root.certificate }, /it ended the TLS handshake/);
    });

    it("by what is no TLS at all", async () => {
      const fault = await mosquitto({}, { tls: authority.make("broker") });
      const url = fault.url.replace("mqtt:", "mqtts:");
      await expectBack({ ...fault, url, ca: authority.root.certificate }, /./);
    });
  });
});

it("R5b: never stranded by a refused subscription", async () => {
  let isRefused = true;
  const broker = await Aedes.createBroker({
    authorizeSubscribe: (_client, subscription, done) => done(null, isRefused ? null : subscription),
  });
  const server = createServer((socket) => void broker.handle(socket));
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  expect((server.address() as AddressInfo).port).toBe(port);
  atEnd.push(
    () => new Promise<void>((resolve) => server.close(() => resolve())),
    () => broker.close(),
  );
  await expectBack({ url: `mqtt://127.0.0.1:${port}`, mend: () => void (isRefused = false) }, /but not hear/);
});
