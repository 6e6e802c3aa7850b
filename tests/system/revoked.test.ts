import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { X509Certificate } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { mosquittoAccess } from "../../device/contract/access/mosquitto.ts";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { Authority, type Identity } from "./broker-certificates.ts";
import { describeWithMosquitto, startMosquitto, type Mosquitto } from "./mosquitto.ts";

const HOST = "127.0.0.1";
const [OLD, OTHER] = ["stockholm_lamp-1", "stockholm_lamp-2"] as const;
const NOT_AUTHORISED = 0x87;

/** What docs/backend.md has a city type, in the order in which it stands there. */
function blocksOfThePage(): readonly string[] {
  const page = readFileSync(join(ROOT, "docs/backend.md"), "utf8");
  const blocks = [...page.matchAll(/```sh\n([^`]*)```/g)].map(([, text = ""]) => text);
  return blocks.filter((text) => text.includes("openssl ca"));
}

describeWithMosquitto("a certificate that is taken back, as docs/backend.md says", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-revoked-"));
  const at = (name: string): string => join(folder, name);
  const type = (text: string): void => void execFileSync("bash", ["-euc", text], { cwd: folder, stdio: "pipe" });
  const [begin = "", revoke = ""] = blocksOfThePage();
  const open: MqttClient[] = [];
  let broker: Mosquitto;
  let authority: Authority;
  let [old, other]: readonly Identity[] = [];
  const connect = async (identity: Identity | undefined): Promise<MqttClient> => {
    const tls = { ca: authority.certificate, ...identity, protocolVersion: 5, reconnectPeriod: 0 } as const;
    const client = await connectAsync(broker.url, tls, false);
    client.on("error", () => undefined);
    open.push(client);
    return client;
  };
  const writes = (client: MqttClient, device: string): Promise<number> =>
    client.publishAsync(`gaturum/1/stockholm/${device}/up/state`, "", { qos: 1 }).then(
      () => 0,
      (refused: unknown) => (refused as { code: number }).code,
    );
  const listClients = (...devices: readonly string[]): void => {
    const list = mosquittoAccess(devices.map((device) => `device stockholm ${device}`).join("\n"), "clients.txt");
    writeFileSync(at("acl"), list.ok ? list.value : "");
  };

  beforeAll(async () => {
    authority = new Authority(folder, "ca");
    copyFileSync(at("ca.crt"), at("ca.pem"));
    authority.issue(HOST, "broker", HOST);
    [old, other] = [authority.issue(OLD), authority.issue(OTHER)];
    listClients("lamp-1", "lamp-2");
    type(begin.replace("cd pilot-ca && ", ""));
    const lines = ["use_identity_as_username true", `crlfile ${at("revoked.crl")}`, `acl_file ${at("acl")}`];
    const tls = { certificate: at("broker.crt"), key: at("broker.key"), clientCa: at("ca.crt") };
    broker = await startMosquitto({ anonymous: false, tls, lines });
  }, 30_000);
  afterAll(async () => {
    for (const client of open) await client.endAsync(true);
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("does not come in again after a SIGHUP; its open session goes on, and nobody else is kept out", async () => {
    const before = await connect(old);
    expect(await writes(before, "lamp-1")).toBe(0);
    const { serialNumber } = new X509Certificate(old?.cert ?? "");
    type(revoke.replace("SERIAL", serialNumber).replace("TENANT_DEVICE", OLD));
    process.kill(broker.pid, "SIGHUP");
    const refused = (): Promise<boolean> =>
      connect(old).then(
        () => false,
        (cause: unknown) => String(cause).includes("revoked"),
      );
    let isRefused = false;
    await until("it is refused", async () => (isRefused ||= await refused()));
    expect(await writes(before, "lamp-1")).toBe(0);
    expect(await writes(await connect(other), "lamp-2")).toBe(0);
  });

  it("a device whose line is gone may nothing after a SIGHUP, in the session that it has", async () => {
    const client = await connect(other);
    expect(await writes(client, "lamp-2")).toBe(0);
    listClients("lamp-1");
    process.kill(broker.pid, "SIGHUP");
    await until("its line is gone", async () => (await writes(client, "lamp-2")) === NOT_AUTHORISED);
  });
});
