import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ROOT } from "../setup/vitest-run.ts";
import { ended, residentMbOf, type Footprint } from "./footprint.ts";

const VERSION = "5.0.7";
const HOME = join(ROOT, ".cache/node-red");
const PROGRAM = join(HOME, "node_modules/node-red/red.js");
const SETTLE_MS = 20_000;
const START_MS = 60_000;

/** A post's flow at its simplest: a clock of one second, and a level decided from it. */
const FLOW = [
  { id: "a", type: "tab", label: "post" },
  { id: "b", type: "inject", z: "a", repeat: "1", once: true, props: [{ p: "payload" }], wires: [["c"]] },
  { id: "c", type: "function", z: "a", func: "return { payload: 100 };", outputs: 1, wires: [[]] },
];

/** Node-RED with that flow, on the same Node; null where it cannot be installed. */
export async function nodeRed(): Promise<Footprint | null> {
  if (!isInstalled()) return null;
  const folder = mkdtempSync(join(tmpdir(), "gaturum-bench-"));
  writeFileSync(join(folder, "flows.json"), JSON.stringify(FLOW));
  const port = String(await freePort());
  const begun = performance.now();
  const child = spawn(process.execPath, [PROGRAM, "-u", folder, "-p", port, "-D", "uiHost=127.0.0.1", "flows.json"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
    while (!said.includes("Started flows") && performance.now() - begun < START_MS) await pause(10);
    if (!said.includes("Started flows")) throw new Error(`Node-RED did not start its flow: ${said}`);
    const readyMs = Math.round(performance.now() - begun);
    await pause(SETTLE_MS);
    return { residentMb: residentMbOf(child.pid), readyMs };
  } finally {
    await ended(child);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs it on demand into a folder of its own. */
function isInstalled(): boolean {
  if (existsSync(PROGRAM)) return true;
  mkdirSync(HOME, { recursive: true });
  writeFileSync(join(HOME, "package.json"), "{}");
  const words = ["install", "--no-audit", "--no-fund", "--omit=dev", `node-red@${VERSION}`];
  if (spawnSync("npm", words, { cwd: HOME, stdio: ["ignore", 2, 2] }).status === 0) return true;
  process.stderr.write("Node-RED could not be installed, so nothing is compared with it. Is there a network?\n");
  return false;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
