import { execFileSync, type ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mosquittoAccess } from "../../device/contract/access/mosquitto.ts";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { Authority } from "../system/broker-certificates.ts";
import type { BootedRoot } from "./booted-root.ts";

const HOST = "127.0.0.1";
const PORT = 8_883;
export const TENANT = "stockholm";
/** The desk's name in the list of clients. */
const DESK = "desk";

/** What `gaturum watch --json` tells of a record. */
export type Watched = { readonly device: string; readonly stream?: string; readonly values?: Record<string, unknown> };

/** A city of one broker with TLS, which takes the devices that were provisioned, and one desk that watches. */
export class DayCity {
  readonly broker = `mqtts://${HOST}:${PORT}`;
  readonly watched: Watched[] = [];
  readonly brokerCa: string;
  readonly pilot: string;
  readonly #folder: string;
  readonly #processes: ChildProcess[] = [];

  constructor(folder: string) {
    this.#folder = folder;
    this.brokerCa = join(folder, "broker-ca.crt");
    this.pilot = join(folder, "pilot");
    new Authority(folder, "broker-ca").issue(HOST, "broker", HOST);
  }

  /** In the network of a root: `clients` are the lines that provisioning gave. */
  async open(root: BootedRoot, clients: readonly string[]): Promise<void> {
    this.#makeDesk();
    writeFileSync(this.#at("mosquitto.conf"), `${this.#config(clients).join("\n")}\n`);
    const broker = root.beside("/usr/sbin/mosquitto", ["-c", this.#at("mosquitto.conf")]);
    let said = "";
    broker.stderr?.on("data", (piece: Buffer) => (said += piece.toString()));
    this.#processes.push(broker);
    await until("the broker", () => said.includes("running"), 30);
    const trust = ["--ca", this.brokerCa, "--client-cert", this.#at("desk.crt"), "--client-key", this.#at("desk.key")];
    const words = ["watch", "--broker", this.broker, "--tenant", TENANT, ...trust, "--json"];
    const watch = root.beside(process.execPath, [join(ROOT, "device/gaturum.js"), ...words]);
    this.#processes.push(watch);
    let rest = "";
    watch.stdout?.on("data", (piece: Buffer) => {
      const lines = (rest + piece.toString()).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) this.watched.push(JSON.parse(line) as Watched);
    });
  }

  close(): void {
    for (const child of this.#processes.splice(0)) child.kill("SIGKILL");
  }

  #config(clients: readonly string[]): readonly string[] {
    const access = mosquittoAccess([...clients, `backend ${TENANT} ${DESK} watch`].join("\n"), "clients.txt");
    if (!access.ok) throw new Error(access.problems.join("\n"));
    writeFileSync(this.#at("acl"), access.value, { mode: 0o600 });
    const tls = [
      `certfile ${this.#at("broker.crt")}`,
      `keyfile ${this.#at("broker.key")}`,
      `cafile ${this.pilot}/ca.pem`,
    ];
    const who = ["require_certificate true", "use_identity_as_username true", "use_username_as_clientid true"];
    const common = [`listener ${PORT} ${HOST}`, "user root", "log_dest stderr", "persistence false"];
    return [...common, ...tls, ...who, `acl_file ${this.#at("acl")}`];
  }

  /** By the authority that the pilot has made. */
  #makeDesk(): void {
    const key = [
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-keyout",
      this.#at("desk.key"),
    ];
    const by = ["-CA", join(this.pilot, "ca.pem"), "-CAkey", join(this.pilot, "ca.key")];
    const words = ["req", "-x509", ...key, ...by, "-subj", `/CN=${DESK}`, "-days", "2", "-out", this.#at("desk.crt")];
    execFileSync("openssl", words, { stdio: "pipe" });
  }

  #at(name: string): string {
    return join(this.#folder, name);
  }
}

/** A folder of a card, put where a controller's boot partition is. */
export function putCard(folder: string, root: BootedRoot): void {
  const into = root.at("boot/firmware/gaturum");
  mkdirSync(into, { recursive: true });
  execFileSync("cp", ["-r", `${folder}/.`, into]);
}

export const textAt = (path: string): string => readFileSync(path, "utf8");
