import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ask } from "../../device/field/ask.ts";
import { MockDaliBus } from "../../hal-mocks/dali-bus.ts";
import { MockDaliGear } from "../../hal-mocks/dali-gear.ts";
import { hatSays } from "../drivers/dali/hat.ts";
import { describeWithSocat, Pty } from "../drivers/pty.ts";
import { eventually } from "../keep/eventually.ts";
import { DeviceRun } from "./device-run.ts";

/** Row 14: from the start to safe light, and from a crash to light again. */
const START_MS = 5_000;
const CRASH_MS = 15_000;
/** 20 % on the standard curve. */
const DIMMED = 195;
const FULL = 254;

describeWithSocat(
  "rows 14, 24: a DALI lamp of a real control process, on a serial cable, without a supply relay",
  () => {
    let pty: Pty;
    let run: DeviceRun;
    let gear: MockDaliGear;
    let bus: MockDaliBus;
    let [begunAt, darkest] = [0, FULL];
    const now = (): number => performance.now();
    const levelIs = (level: number, withinMs: number): Promise<unknown> => {
      const until = now() + withinMs;
      return eventually(
        () => [gear.level(now()), now() < until] as const,
        ([is, inTime]) => is === level || !inTime,
      ).then(() => {
        expect([gear.level(now()), now() < until]).toEqual([level, true]);
      });
    };
    const hold = async (levelPct: number): Promise<void> => {
      const words = { ask: "request", verb: "commission", args: { levelPct } } as const;
      for await (const line of ask(join(run.folder, "control.sock"), words)) expect(line).toContain('"code":200');
    };

    beforeEach(async () => {
      pty = new Pty();
      await pty.plug();
      gear = new MockDaliGear({}, now());
      bus = new MockDaliBus(gear);
      bus.transmit([0xfe, 0x00], false, now());
      darkest = FULL;
      pty.onLine((line) => {
        pty.feed(Buffer.from(hatSays(line, bus, now())));
        darkest = Math.min(darkest, gear.level(now()));
      });
      const config = readFileSync(new URL("../../config/lamp-post.yaml", import.meta.url), "utf8")
        .replace(/^city:\n(?: .*\n)*/m, "")
        .replace(/^ {2}lux-1:.*\n/m, "")
        .replace("driver: mock, line: GPIO17", "driver: gpio-motion, line: GPIO17")
        .replace("driver: mock, line: GPIO18", `driver: dali-lamp, port: ${pty.path}`);
      begunAt = now();
      run = new DeviceRun(config, "post-4711-0382");
    });
    afterEach(async () => {
      await run.close();
      await pty.end();
    });

    it("is lit in 5 s from a dark gear, is lit again after kill -9 and never darker, and ends with full light", async () => {
      await levelIs(FULL, START_MS);
      expect(now() - begunAt).toBeLessThan(START_MS);
      await run.ready();
      await hold(20);
      await levelIs(DIMMED, START_MS);

      const killed = run.controlPid;
      darkest = FULL;
      process.kill(killed, "SIGKILL");
      await levelIs(FULL, CRASH_MS);
      expect(darkest).toBeGreaterThanOrEqual(DIMMED);
      expect(run.controlPid).not.toBe(killed);

      await run.ready();
      await hold(20);
      await levelIs(DIMMED, START_MS);
      await run.end();
      expect(gear.level(now())).toBe(FULL);
    });
  },
);
