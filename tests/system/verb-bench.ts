import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { vi } from "vitest";
import { ROOT } from "../setup/vitest-run.ts";

/** Debian's user `nobody`. Who runs the tests as another user than root is nobody enough. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

export type Said = { readonly code: number; readonly out: string; readonly err: string };

const example = (name: string): string =>
  readFileSync(join(ROOT, `config/${name}.yaml`), "utf8").replace(/^city:\n(?: .*\n)+/m, "");
/** Four instructions of an Uno's program, in Intel's format. */
const HEX = ":100000000C9435000C945D000C945D000C945D0024\n:00000001FF\n";
const pem = (): string => generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/** Each file of the folder that verbs are tried in; the last two are nobody's to read, or to write in. */
const FILES: readonly (readonly [name: string, text: () => string])[] = [
  ["post.yaml", () => example("lamp-post")],
  ["board.hex", () => HEX],
  ["city.pem", pem],
  ["repository/timestamp.json", () => "{}"],
  ["run/open-1/about", () => ""],
  ["run/shut-1/about", () => ""],
  ["secret", () => "x\n"],
  ["hidden/about", () => ""],
  ["locked/about", () => ""],
];

const SOCKETS = ["run/open-1/control.sock", "run/shut-1/control.sock"];
const MODES = {
  ...{ "": 0o755, secret: 0o000, hidden: 0o000, locked: 0o555 },
  ...{ "run/open-1/control.sock": 0o666, "run/shut-1/control.sock": 0o000 },
};

/**
 * `device/main.ts` in this process, in a folder of its own. `gone…` is nowhere; `secret`, `hidden` and `locked` are nobody's to
 * read, to look into, to write in; of the devices
 * `open-1` and `shut-1` there are controls: the one ends before it answers, the other nobody may ask.
 */
export class VerbBench {
  readonly folder = mkdtempSync(join(tmpdir(), "gaturum-verbs-"));
  readonly #was = { cwd: process.cwd(), argv: process.argv, exitCode: process.exitCode };
  /** Of the device `open-1` it says nothing, and ends; of `shut-1` it is never asked. */
  readonly #servers: readonly Server[] = SOCKETS.map(() =>
    createServer((asker) => asker.on("error", () => asker.destroy()).once("data", () => asker.end())),
  );
  #program: Command | null = null;

  /** The verbs, as commander knows them. */
  async open(): Promise<readonly Command[]> {
    for (const [name, text] of FILES) this.#write(name, text());
    for (const [index, server] of this.#servers.entries())
      await new Promise<void>((resolve) => server.listen(join(this.folder, SOCKETS[index] ?? ""), resolve));
    for (const [name, mode] of Object.entries(MODES)) chmodSync(join(this.folder, name), mode);
    vi.stubEnv("GATURUM_RUN_DIR", join(this.folder, "run"));
    vi.stubEnv("GATURUM_STATE_DIR", join(this.folder, "state"));
    process.chdir(this.folder);
    // What it was started with runs as it is loaded: this one reads and writes nothing.
    process.argv = ["node", "gaturum", "schema"];
    const program = await quietly(async () => (await import("../../device/main.ts")).program);
    this.#program = program;
    return program.commands;
  }

  async close(): Promise<void> {
    process.chdir(this.#was.cwd);
    process.argv = this.#was.argv;
    process.exitCode = this.#was.exitCode;
    vi.unstubAllEnvs();
    for (const server of this.#servers) await new Promise((resolve) => server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What a verb says until it ends, and its exit code. What it throws at us is thrown: a stack for a technician. */
  async say(words: readonly string[], asNobody = false): Promise<Said> {
    const said = { out: "", err: "" };
    const end: { code: number | null } = { code: null };
    const keep = (name: "out" | "err") => (piece: string | Uint8Array) => {
      if (end.code === null) said[name] += String(piece);
      return true;
    };
    const spies = [
      vi.spyOn(process.stdout, "write").mockImplementation(keep("out")),
      vi.spyOn(process.stderr, "write").mockImplementation(keep("err")),
      vi.spyOn(process, "exit").mockImplementation((code) => {
        end.code ??= Number(code ?? 0);
        throw new Error("the process has ended");
      }),
    ];
    process.exitCode = undefined;
    if (asNobody && isRoot) process.seteuid?.(NOBODY);
    try {
      await this.#program?.parseAsync([...words], { from: "user" });
    } catch (cause) {
      if (end.code === null) throw cause;
    } finally {
      if (asNobody && isRoot) process.seteuid?.(0);
      for (const spy of spies) spy.mockRestore();
    }
    return { code: end.code ?? exitCodeNow(), ...said };
  }

  #write(name: string, text: string): void {
    mkdirSync(join(this.folder, name, ".."), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }
}

/** Asked of a function: the type checker takes it for what was last assigned here. */
const exitCodeNow = (): number => Number(process.exitCode ?? 0);

async function quietly<T>(run: () => Promise<T>): Promise<T> {
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, "write").mockReturnValue(true));
  try {
    return await run();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
