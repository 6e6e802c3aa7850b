import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Ajv } from "ajv";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parse } from "yaml";
import { ask } from "../../device/field/ask.ts";
import { describeWithSocat } from "../drivers/pty.ts";
import { eventually } from "../keep/eventually.ts";
import { ROOT } from "../setup/vitest-run.ts";

/** 30 s: on a machine with other work the first sample takes some. */
const READ_TRIES = 150;
const READ_PAUSE_MS = 200;

/** A fenced block of the page, with the file in the sentence before it where that names one. */
type Block = { readonly language: string; readonly text: string; readonly file: string | null };

/** The section of docs/developer.md that promises an hour, block by block. */
function blocksOfThePage(): readonly Block[] {
  const page = readFileSync(join(ROOT, "docs/developer.md"), "utf8");
  const section = /^## Add a sensor in an hour\n([^]*?)^## /m.exec(page)?.[1] ?? "";
  return [...section.matchAll(/([^]*?)^```(\w+)\n([^]*?)^```\n/gm)].map(([, before = "", language = "", text = ""]) => {
    const file = language === "ts" ? ([...before.matchAll(/`~\/([\w./-]+\.ts)`/g)].at(-1)?.[1] ?? null) : null;
    return { language, text, file };
  });
}

/** One shell in which the page's commands are typed one after the other; `~` and what a device keeps are the test's own. */
class Shell {
  readonly home = mkdtempSync(join(tmpdir(), "gaturum-hour-"));
  readonly #child;
  said = "";

  constructor() {
    const folders = {
      HOME: this.home,
      GATURUM_RUN_DIR: join(this.home, "run"),
      GATURUM_STATE_DIR: join(this.home, "state"),
    };
    this.#child = spawn("bash", [], { cwd: ROOT, env: { ...process.env, ...folders }, detached: true });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (this.said += text));
    // npx finds the program in a checkout; here without its second of start, and on the Node that runs the tests.
    this.type(`npx() { shift; "${process.execPath}" device/gaturum.js "$@"; }\n`);
  }

  type(text: string): void {
    this.#child.stdin.write(text);
  }

  /** Ends the shell and everything that was started in it: they are one process group. */
  async end(): Promise<void> {
    const ended = once(this.#child, "close");
    if (this.#child.pid !== undefined) process.kill(-this.#child.pid, "SIGTERM");
    const kill = setTimeout(() => this.#child.pid !== undefined && process.kill(-this.#child.pid, "SIGKILL"), 5_000);
    await ended;
    clearTimeout(kill);
    rmSync(this.home, { recursive: true, force: true });
  }
}

describeWithSocat("a sensor in an hour", () => {
  let shell: Shell;
  beforeEach(() => void (shell = new Shell()));
  afterEach(() => shell.end());

  it("follows docs/developer.md word for word, and reads what the page promises", { timeout: 60_000 }, async () => {
    const blocks = blocksOfThePage();
    const [question, promised] = blocks.slice(-2);
    expect(blocks.map(({ language }) => language)).toEqual(["sh", "ts", "ts", "sh", "sh", "text"]);
    for (const { language, text, file } of blocks.slice(0, -2)) {
      if (language === "sh") shell.type(text);
      else writeOwn(join(shell.home, file ?? expect.fail("a file without a name")), text);
    }
    await known(shell.home);
    const wanted = promised?.text ?? expect.fail("no promise");
    await reading(join(shell.home, "run/bin-0042/control.sock"));
    shell.type(question?.text ?? "");
    await eventually(
      () => shell.said,
      (said) => said.includes(wanted),
    );
  });
});

/** The schema that the page has made knows the config that it has made, and no other key of its part. */
async function known(home: string): Promise<void> {
  const textIn = (file: string): string => readFileSync(join(home, "bench", file), "utf8");
  await eventually(
    () => existsSync(join(home, "bench/gaturum.schema.json")) && textIn("gaturum.schema.json").endsWith("}\n"),
    (made) => made,
  );
  const ajv = new Ajv({ strict: false });
  const validate = ajv.compile(JSON.parse(textIn("gaturum.schema.json")) as object);
  const config = textIn("bin.yaml");
  expect([config.split("\n")[0], validate(parse(config))]).toEqual([
    "# yaml-language-server: $schema=gaturum.schema.json",
    true,
  ]);
  expect(validate(parse(config.replace("level-text, port:", "level-text, prot:")))).toBe(false);
}

/** Waits for the device and, without the cost of a program each time, until its fill sensor has been believed. */
async function reading(socket: string): Promise<void> {
  let last = "";
  for (let tries = 0; tries < READ_TRIES; tries += 1) {
    try {
      for await (const line of ask(socket, { ask: "status" })) last = line;
    } catch (cause) {
      last = String(cause);
    }
    if (/"standing":\{"fill":\{[^}]*"fillPct":/.test(last)) return;
    await pause(READ_PAUSE_MS);
  }
  throw new Error(`the fill sensor was not read: ${last}`);
}

/** As an editor would save it: the folder was made by the page's first command, or is made here a moment before it. */
function writeOwn(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
