import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { DeviceConfig } from "../../config/device-config.ts";
import { Device } from "../../device/together/device.ts";
import { MemoryCity } from "../../device/together/memory-city.ts";
import { ROLES } from "../../device/measure/roles.ts";
import { epochMs, hours, instant, millis } from "../../device/measure/time.ts";
import { openParts } from "../../drivers/catalog.ts";
import { mockParts } from "../../hal-mocks/parts.ts";
import { singleSite } from "../../hal-mocks/scene.ts";
import { SimulatedTime } from "../../hal-mocks/simulated-time.ts";
import { Simulation } from "../../hal-mocks/simulation.ts";
import { World } from "../../hal-mocks/world.ts";
import { example } from "./example.ts";

const EXAMPLES = ["lamp-post", "lamp-post-calendar", "bus-shelter", "litter-bin", "sensor-bin"] as const;
const ACTUATING = ["lamp", "ram", "digital-output"];
const DRIVER = "told-what";
const SETTINGS = `export const contract = "digital-output"; export const settings = {};`;
/** The driver of every actuator: what it is told goes to the mock behind it, and into the list. */
const OPEN = `export const open = ({ part }) => globalThis.gaturumObserved(part.name);`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gaturum-observed-"));
  process.env["GATURUM_DRIVERS_DIR"] = folder;
  mkdirSync(join(folder, DRIVER));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, DRIVER, "settings.js"), SETTINGS);
  writeFileSync(join(folder, DRIVER, "driver.js"), OPEN);
});
afterEach(() => {
  delete process.env["GATURUM_DRIVERS_DIR"];
  rmSync(folder, { recursive: true, force: true });
});

/** What the actuators of a device are told from the opening of its parts, through a day, to its halt. */
async function toldIn(name: string, mode: DeviceConfig["mode"]): Promise<{ told: string[]; actuators: string[] }> {
  const config = { ...(await example(`${name}.yaml`)), mode };
  const time = new SimulatedTime(instant(0));
  const world = new World(singleSite(config), 7, epochMs(Date.parse("2026-11-25T12:00:00Z")));
  const mocks = mockParts(world, config.device, config) as Record<string, object>;
  const roles: Readonly<Record<string, { readonly contract: string }>> = ROLES[config.kind];
  const actuators = config.parts.filter(({ role }) => ACTUATING.includes(roles[role]?.contract ?? ""));
  const told: string[] = [];
  const listening = (part: string): object => {
    const { role = "" } = actuators.find(({ name: each }) => each === part) ?? {};
    const mock = mocks[role] as Record<string, (...given: unknown[]) => unknown>;
    const heard = ["set", "setLevel", "drive", "halt"].flatMap((call) => {
      const act = mock[call];
      if (act === undefined) return [];
      const tell = (...given: unknown[]) => (told.push(`${role} ${call} ${given.join()}`), act.apply(mock, given));
      return [[call, tell]] as const;
    });
    return { ...Object.fromEntries(heard), read: mock["read"]?.bind(mock), close: () => Promise.resolve() };
  };
  Object.assign(globalThis, { gaturumObserved: listening });
  const parts = actuators.map((part) => ({ ...part, driver: DRIVER }));
  const now = () => time.now();
  const opened = await openParts({ parts, boards: [], gpio: config.gpio, mode }, now, (line) => told.push(line));
  const device = new Device(config, {
    ...{ parts: { ...mocks, ...opened.parts }, scheduler: time, random: () => 0.5, say: () => undefined },
  });
  device.startLink(new MemoryCity(time, () => undefined).transport());
  new Simulation(world, time, [device], millis(1_000 / config.cycleHz)).runTo(instant(hours(24)), "jump");
  device.stop(() => undefined);
  await opened.close();
  return { told, actuators: actuators.map(({ role }) => role) };
}

it.each(EXAMPLES)("in observe mode no actuator of %s is told anything, from its opening to its halt", async (name) => {
  expect((await toldIn(name, "observe")).told).toEqual([]);
});

it.each(EXAMPLES)("in active mode every actuator of %s is told something, so the list is not deaf", async (name) => {
  const { told, actuators } = await toldIn(name, "active");
  expect(new Set(told.map((line) => line.split(" ")[0]))).toEqual(new Set(actuators));
});

it("in active mode the lock is the first to be told, before any cycle", async () => {
  expect((await toldIn("litter-bin", "active")).told[0]).toBe("lock set true");
});
