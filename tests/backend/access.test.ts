import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { NotPermitted, readAccess, WrongUse, type AccessWords } from "../../device/backend/access.ts";
import { Broker, type Line } from "../../device/backend/broker.ts";
import { Errand } from "../../device/backend/operator/errand.ts";
import { until } from "../link/link-process.ts";
import { needs } from "../setup/programs.ts";
import { describeWithMosquitto, freePort, startMosquitto, type Mosquitto } from "../system/mosquitto.ts";

needs("openssl")("what a person at a desk is told of TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-access-"));
  const at = (name: string): string => join(folder, name);
  const openssl = (...words: readonly string[]): void => {
    const { status, stderr } = spawnSync("openssl", words, { encoding: "utf8", cwd: folder });
    if (status !== 0) throw new Error(`openssl ${words.join(" ")}: ${stderr}`);
  };
  const authority = (name: string): void => {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", `${name}.key`];
    openssl("req", "-x509", ...key, "-out", `${name}.pem`, "-subj", `/CN=${name}`);
  };
  const certificate = (name: string, alternative: string, by = "ca"): void => {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", `${name}.key`];
    openssl("req", ...key, "-out", `${name}.csr`, "-subj", "/CN=stockholm_send-1");
    writeFileSync(at(`${name}.ext`), `subjectAltName=${alternative}\n`);
    const signed = ["-CA", `${by}.pem`, "-CAkey", `${by}.key`, "-CAcreateserial", "-extfile", `${name}.ext`];
    const life = name.startsWith("over") ? ["-days", "-1"] : ["-days", "2"];
    openssl("x509", "-req", "-in", `${name}.csr`, ...signed, "-out", `${name}.pem`, ...life);
  };
  beforeAll(() => {
    for (const name of ["ca", "stranger"]) authority(name);
    certificate("server", "IP:127.0.0.1");
    certificate("other-name", "DNS:broker.example");
    certificate("over-server", "IP:127.0.0.1");
    for (const name of ["me", "over-me"]) certificate(name, "DNS:desk");
    certificate("not-me", "DNS:desk", "stranger");
    const short = ["-newkey", "rsa:1024", "-nodes", "-keyout", "short.key", "-subj", "/CN=desk"];
    openssl("req", "-x509", ...short, "-out", "short.pem");
    openssl("pkey", "-in", "me.key", "-aes256", "-passout", "pass:a-test", "-out", "locked.key");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const words = (url: string, ca: string, cert?: string, key = cert): AccessWords => ({
    ...{ broker: url, ca: at(ca) },
    ...(cert === undefined || key === undefined ? {} : { clientCert: at(`${cert}.pem`), clientKey: at(`${key}.key`) }),
  });
  const opened = async (access: AccessWords): Promise<string> => {
    try {
      await (await Errand.open(readAccess(access, {}), "stockholm", "send")).close();
      return "connected";
    } catch (cause) {
      const code = cause instanceof WrongUse ? 2 : cause instanceof NotPermitted ? 3 : 1;
      return `${code} ${(cause as Error).message}`;
    }
  };

  it("names the file that is wrong, before a broker is asked", async () => {
    const tls = "mqtts://127.0.0.1:1";
    expect(await opened(words(tls, "nothing.pem"))).toMatch(/^2 .*nothing\.pem: there is no such file/);
    expect(await opened(words(tls, "."))).toMatch(/^2 .*: it is a folder/);
    expect(await opened(words(tls, "me.key"))).toMatch(/^2 --ca .*me\.key: no certificate/);
    expect(await opened(words(tls, "ca.pem", "me", "over-me"))).toMatch(/^2 .*me\.pem.*over-me\.key do not belong/);
    expect(await opened(words(tls, "ca.pem", "me", "locked"))).toMatch(/^2 .*locked\.key: it has a passphrase/);
    expect(await opened(words(tls, "ca.pem", "short"))).toMatch(/^2 .*short\.pem: TLS .*\(ee key too small\)/);
    expect(await opened({ ...words(tls, "ca.pem"), clientCert: at("me.pem") })).toMatch(/^2 .*name both/);
    expect(await opened(words("mqtt://127.0.0.1:1", "ca.pem"))).toMatch(/^2 .*encrypts nothing/);
    expect(await opened({ ...words(tls, "ca.pem", "me"), clientKey: at("ca.pem") })).toMatch(/^2 .*no private key/);
  });

  describeWithMosquitto("of a real broker", () => {
    const brokers: Mosquitto[] = [];
    const start = async (name: string, lines: readonly string[] = [], clientCa?: string): Promise<string> => {
      const files = { certificate: at(`${name}.pem`), key: at(`${name}.key`) };
      const tls = clientCa === undefined ? files : { ...files, clientCa: at(clientCa) };
      const broker = await startMosquitto({ tls, lines });
      brokers.push(broker);
      return broker.url;
    };
    afterAll(() => Promise.all(brokers.map((broker) => broker.stop())));

    it("knows whom we believe, its name and its date", async () => {
      const good = await start("server");
      expect(await opened(words(good, "ca.pem"))).toBe("connected");
      expect(await opened(words(good, "stranger.pem"))).toMatch(/^1 .*name its authority with --ca \(/);
      expect(await opened({ broker: good })).toMatch(/^1 .*name its authority with --ca \(/);
      expect(await opened(words(await start("other-name"), "ca.pem"))).toMatch(/^1 .*is for another name/);
      expect(await opened(words(await start("over-server"), "ca.pem"))).toMatch(/^1 .*has expired, or our clock/);
      expect(await opened({ broker: good.replace("mqtts", "mqtt") })).toMatch(/^1 .*mqtts:\/\/ instead of mqtt:\/\//);
      const plain = await startMosquitto();
      brokers.push(plain);
      expect(await opened(words(plain.url.replace("mqtt", "mqtts"), "ca.pem"))).toMatch(/^1 .*other way round/);
      expect(await opened(words(`mqtts://127.0.0.1:${await freePort()}`, "ca.pem"))).toMatch(/^1 .*nothing listens/);
    });

    it("speaks MQTT 5 with a broker that was not there at first: 3.1.1 says nothing of a refusal", async () => {
      const port = await freePort();
      const [downs, lines]: [string[], Line[]] = [[], []];
      const client = new Broker({
        ...{ access: { url: `mqtt://127.0.0.1:${port}` }, clientId: "stockholm_send-1", keepSession: false },
        ...{ onLetter: ({ taken }) => taken(), onUp: (line) => lines.push(line), onDown: (why) => downs.push(why) },
      });
      try {
        await until("it is told", () => downs.length > 0);
        brokers.push(await startMosquitto({ port, accessList: ["topic deny #"] }));
        await until("it is there", () => lines.length > 0);
        await expect(lines[0]?.publish("gaturum/1/stockholm/lamp-1/dn/ack", "{}", false)).rejects.toThrow(NotPermitted);
      } finally {
        await client.close();
      }
    });

    it("says 3 where its access list stands between", async () => {
      const broker = await startMosquitto({ accessList: ["topic readwrite #", "topic deny gaturum/1/+/+/dn/#"] });
      brokers.push(broker);
      const errand = await Errand.open({ url: broker.url }, "stockholm", "send");
      const published = errand.line.publish("gaturum/1/stockholm/lamp-1/dn/c/dim", "{}", false);
      await expect(published).rejects.toThrow(NotPermitted);
      await errand.close();
    });

    it("lets in whom it believes, and 3 says that it does not want us", async () => {
      const url = await start("server", [], "ca.pem");
      expect(await opened(words(url, "ca.pem", "me"))).toBe("connected");
      const none = await opened(words(url, "ca.pem"));
      expect(none).toMatch(/^3 .*--client-cert and --client-key \(tlsv13 alert certificate required\)$/);
      expect(await opened(words(url, "ca.pem", "over-me"))).toMatch(/^3 .*\(--client-cert\) has expired: renew it/);
      expect(await opened(words(url, "ca.pem", "not-me"))).toMatch(/^3 .*does not believe our certificate/);
    });
  });
});
