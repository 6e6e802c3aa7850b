import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MockDaliBus } from "../../hal-mocks/dali-bus.ts";
import { MockDaliGear, type GearMade } from "../../hal-mocks/dali-gear.ts";
import { hatSays } from "../drivers/dali/hat.ts";
import { Pty } from "../drivers/pty.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { DeviceRun } from "./device-run.ts";
import { answers } from "./world-post.ts";

export const DALI_DEVICE = "post-4711-0382";
/** A D4i luminaire as the config of {@link DaliPost} has it on its label. */
export const LUMINAIRE: GearMade = { fullW: 40, standbyW: 0.4, leastLevel: 85, serial: 4711 };
const LABEL = "\n  luminaire: { powerFull: 40.4 W, powerLeast: 0.8 W }\n";
/** Drivers of one's own for what no test here is about: nobody passes, and it is a winter's evening whose time is known. */
const OTHERS = {
  nobody: ["motion-sensor", "{ active: false, edges: 0, lastEdgeAt: null }"],
  evening: ["clock", `{ offsetMs: ${Date.parse("2026-12-21T22:10:00Z")} - begunAt, quality: "sync", errorMs: 5 }`],
} as const;

/** One lamp post in its real processes, whose lamp is on a serial cable: at its other end a HAT, a bus and its gear. */
export class DaliPost {
  readonly pty: Pty;
  readonly bus: MockDaliBus;
  readonly run: DeviceRun;
  readonly config: string;
  /** The least light that any gear gave since it was set anew. */
  darkest = 254;
  readonly #drivers: string;

  private constructor(pty: Pty, gear: readonly MockDaliGear[], lamp: string) {
    this.pty = pty;
    this.bus = new MockDaliBus(...gear);
    this.#drivers = mkdtempSync(join(tmpdir(), "gaturum-dali-"));
    writeFileSync(join(this.#drivers, "package.json"), '{ "type": "module" }\n');
    for (const [name, [contract, value]] of Object.entries(OTHERS)) this.#writeDriver(name, contract, value);
    process.env["GATURUM_DRIVERS_DIR"] = this.#drivers;
    pty.onLine((line) => {
      pty.feed(Buffer.from(hatSays(line, this.bus, performance.now())));
      this.darkest = Math.min(this.darkest, ...this.bus.gear.map((each) => each.level(performance.now())));
    });
    this.config = readFileSync(join(ROOT, "config/lamp-post.yaml"), "utf8")
      .replace(/^city:\n(?: .*\n)*/m, "")
      .replace(/^ {2}lux-1:.*\n/m, "")
      .replace("driver: mock, line: GPIO17 }", "driver: nobody }\n  clock-1: { role: clock, driver: evening }")
      .replace("driver: mock, line: GPIO18", `driver: dali-lamp, port: ${pty.path}, ${lamp}`)
      .replace("mode: active", "cycle: 100 Hz\nmode: active")
      .replace("rampDown: 8 s", "rampDown: 1 s")
      .replace(/\nlamp:\n/, `\nlamp:${LABEL}`);
    this.run = new DeviceRun(this.config, DALI_DEVICE);
  }

  /** `lamp`: more settings of the lamp, as `address: 0`. */
  static async start(gear: readonly MockDaliGear[], lamp: string): Promise<DaliPost> {
    const pty = new Pty();
    await pty.plug();
    const post = new DaliPost(pty, gear, lamp);
    await answers(post.run);
    return post;
  }

  #writeDriver(name: string, contract: string, value: string): void {
    const folder = join(this.#drivers, name);
    mkdirSync(folder);
    writeFileSync(join(folder, "settings.js"), `export const contract = "${contract}";\nexport const settings = {};\n`);
    const driver = `export const open = async ({ now }) => {
  const begunAt = now();
  return { read: () => ({ ok: true, at: now(), value: ${value} }), close: async () => {} };
};
`;
    writeFileSync(join(folder, "driver.js"), driver);
  }

  get file(): string {
    return join(this.run.folder, "../../device.yaml");
  }

  async close(): Promise<void> {
    await this.run.close();
    await this.pty.end();
    delete process.env["GATURUM_DRIVERS_DIR"];
    rmSync(this.#drivers, { recursive: true, force: true });
  }
}
