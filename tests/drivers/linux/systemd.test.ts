import { describe, expect, it } from "vitest";
import { instant, millis } from "../../../device/measure/time.ts";
import { asked, Systemd } from "../../../drivers/linux/systemd.ts";

describe("what systemd asks for", () => {
  it.each([
    [{}, { socket: null, watchdogMs: null }],
    [{ NOTIFY_SOCKET: "/run/n" }, { socket: "/run/n", watchdogMs: null }],
    [
      { NOTIFY_SOCKET: "@n", WATCHDOG_USEC: "10000000", WATCHDOG_PID: "7" },
      { socket: "@n", watchdogMs: 10_000 },
    ],
    [
      { WATCHDOG_USEC: "10000000", WATCHDOG_PID: "8" },
      { socket: null, watchdogMs: null },
    ],
    [{ WATCHDOG_USEC: "0" }, { socket: null, watchdogMs: null }],
    [{ WATCHDOG_USEC: "soon" }, { socket: null, watchdogMs: null }],
  ])("%o", (env, expected) => {
    expect(asked(env, 7)).toEqual(expected);
  });
});

describe("systemd is told", () => {
  const told: string[] = [];
  const said: string[] = [];
  let error: string | null = null;
  const notify = (message: string) => {
    told.push(message);
    return error;
  };
  const systemdOf = (watchdogMs: number | null) => {
    told.length = said.length = 0;
    error = null;
    return new Systemd(notify, watchdogMs === null ? null : millis(watchdogMs), (line) => said.push(line));
  };

  it("once that it is ready, twice a timeout that it lives, and that it stops", () => {
    const systemd = systemdOf(1_000);
    for (let now = 0; now <= 1_000; now += 20) {
      systemd.ready();
      systemd.alive(instant(now));
    }
    systemd.stopping();
    expect(told).toEqual(["READY=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"]);
  });

  it("no sign of life that nobody waits for", () => {
    const systemd = systemdOf(null);
    systemd.alive(instant(1e9));
    expect(told).toEqual([]);
  });

  it("again and again where it does not hear, and the log once", () => {
    const systemd = systemdOf(1_000);
    error = "ECONNREFUSED";
    systemd.alive(instant(0));
    systemd.alive(instant(500));
    error = null;
    systemd.alive(instant(1_000));
    expect(told.length).toBe(3);
    expect(said).toEqual([expect.stringMatching(/could not be told WATCHDOG=1 \(ECONNREFUSED\): check NOTIFY_SOCKET/)]);
  });
});
