import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { mosquittoAccess } from "../../device/contract/access/mosquitto.ts";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { Authority, type Identity } from "./broker-certificates.ts";
import { freePort } from "./mosquitto.ts";

const HOST = "127.0.0.1";
const PLACE = "/etc/mosquitto/gaturum/";
const STATE = "/var/lib/mosquitto/";

/** Mosquitto with the very files of config/broker, but for their paths, its port, and certificates of the test's own. */
export class ShippedBroker {
  readonly authority: Authority;
  readonly port: number;
  readonly #folder: string;
  readonly #end: () => Promise<void>;

  private constructor(folder: string, port: number, authority: Authority, end: () => Promise<void>) {
    this.#folder = folder;
    this.port = port;
    this.authority = authority;
    this.#end = end;
  }

  static async start(): Promise<ShippedBroker> {
    const folder = mkdtempSync(join(tmpdir(), "gaturum-broker-"));
    const port = await freePort();
    const authority = new Authority(folder, "ca");
    authority.issue(HOST, "broker", HOST);
    mkdirSync(join(folder, "state"), { mode: 0o777 });
    const clients = readFileSync(join(ROOT, "config/broker/clients.txt"), "utf8");
    const access = mosquittoAccess(clients, "clients.txt");
    if (!access.ok) throw new Error(access.problems.join("\n"));
    writeFileSync(join(folder, "gaturum.acl"), access.value, { mode: 0o600 });
    writeFileSync(join(folder, "conf"), configFor(folder, port));
    const child = spawn("/usr/sbin/mosquitto", ["-c", join(folder, "conf")], { stdio: ["ignore", "ignore", "pipe"] });
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (piece: string) => (said += piece));
    await until("mosquitto", () => {
      if (child.exitCode !== null) throw new Error(`mosquitto ended: ${said}`);
      return said.includes("running");
    });
    return new ShippedBroker(folder, port, authority, async () => {
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    });
  }

  /** Files of the authority that it believes. */
  get authorityFiles(): { readonly certificate: string; readonly key: string } {
    return { certificate: join(this.#folder, "ca.crt"), key: join(this.#folder, "ca.key") };
  }

  /** A client with a certificate of that name, from this authority. Fails as the broker refuses, and tries no more. */
  connect(identity: Identity | null, options: IClientOptions = {}): Promise<MqttClient> {
    return connectAsync(
      `mqtts://${HOST}:${this.port}`,
      { ca: this.authority.certificate, ...identity, protocolVersion: 5, reconnectPeriod: 0, ...options },
      false,
    );
  }

  /** Of someone whom the broker does not know. */
  stranger(commonName: string): Identity {
    return new Authority(this.#folder, "stranger").issue(commonName, "stranger-client");
  }

  stop(): Promise<void> {
    return this.#end();
  }
}

function configFor(folder: string, port: number): string {
  const shipped = readFileSync(join(ROOT, "config/broker/mosquitto.conf"), "utf8");
  const here = shipped
    .replaceAll(PLACE, `${folder}/`)
    .replaceAll(STATE, `${join(folder, "state")}/`)
    .replace("listener 8883", `listener ${port} ${HOST}`);
  return `${here}\nlog_dest stderr\n${process.getuid?.() === 0 ? "user root\n" : ""}`;
}
