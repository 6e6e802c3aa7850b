import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { catalogHere } from "../../config/catalog.ts";
import { parseConfig } from "../../config/load.ts";
import { openPart } from "../../drivers/catalog.ts";
import { Boards } from "../../drivers/firmata/boards.ts";
import { I2cBuses } from "../../drivers/i2c/buses.ts";
import { findOwn, ownNames } from "../../drivers/own/folder.ts";
import { OPEN_MS } from "../../drivers/own/open.ts";
import { changed } from "../config/examples.ts";
import { until } from "../link/link-process.ts";
import { now } from "./range-line/rig.ts";

const SETTINGS = `export const contract = "range-sensor";
export const settings = { port: { kind: "line", only: "port", meaning: "The port." } };`;
const DRIVER = `export const open = ({ now }) => ({
  read: () => ({ ok: true, at: now(), value: { quality: "noEcho" } }), close: async () => {} });`;
const THROWS = `export const open = () => ({ read: () => { throw new Error("a slip"); }, close: async () => {} });`;
const isRoot = process.getuid?.() === 0;

describe("drivers of one's own", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gaturum-own-"));
    process.env["GATURUM_DRIVERS_DIR"] = folder;
    write("level-text", SETTINGS, DRIVER);
  });
  afterEach(() => {
    delete process.env["GATURUM_DRIVERS_DIR"];
    rmSync(folder, { recursive: true, force: true });
  });

  function write(name: string, settings: string, driver: string): void {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(folder, name, "settings.js"), settings);
    writeFileSync(join(folder, name, "driver.js"), driver);
  }

  const load = async (part: string) =>
    parseConfig(changed("sensor-bin", "driver: a02yyuw, port: /dev/serial0", part), "b.yaml", await catalogHere());
  const told = async (part: string): Promise<string> => {
    const loaded = await load(part);
    return loaded.ok ? "taken" : loaded.problems.map(({ wrong, instead }) => `${wrong}. ${instead}`).join("\n");
  };
  const open = (driver: string, log: (line: string) => void) =>
    openPart(driver, {
      part: { name: "level-1", settings: { port: "/dev/x" } },
      now,
      log,
      observes: false,
      gpio: () => Promise.reject(new Error("no GPIO")),
      boards: new Boards([], now, () => undefined),
      i2c: new I2cBuses(),
    });

  it("stand beside those that come with gaturum, their settings checked by the same loader", async () => {
    expect(await told("driver: level-text, port: /dev/ttyUSB0")).toBe("taken");
    expect(await told("driver: level-text, prt: /dev/ttyUSB0")).toContain("port");
    expect(await told("driver: level-test, port: /dev/ttyUSB0")).toContain('Did you mean "level-text"?');
    expect(await told("driver: tf-luna, port: /dev/ttyUSB0")).toBe("taken");
  });

  it("are loaded in control, and one that throws is a fault of its part, told once", async () => {
    expect((await open("level-text", () => undefined)).read(now())).toMatchObject({ value: { quality: "noEcho" } });
    write("slips", SETTINGS, THROWS);
    const lines: string[] = [];
    const part = await open("slips", (line) => void lines.push(line));
    expect(part.read(now())).toMatchObject({ ok: false, fault: { part: "level-1", cause: "broken" } });
    part.read(now());
    expect(lines).toEqual(["level-1: its own driver threw: Error: a slip. Mend the driver."]);
  });

  it.each([
    ["nothing", "undefined"],
    ["null", "null"],
    ["a number", "3"],
    ["a promise that fails", "Promise.reject(new Error())"],
    ["a reading without its moment", "({ ok: true, value: { quality: 'noEcho' } })"],
    ["a reading without a value", "({ ok: true, at: 1 })"],
    ["a reading of NaN", "({ ok: true, at: 1, value: NaN })"],
    ["a fault without a cause", "({ ok: false, at: 1, fault: {} })"],
  ])("are a fault of their part where they give back no reading: %s", async (what, answer) => {
    const name = `gives-${what.length}`;
    const driver = `export const open = () => ({ read: () => ${answer}, set: () => ${answer}, close: async () => {} });`;
    write(name, SETTINGS, driver);
    const lines: string[] = [];
    const part = await open(name, (line) => void lines.push(line));
    expect(part.read(now())).toMatchObject({ ok: false, fault: { part: "level-1", cause: "broken" } });
    expect(lines).toEqual([expect.stringContaining("its own driver gave back no reading")]);
  });

  it("are a fault of their part where what hears a serial port throws", async () => {
    const lost = `lost: () => { throw new Error("a slip"); }`;
    const driver = `export const open = async ({ serial, now }) => {
      const line = await serial("/dev/nowhere", 9600, { opened: () => {}, bytes: () => {}, ${lost} });
      return { read: () => ({ ok: true, at: now(), value: 1 }), close: () => line.close() }; };`;
    write("mishears", SETTINGS, driver);
    const lines: string[] = [];
    const part = await open("mishears", (line) => void lines.push(line));
    await until("the slip", () => lines.length > 0);
    expect(lines).toEqual(["level-1: its own driver threw: Error: a slip. Mend the driver."]);
    expect(part.read(now())).toMatchObject({ ok: false, fault: { part: "level-1", cause: "broken" } });
    await part.close();
  });

  it("keep control waiting for a while alone where they never open", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      write("never", SETTINGS, "export const open = () => new Promise(() => {});");
      const lines: string[] = [];
      const opening = open("never", (line) => void lines.push(line));
      await vi.advanceTimersByTimeAsync(OPEN_MS);
      expect((await opening).read(now())).toMatchObject({ ok: false, fault: { cause: "broken" } });
      expect(lines).toEqual([expect.stringContaining("did not open within 5 s")]);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each<[what: string, change: (driver: string) => void]>([
    ["a file that all may write", (driver) => chmodSync(driver, 0o666)],
    ["a folder that a group may write", (driver) => chmodSync(join(driver, ".."), 0o775)],
    ["the folder of all of them open", () => chmodSync(folder, 0o777)],
    ["another file below it open", (driver) => mkdirSync(join(driver, "../inner"))],
  ])("are refused with the line to type: %s", async (what, change) => {
    change(join(folder, "level-text/driver.js"));
    if (what.startsWith("another")) {
      writeFileSync(join(folder, "level-text/inner/more.js"), "");
      chmodSync(join(folder, "level-text/inner/more.js"), 0o666);
    }
    const words = await told("driver: level-text, port: /dev/ttyUSB0");
    expect(words).toMatch(/can be changed by others than root.*\. Type: sudo chown root:root \S+ && sudo chmod go-w /);
    const lines: string[] = [];
    const part = await open("level-text", (line) => void lines.push(line));
    expect(part.read(now())).toMatchObject({ fault: { cause: "broken" } });
    expect(lines).toHaveLength(1);
  });

  it("are refused where another user owns them, and where they are links", async () => {
    const driver = join(folder, "level-text/driver.js");
    if (isRoot) chownSync(driver, 12_345, 12_345);
    else chmodSync(driver, 0o666);
    expect(await told("driver: level-text, port: /dev/ttyUSB0")).toContain("can be changed by others");
    write("linked", SETTINGS, DRIVER);
    rmSync(join(folder, "linked/driver.js"));
    symlinkSync("/etc/hostname", join(folder, "linked/driver.js"));
    expect(await told("driver: linked, port: /dev/ttyUSB0")).toContain("is a link");
  });

  it.each<[string, string]>([
    ['export const contract = "fridge"; export const settings = {};', "contract is none of motion-sensor"],
    ['export const contract = "lamp"; export const settings = { a: { kind: "colour" } };', "settings.a.kind is none"],
    [
      'export const contract = "lamp"; export const settings = { aMs: { kind: "duration", meaning: "x" } };',
      "no min and max",
    ],
    ["export const contract = ;", "cannot be loaded"],
  ])("are refused with settings that nobody could check: %s", async (settings, words) => {
    const name = `wrong-${Math.abs(settings.length)}`;
    write(name, settings, DRIVER);
    expect(await told(`driver: ${name}, port: /dev/ttyUSB0`)).toContain(words);
    expect(await told("driver: level-text, port: /dev/ttyUSB0")).toBe("taken");
  });

  it("never take the name of one that comes with gaturum", async () => {
    write("tf-luna", "export const contract = ;", THROWS);
    expect(await told("driver: tf-luna, port: /dev/ttyUSB0")).toBe("taken");
  });

  it("are none where there is no folder", () => {
    expect(ownNames(join(folder, "nowhere"))).toEqual([]);
    expect(ownNames(join(folder, "package.json"))).toEqual([]);
    expect(findOwn("../level-text", folder)).toBeNull();
  });
});
