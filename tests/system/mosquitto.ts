import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe } from "vitest";

const PROGRAM = "/usr/sbin/mosquitto";
const APT = "apt-get install -y --no-install-recommends mosquitto";
const START_MS = 10_000;

export type MosquittoOptions = {
  /** A fixed port, to come back at the same place; without it a free one. */
  readonly port?: number;
  /** false: nobody may log in. */
  readonly anonymous?: boolean;
  /** Lines for an access list; without it everything is allowed. */
  readonly accessList?: readonly string[];
  /** A folder of the test's own, in which sessions outlive the broker; without it nothing does. */
  readonly persistIn?: string;
  /** Files for TLS; with `clientCa` a client must show a certificate that it signed. */
  readonly tls?: { readonly certificate: string; readonly key: string; readonly clientCa?: string };
  /** Lines of the broker's own config, such as `max_inflight_messages 1`. */
  readonly lines?: readonly string[];
};
export type Mosquitto = {
  readonly port: number;
  readonly pid: number;
  readonly url: string;
  /** SIGTERM, and waits for its end. */
  stop(): Promise<void>;
  /** SIGKILL, and waits for its end. */
  kill(): Promise<void>;
};

/** A suite that needs the broker: skipped loudly where it is missing, a failure under `CI=true`. */
export function describeWithMosquitto(name: string, suite: () => void): void {
  if (existsSync(PROGRAM)) return void describe(name, suite);
  const line = `${name}: ${PROGRAM} is missing. Install it with: ${APT}`;
  if (process.env["CI"] === "true") throw new Error(line);
  process.stderr.write(`SKIPPED  ${line}\n`);
  describe.skip(`${name} (skipped: ${PROGRAM} is missing)`, suite);
}

/** A Mosquitto of the test's own on 127.0.0.1, ready to be connected to. Nothing of it stays on disk. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const port = options.port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), "gaturum-mosquitto-"));
  writeFileSync(join(folder, "conf"), configFor(port, folder, options), { mode: 0o644 });
  const child = spawn(PROGRAM, ["-c", join(folder, "conf")], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let said = "";
  child.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
  await Promise.race([answers(port), ended.then(() => Promise.reject(new Error(`mosquitto ended: ${said}`)))]);
  const end = async (signal: "SIGTERM" | "SIGKILL"): Promise<void> => {
    child.kill(signal);
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    port,
    pid: pidOf(child),
    url: `${options.tls === undefined ? "mqtt" : "mqtts"}://127.0.0.1:${port}`,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

/** A port of 127.0.0.1 that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function configFor(port: number, folder: string, options: MosquittoOptions): string {
  const { anonymous = true, accessList, persistIn, tls, lines: more = [] } = options;
  const lines = [`listener ${port} 127.0.0.1`, `allow_anonymous ${anonymous}`, "log_dest stderr"];
  lines.push(`persistence ${persistIn !== undefined}`);
  if (persistIn !== undefined) lines.push(`persistence_location ${persistIn}/`);
  if (process.getuid?.() === 0) lines.push("user root");
  if (tls !== undefined) lines.push(`certfile ${tls.certificate}`, `keyfile ${tls.key}`);
  if (tls?.clientCa !== undefined) lines.push(`cafile ${tls.clientCa}`, "require_certificate true");
  lines.push(...more);
  if (accessList !== undefined) {
    writeFileSync(join(folder, "acl"), `${accessList.join("\n")}\n`, { mode: 0o600 });
    lines.push(`acl_file ${join(folder, "acl")}`);
  }
  return `${lines.join("\n")}\n`;
}

async function answers(port: number): Promise<void> {
  const giveUpAt = Date.now() + START_MS;
  while (Date.now() < giveUpAt) {
    if (await portAnswers(port)) return;
    await pause(20);
  }
  throw new Error(`mosquitto does not answer on 127.0.0.1:${port}`);
}

/** Whether something listens there now. */
export const portAnswers = (port: number): Promise<boolean> =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error("mosquitto did not start");
  return pid;
}
