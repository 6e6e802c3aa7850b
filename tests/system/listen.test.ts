import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ajFrame, frame, lunaFrame } from "../drivers/range-line/frames.ts";
import { describeWithSocat, Feeder, Pty } from "../drivers/pty.ts";
import { eventually } from "../keep/eventually.ts";
import { ROOT } from "../setup/vitest-run.ts";

/** `gaturum listen` as someone types it, on a cable whose other end is in the test's hand. */
class Listener {
  readonly child: ChildProcessWithoutNullStreams;
  readonly exit: Promise<number | null>;
  out = "";
  err = "";

  constructor(...words: readonly string[]) {
    this.child = spawn(process.execPath, ["device/gaturum.js", "listen", ...words], { cwd: ROOT });
    this.child.stdout.on("data", (chunk: Buffer) => (this.out += chunk.toString()));
    this.child.stderr.on("data", (chunk: Buffer) => (this.err += chunk.toString()));
    this.exit = once(this.child, "close").then(() => this.child.exitCode);
  }

  says(wanted: string | RegExp): Promise<string> {
    return eventually(
      () => `${this.out}${this.err}`,
      (text) => (typeof wanted === "string" ? text.includes(wanted) : wanted.test(text)),
    );
  }

  get readings(): unknown[] {
    return this.out
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as unknown);
  }
}

describeWithSocat("gaturum listen", () => {
  let pty: Pty;
  let feeder: Feeder;
  let listener: Listener | undefined;
  beforeEach(async () => {
    pty = new Pty();
    await pty.plug();
    feeder = new Feeder(pty);
  });
  afterEach(async () => {
    feeder.stop();
    listener?.child.kill("SIGKILL");
    await listener?.exit;
    await pty.end();
  });
  const listen = (...words: readonly string[]): Listener => (listener = new Listener(pty.path, ...words));

  it("--json: a line a reading, the first within a second of the first frame; Ctrl-C ends it with 0", async () => {
    const heard = listen("--as", "a02yyuw", "--json");
    await heard.says("is open at 9600 baud");
    const firstFrameAt = performance.now();
    feeder.frame = frame(1_953);
    await heard.says('"mm":1953');
    expect(performance.now() - firstFrameAt).toBeLessThan(1_000);
    feeder.frame = frame(0);
    await heard.says("blindOrNoEcho");
    heard.child.kill("SIGINT");
    expect(await heard.exit).toBe(0);
    expect(heard.readings[0]).toEqual({ mm: 1_953, quality: "valid", bytes: "FF 07 A1 A7", errorPct: 0 });
    expect(heard.readings.at(-1)).toEqual({ quality: "blindOrNoEcho", bytes: "FF 00 00 FF", errorPct: 0 });
    expect(heard.err).toMatch(/\d+ bytes, \d+ frames, 0 bad, 0\.0 % of the newest bytes in no frame\n$/);
  });

  it("for a person: frames and values, no more than ten lines a second of a fast sensor; ends by itself", async () => {
    feeder.frame = lunaFrame(121);
    const heard = listen("--as", "tf-luna", "--for", "2s");
    expect(await heard.exit).toBe(0);
    const shown = heard.out.split("\n").filter((line) => line.includes("1210 mm  valid"));
    expect(shown[0]).toBe("59 59 79 00 E8 03 C8 08 E6  1210 mm  valid");
    expect(shown.length).toBeGreaterThanOrEqual(10);
    expect(shown.length).toBeLessThanOrEqual(30);
  });

  it("the wrong model: raw bytes, one hint with the driver to write, and 1 because nothing was understood", async () => {
    feeder.frame = ajFrame(1_953);
    const heard = listen("--as", "a02yyuw");
    await heard.says("Write driver: aj-sr04m");
    const again = () => heard.out.split("\n").filter((line) => /^raw .*FF 07 A1 A8/.test(line)).length;
    await eventually(again, (lines) => lines > 12);
    heard.child.kill("SIGTERM");
    expect(await heard.exit).toBe(1);
    expect(heard.err.match(/hint: /g)).toHaveLength(1);
  });

  it("the port goes away: it says so and ends", async () => {
    feeder.frame = frame(800);
    const heard = listen("--as", "a02yyuw", "--json");
    await heard.says('"mm":800');
    await pty.unplug();
    expect(await heard.exit).toBe(0);
    expect(heard.err).toContain("went away: check the plug");
  });

  it("silence: a hint after two seconds, and 1", async () => {
    const heard = listen("--as", "maxbotix-hrxl", "--for", "3s");
    expect(await heard.exit).toBe(1);
    expect(heard.err).toMatch(/hint: no byte so far\. Check that .* the supply \(2\.7 to 5\.5 V\).*9600 baud/);
    expect(heard.out).toBe("");
  });

  it("ends when nobody reads it any more", async () => {
    feeder.frame = frame(800);
    const heard = listen("--as", "a02yyuw", "--json");
    await heard.says('"mm":800');
    heard.child.stdout.destroy();
    expect(await heard.exit).toBe(0);
  });

  it.each([
    [["/dev/gaturum-no-such-port", "--as", "a02yyuw"], 1, "there is no /dev/gaturum-no-such-port: plug the adapter in"],
    [["/dev/serial0", "--as", "a02yuw"], 2, "Did you mean a02yyuw?"],
  ])("%j ends with %i", async (words, exitCode, sentence) => {
    listener = new Listener(...words);
    expect(await listener.exit).toBe(exitCode);
    expect(listener.err).toContain(sentence);
    expect(listener.out).toBe("");
  });
});
