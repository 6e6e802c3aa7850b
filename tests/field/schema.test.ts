import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { schema } from "../../device/field/schema.ts";
import { saidBy } from "./said.ts";

const SETTINGS = `export const contract = "range-sensor";
export const settings = { port: { kind: "line", only: "port", meaning: "x" }, gainPct: { kind: "share", min: 10, max: 90, meaning: "x" } };
`;
const BIN = { device: "bin-1", tenant: "t", kind: "litter-bin", place: { latitude: "59.3 N", longitude: "18.0 E" } };
const config = (part: object) => ({
  ...{ ...BIN, bin: { height: "1.2 m", fullAt: "300 mm" } },
  parts: { "level-1": { role: "level", driver: "level-text", ...part } },
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gaturum-own-"));
  vi.stubEnv("GATURUM_DRIVERS_DIR", folder);
  own("level-text");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function own(name: string): string {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, "settings.js"), SETTINGS);
  writeFileSync(join(folder, name, "driver.js"), "export const open = () => ({});\n");
  return join(folder, name, "driver.js");
}

it("knows the keys of a driver of one's own, their units and limits, and its contract", async () => {
  const { code, out, err } = await saidBy(schema);
  expect([code, err]).toEqual([0, ""]);
  const validate = new Ajv({ strict: false }).compile(JSON.parse(out) as object);
  expect(validate(config({ port: "/dev/ttyUSB0", gain: "20 %" }))).toBe(true);
  expect(validate(config({ port: "/dev/ttyUSB0", gain: "20" }))).toBe(false);
  expect(validate(config({ port: "GPIO4", gain: "20 %" }))).toBe(false);
  expect(validate(config({ port: "/dev/ttyUSB0" }))).toBe(false);
  expect(validate(config({ port: "/dev/ttyUSB0", gain: "20 %", role: "temperature" }))).toBe(false);
  expect(validate(config({ driver: "a02yyuw", port: "/dev/ttyUSB0", gain: "20 %" }))).toBe(false);
});

it("says which driver is not in it, and why, and ends with 1", async () => {
  chmodSync(own("open-to-all"), 0o666);
  const { code, out, err } = await saidBy(schema);
  expect(code).toBe(1);
  expect(err).toMatch(/^open-to-all is not in it: .*can be changed by others than root.* Type: sudo chown/);
  expect(out).toContain("level-text");
  expect(out).not.toContain("open-to-all");
});
