import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { until } from "../../link/link-process.ts";
import { needs } from "../../setup/programs.ts";
import { ROOT } from "../../setup/vitest-run.ts";
import { buildBootloader } from "./bootloader.ts";
import { hexOf, UnoHands } from "./hands.ts";

const LED = 13;
/** Of the sketch and what is said around it, so many are on the cable when it is half written. */
const HALF_BYTES = 6_000;
const SKETCH = hexOf("StandardFirmata");

needs("avrdude")("gaturum flash-board, on a simulated Uno with its real bootloader", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-bootloader-"));
  let bootloader: string;
  let uno: UnoHands;
  let child: ChildProcess | null = null;

  beforeAll(() => void (bootloader = buildBootloader(folder)));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    uno = new UnoHands("Blink", [LED], bootloader);
    await uno.do({ plug: true });
  });
  afterEach(async () => {
    child?.kill("SIGKILL");
    await uno.end();
  });

  function begun(words: readonly string[]): ChildProcess {
    const all = [join(ROOT, "device/gaturum.js"), "flash-board", ...words];
    child = spawn(process.execPath, all, { stdio: ["ignore", "pipe", "pipe"] });
    return child;
  }
  async function said(words: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
    const running = begun(words);
    const ended = once(running, "close");
    const [out, err] = await Promise.all([running.stdout, running.stderr].map((pipe) => text(pipe ?? process.stdin)));
    await ended;
    return { code: running.exitCode, out: out ?? "", err: err ?? "" };
  }
  const blinks = () => until("the LED to blink", () => uno.seen.duties[LED] === 1, 20);

  it("writes StandardFirmata, reads it back, and it answers by its name", async () => {
    await blinks();
    const { code, out, err } = await said([SKETCH, uno.port, "--yes", "--json"]);
    expect(err).toBe("");
    expect(JSON.parse(out.trim().split("\n").at(-1) ?? "")).toMatchObject({
      flashed: uno.port,
      bytes: 12_194,
      verified: true,
      firmware: "StandardFirmata.ino (Firmata 2.4)",
    });
    expect(code).toBe(0);
  });

  it("says what answers, when that is no Firmata", async () => {
    const { code, err } = await said([hexOf("Blink"), uno.port, "--yes"]);
    expect(err).toMatch(/bytes written and read back\. But the board on .* does not answer/);
    expect(code).toBe(1);
  });

  it("refuses a damaged file before it touches the board", async () => {
    const damaged = join(folder, "damaged.hex");
    writeFileSync(damaged, readFileSync(SKETCH, "utf8").replace(/(.{20})0/, "$11"));
    const { code, err } = await said([damaged, uno.port, "--yes"]);
    expect(err).toMatch(/damaged\.hex: line \d+ is damaged\. Export or download it again\.\n$/);
    expect(code).toBe(1);
    await blinks();
  });

  it("pulled out in the middle, it says that the board may hold half a program; then it goes on from there", async () => {
    const running = begun([SKETCH, uno.port, "--yes", "--json"]);
    const err = text(running.stderr ?? process.stdin);
    await until("it to write", () => writtenBy(running.pid ?? 0) > HALF_BYTES, 30);
    await uno.do({ unplug: true });
    await once(running, "close");
    expect(await err).toMatch(/it did not get through .*The board may hold half a program\. Its bootloader is whole/);
    expect(running.exitCode).toBe(1);
    await uno.do({ plug: true });
    expect((await said([SKETCH, uno.port, "--yes"])).code).toBe(0);
  });
});

/** Bytes that the programs of a process have written; 0: it has begun none. */
function writtenBy(pid: number): number {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    return Math.max(
      ...children.map((child) => Number(/^wchar: (\d+)/m.exec(readFileSync(`/proc/${child}/io`, "utf8"))?.[1])),
    );
  } catch {
    return 0;
  }
}
