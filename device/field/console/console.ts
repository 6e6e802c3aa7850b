import { randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { inspect } from "node:util";
import { monotonicNow } from "../../control/monotonic.ts";
import { epochMs } from "../../measure/time.ts";
import { socketTrouble } from "../ask.ts";
import { Refusal } from "../refusal.ts";
import { Desk } from "./desk.ts";
import { IDLE_MS, type Ended } from "./ending.ts";
import { CODE_LASTS_MS, CODE_SIGNS, codeOf } from "./gate.ts";
import { statusOf } from "./look.ts";
import { ConsoleServer } from "./server.ts";
import { wayIn } from "./way-in.ts";

export type ConsoleOptions = {
  readonly device: string;
  readonly socket: string;
  readonly listen: string;
  readonly port: number;
  readonly json: boolean;
};

/**
 * `gaturum console`: a page of one device, until nobody looks any more. Exit codes: 0 ended, 1 nobody to ask, an address
 * or port that cannot be had, or someone guessed at the code; 2 wrong use; 3 not permitted.
 */
export async function runConsole(options: ConsoleOptions): Promise<number> {
  const { device, socket, listen, port, json } = options;
  if (!json && !process.stdout.isTTY)
    throw new Refusal("console shows a code that must not stand in a log: start it in a terminal, or say --json", 2);
  const way = wayIn(listen, networkInterfaces(), deviceOf);
  await statusOf(socket).catch((cause: unknown) => {
    throw new Refusal(socketTrouble(socket, cause), codeIn(cause) === "EACCES" ? 3 : 1);
  });
  const code = codeOf(randomBytes(CODE_SIGNS));
  const desk = new Desk(device, socket, { now: monotonicNow, wall: () => epochMs(Date.now()) });
  const server = await ConsoleServer.start(port, { way, desk, code, now: monotonicNow, tell }).catch(
    (cause: unknown) => {
      throw new Refusal(portTrouble(`${listen}:${port}`, cause), codeIn(cause) === "EACCES" ? 3 : 1);
    },
  );
  const stop = (): void => void server.stop("asked");
  for (const signal of SIGNALS) process.on(signal, stop);
  process.stdout.write(json ? `${JSON.stringify({ url: server.url, code })}\n` : welcome(device, server.url, code));
  const why = await server.ended.finally(() => server.stop("asked"));
  for (const signal of SIGNALS) process.off(signal, stop);
  process.stderr.write(`${ENDED[why]}\n`);
  return why === "guessed" ? 1 : 0;
}

/** A mistake of ours: its stack goes into the report of it. */
const tell = (mistake: unknown): void =>
  void process.stderr.write(`A page of the console failed: ${inspect(mistake)}\n`);

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const ENDED: Readonly<Record<Ended, string>> = {
  asked: "The console ended.",
  idle: `The console ended: nobody looked for ${IDLE_MS / 60_000} min.`,
  old: "The console ended: it was open for 8 h. Start it again if you still need it.",
  late: `The console ended: nobody typed the code within ${CODE_LASTS_MS / 60_000} min. Start it again.`,
  guessed: "The console ended: too many wrong codes. Someone guessed, or the keyboard is another one. Start it again.",
};

function welcome(device: string, url: string, code: string): string {
  const { port } = new URL(url);
  const tunnel = url.includes("//127.")
    ? `From a laptop: ssh -L ${port}:127.0.0.1:${port} USER@CONTROLLER, then open ${url} there.\n`
    : "";
  return (
    `Console of ${device}: ${url}\nCode: ${code}   (once, within ${CODE_LASTS_MS / 60_000} min)\n${tunnel}` +
    `It ends after ${IDLE_MS / 60_000} min without a look, or with Ctrl-C.\n`
  );
}

function portTrouble(where: string, cause: unknown): string {
  switch (codeIn(cause)) {
    case "EADDRINUSE":
      return `${where} is taken, perhaps by another console. End that, or name another: --port 7476`;
    case "EACCES":
      return `${where} is not for this user. Name a port above 1023: --port 7475`;
    default:
      return `${where}: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

const codeIn = (cause: unknown): string => (cause instanceof Error && "code" in cause ? String(cause.code) : "");

/** Where the kernel has an interface's device; an interface that just went away has none. */
function deviceOf(name: string): string {
  try {
    return realpathSync(`/sys/class/net/${name}`);
  } catch {
    return "";
  }
}
