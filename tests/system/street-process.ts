import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

const LAUNCHER = new URL("../../device/gaturum.js", import.meta.url).pathname;

/** `gaturum street` as a person starts it, with what it said. */
export class StreetProcess {
  readonly child: ChildProcess;
  out = "";
  err = "";

  constructor(words: readonly string[]) {
    this.child = spawn(process.execPath, [LAUNCHER, "street", ...words], { stdio: ["ignore", "pipe", "pipe"] });
    this.child.stdout?.on("data", (piece: Buffer) => (this.out += piece.toString()));
    this.child.stderr?.on("data", (piece: Buffer) => (this.err += piece.toString()));
  }

  get lines(): readonly string[] {
    return this.out.trimEnd().split("\n");
  }
  async ended(): Promise<number | null> {
    if (this.child.exitCode === null) await once(this.child, "close");
    return this.child.exitCode;
  }
}

/** A port that is free now: the street may take it. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** `street` with a broker and a page on ports of their own. */
export async function onFreePorts(words: readonly string[] = []): Promise<StreetProcess> {
  const [port, pagePort] = [await freePort(), await freePort()];
  return new StreetProcess(["--port", String(port), "--page-port", String(pagePort), ...words]);
}
