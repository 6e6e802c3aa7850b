import { appendFileSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, getCACertificates, setDefaultCACertificates, type Server } from "node:tls";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Aedes } from "aedes";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { mqttTransport } from "../../../device/link/session/mqtt-transport.ts";
import type { TransportEvent } from "../../../device/link/session/transport.ts";
import { Credentials } from "../../../device/link/tls/credentials.ts";
import { seconds } from "../../../device/measure/time.ts";
import { needs } from "../../setup/programs.ts";
import { until } from "../link-process.ts";
import { Authority, type Made } from "./certificates.ts";

const NOW = Date.now();
const DAY_MS = 86_400_000;
/** A block that is PEM and holds no certificate. */
const BROKEN_BLOCK = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

/** A broker that speaks 3.1.1 only, and asks each device for its certificate. */
class OldBroker {
  /** Of each connection: the version that was asked for, and as whom. */
  readonly asked: (readonly [number, string])[] = [];
  readonly #aedes: Aedes;
  readonly #server: Server;

  private constructor(aedes: Aedes, server: Server) {
    this.#aedes = aedes;
    this.#server = server;
  }

  static async start(own: Made, ca: string): Promise<OldBroker> {
    const names = new Map<unknown, string>();
    const aedes = await Aedes.createBroker({
      preConnect: ({ conn }, { protocolVersion }, done) => {
        broker.asked.push([protocolVersion ?? 0, names.get(conn) ?? ""]);
        done(null, true);
      },
    });
    const files = { cert: readFileSync(own.certificate), key: readFileSync(own.key), ca: readFileSync(ca) };
    const server = createServer({ ...files, requestCert: true, rejectUnauthorized: true }, (socket) => {
      socket.on("error", () => undefined);
      names.set(socket, socket.getPeerCertificate().subject.CN);
      void aedes.handle(socket);
    });
    server.on("tlsClientError", () => undefined);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const broker: OldBroker = new OldBroker(aedes, server);
    return broker;
  }

  get url(): string {
    return `mqtts://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#aedes.close();
    this.#server.close();
  }
}

needs("openssl")("a connection with the device's own certificate", () => {
  let authority: Authority;
  let [old, renewed]: Made[] = [];
  let broker: OldBroker;
  let folder = "";
  let ca = "";
  const said: string[] = [];
  const put = (made: Made | undefined, into = ""): void => {
    if (made === undefined) throw new Error("none was made");
    mkdirSync(join(folder, into), { recursive: true });
    copyFileSync(made.certificate, join(folder, into, "device.pem"));
    copyFileSync(made.key, join(folder, into, "device.key"));
  };
  const transport = (clock = { leastMs: 0, exact: true }) => {
    const files = { ca, certificate: join(folder, "device.pem"), key: join(folder, "device.key") };
    const credentials = new Credentials(files, (line) => said.push(line));
    return mqttTransport(broker.url, undefined, { credentials, clock: () => clock });
  };
  const connect = async (by: ReturnType<typeof transport>): Promise<TransportEvent> => {
    const events: TransportEvent[] = [];
    const will = { topic: "will", payload: "lost", retain: false };
    const attempt = { clientId: "tls", will, keepaliveMs: seconds(60) };
    const connection = by.connect(attempt, (event) => events.push(event));
    await until("an event", () => events.length > 0);
    connection.drop();
    return events[0] as TransportEvent;
  };

  beforeAll(() => {
    authority = new Authority();
    old = authority.make("old", { fromMs: NOW - 9 * DAY_MS, toMs: NOW - DAY_MS });
    renewed = authority.make("renewed");
  });
  afterAll(() => authority.end());
  beforeEach(async () => {
    said.length = 0;
    folder = join(authority.folder, "device");
    ca = authority.root.certificate;
    broker = await OldBroker.start(authority.make("broker"), ca);
  });
  afterEach(() => {
    broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("R5b: a new pair that OpenSSL does not load is told, and the old one is used", async () => {
    put(renewed);
    put(authority.make("broken"), "next");
    appendFileSync(join(folder, "next", "device.pem"), BROKEN_BLOCK);
    const city = transport();
    expect(await connect(city)).toMatchObject({ event: "closed", cause: { kind: "credentials" } });
    expect(await connect(city)).toMatchObject({ event: "opened" });
    expect(broker.asked.at(-1)?.[1]).toBe("renewed");
    expect(said).toEqual([expect.stringContaining("no session with the new certificate")]);
  });

  it("R5b: with a clock at 1970 a block of the authorities that is no certificate is passed over", async () => {
    put(renewed);
    broker.stop();
    const far = { fromMs: NOW + 7_000 * DAY_MS, toMs: NOW + 7_300 * DAY_MS };
    broker = await OldBroker.start(authority.make("broker", far), ca);
    ca = join(folder, "ca.pem");
    copyFileSync(authority.root.certificate, ca);
    appendFileSync(ca, BROKEN_BLOCK);
    expect(await connect(transport({ leastMs: NOW, exact: false }))).toMatchObject({ event: "opened" });
  });

  it("with a clock that is behind a broker's certificate that has expired by the time that was saved is refused", async () => {
    put(renewed);
    const later = (days: number) => connect(transport({ leastMs: NOW + days * DAY_MS, exact: false }));
    expect(await later(300)).toMatchObject({ event: "opened" });
    expect(await later(400)).toMatchObject({
      event: "closed",
      cause: { kind: "tls", text: expect.stringContaining("expired at") as string },
    });
  });

  it("a file of authorities that is empty, as a power cut may leave it, trusts nobody", async () => {
    put(renewed);
    ca = join(folder, "ca.pem");
    writeFileSync(ca, "");
    const before = getCACertificates("default");
    // A stranger whom Node knows, as all the world's public authorities are.
    setDefaultCACertificates([readFileSync(authority.root.certificate, "utf8")]);
    try {
      const event = await connect(transport());
      expect(event).toMatchObject({ event: "closed", cause: { kind: "credentials" } });
      expect(event.event === "closed" && event.cause.text).toBe(`${ca} holds no certificate`);
    } finally {
      setDefaultCACertificates(before);
    }
  });

  it("R5b: is asked again with 3.1.1 as the same device: another version is no fault of a new certificate", async () => {
    put(old);
    put(renewed, "next");
    expect(await connect(transport())).toMatchObject({ event: "opened" });
    expect(broker.asked).toEqual([
      [5, "renewed"],
      [4, "renewed"],
    ]);
    expect(said).toEqual([]);
  });
});
