import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import type { DeviceConfig, LampPostConfig } from "../../config/device-config.ts";
import { planned, type PlanOptions } from "../../device/field/plan.ts";
import type { CalendarSettings } from "../../device/lamp/program-settings.ts";
import { epochMs } from "../../device/measure/time.ts";
import { absolute, calendar, program } from "../lamp/program/calendars.ts";
import { ROOT } from "../setup/vitest-run.ts";

const OPTIONS: PlanOptions = { from: "2026-12-01", days: 31, json: true, allowDark: false };
const NOW = epochMs(Date.parse("2026-11-30T23:30:00Z"));

async function example(name: string): Promise<DeviceConfig> {
  const loaded = await loadConfig(join(ROOT, "config", name));
  if (!loaded.ok) throw new Error(`${name} does not load`);
  return loaded.config;
}
async function post(settings: CalendarSettings | null): Promise<LampPostConfig> {
  const config = await example("lamp-post.yaml");
  if (config.kind !== "lamp-post") throw new Error("the example is no lamp post");
  return { ...config, lamp: { ...config.lamp, calendar: settings } };
}
const evening = program("evening", { allowDark: true, activePeriod: absolute("18:00", "06:00") });

describe("gaturum plan (row 27 of 5b)", () => {
  it("ends with 1 where the street would be dark, and says so, unless that is allowed", async () => {
    const config = await post(calendar([evening]));
    const { exitCode, out, complaint } = planned(config, OPTIONS, NOW);
    expect((JSON.parse(out) as { darkMinutes: number }).darkMinutes).toBeGreaterThan(31 * 200);
    expect(exitCode).toBe(1);
    expect(complaint).toMatch(/dark for \d+(\.\d)? min between civil dusk and dawn.*--allow-dark/);
    expect(planned(config, { ...OPTIONS, allowDark: true }, NOW)).toEqual({ exitCode: 0, out, complaint: "" });
  });

  it("begins today by the local day of the calendar's zone", async () => {
    const dateIn = async (zone: string) => {
      const { out } = planned(
        await post(calendar([program("p")], [], { zone })),
        { ...OPTIONS, from: null, days: 1 },
        NOW,
      );
      return (JSON.parse(out) as { nights: { date: string }[] }).nights[0]?.date;
    };
    expect(await dateIn("Europe/Stockholm")).toBe("2026-12-01");
    expect(await dateIn("UTC")).toBe("2026-11-30");
  });

  it("refuses a litter bin, an unknown zone and a day that is none, in words", async () => {
    expect(planned(await example("litter-bin.yaml"), OPTIONS, NOW)).toMatchObject({
      exitCode: 2,
      out: "",
      complaint: expect.stringMatching(/litter bin/) as string,
    });
    const nowhere = await post(calendar([program("p")], [], { zone: "Europe/Stokholm" }));
    expect(planned(nowhere, OPTIONS, NOW)).toMatchObject({
      exitCode: 2,
      complaint: expect.stringMatching(/Europe\/Stokholm/) as string,
    });
    expect(planned(await post(null), { ...OPTIONS, from: "2026-02-30" }, NOW)).toMatchObject({
      exitCode: 2,
      complaint: expect.stringMatching(/2026-02-30/) as string,
    });
  });

  it("plans the example's year on the command line", () => {
    const words = ["device/gaturum.js", "plan", "--config", "config/lamp-post.yaml", "--from", "2026-01-01", "--json"];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, {
      cwd: ROOT,
      encoding: "utf8",
      timeout: 20_000,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const told = JSON.parse(stdout) as { darkMinutes: number; kwh: number; nights: unknown[] };
    expect(told).toMatchObject({ darkMinutes: 0 });
    expect(told.nights).toHaveLength(365);
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  });
});
