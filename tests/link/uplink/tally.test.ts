import { syncBuiltinESMExports } from "node:module";
import os, { type networkInterfaces } from "node:os";
import { describe, expect, it, vi } from "vitest";
import { addDelay, medianMs, NO_DELAYS } from "../../../device/link/uplink/delays.ts";
import { interfaceOf, kindOf, pathOf } from "../../../device/link/uplink/path.ts";
import { newTally, nextTally, parseTally, told, UNTOLD_MAX, type Tally } from "../../../device/link/uplink/tally.ts";
import type { UplinkInput } from "../../../device/link/uplink/tally.ts";
import { instant } from "../../../device/measure/time.ts";

const MIDNIGHT = Date.parse("2026-11-25T00:00:00Z");
const HOUR = 3_600_000;

/** Inputs at hours since a midnight, wall time and monotonic time apart by as much for ever. */
function day(...inputs: readonly (readonly [hour: number, input: UplinkInput])[]): Tally {
  let tally = newTally(instant(0));
  for (const [hour, input] of inputs) tally = nextTally(tally, input, instant(hour * HOUR), MIDNIGHT + hour * HOUR);
  return tally;
}
const eth = { in: "path", path: { interface: "eth0", kind: "ethernet" } } as const;
const lte = { in: "path", path: { interface: "wwan0", kind: "cellular" } } as const;

describe("a day of the way to the city", () => {
  it("counts sessions, losses, changes of interface, time without, and what was acknowledged", () => {
    const tally = day(
      [1, eth],
      [1, { in: "live" }],
      [2, { in: "acknowledged", delayMs: 40 }],
      [2, { in: "acknowledged", delayMs: 40 }],
      [2, { in: "acknowledged", delayMs: 900 }],
      [5, { in: "down" }],
      [5.5, { in: "down" }],
      [6, lte],
      [6, { in: "live" }],
      [7, { in: "records", count: 300 }],
      [24.5, { in: "time" }],
    );
    const [values] = tally.untold;
    expect(values).toMatchObject({ date: "2026-11-25", interface: "wwan0", kind: "cellular", changes: 1 });
    expect(values).toMatchObject({ sessions: 2, lost: 1, downS: 2 * 3_600, records: 300, delayWorstMs: 900 });
    expect(values?.["delayMs"]).toBeGreaterThan(36);
    expect(values?.["delayMs"]).toBeLessThan(44);
    expect(tally).toMatchObject({ date: "2026-11-26", sessions: 0, records: 0 });
  });

  it("shares a time without a session out between the days, at midnight", () => {
    const tally = day([1, { in: "live" }], [22, { in: "down" }], [27, { in: "live" }], [49, { in: "time" }]);
    expect(tally.untold.map(({ date, downS }) => [date, downS])).toEqual([
      ["2026-11-25", 3 * 3_600],
      ["2026-11-26", 3 * 3_600],
    ]);
  });

  it("has no delay where nothing was acknowledged: no data is no number", () => {
    const [values] = day([1, { in: "live" }], [25, { in: "time" }]).untold;
    expect(values).not.toHaveProperty("delayMs");
    expect(values).not.toHaveProperty("delayWorstMs");
  });

  it("goes on while the time is not known, and does not begin a day again after a step back over midnight", () => {
    const unknown = nextTally(newTally(instant(0)), { in: "live" }, instant(HOUR), null);
    expect(unknown).toMatchObject({ date: null, sessions: 1 });
    const back = day([1, { in: "live" }], [24.5, { in: "live" }], [23, { in: "live" }], [25, { in: "time" }]);
    expect(back).toMatchObject({ date: "2026-11-26", sessions: 2 });
    expect(back.untold.map(({ date }) => date)).toEqual(["2026-11-25"]);
  });

  it("is told once, and kept for a housekeeping that does not come, but not for ever", () => {
    const many = day(...Array.from({ length: 40 }, (_, index) => [24 * index + 1, { in: "time" }] as const));
    expect(many.untold).toHaveLength(UNTOLD_MAX);
    expect(told(many).untold).toEqual([]);
  });

  it("outlives a restart; what is no tally begins anew", () => {
    const tally = day([1, eth], [1, { in: "live" }], [2, { in: "acknowledged", delayMs: 7 }], [25, { in: "time" }]);
    const read = parseTally(JSON.parse(JSON.stringify(tally)), instant(5));
    expect(read).toEqual({ ...tally, downSince: 5 });
    for (const wrong of [null, 7, {}, { ...tally, sessions: -1 }, { ...tally, delays: { counts: "x", worstMs: 0 } }])
      expect(parseTally(wrong, instant(5))).toEqual(newTally(instant(5)));
  });
});

it("a median is right to a tenth, from 1 ms to minutes", () => {
  for (const delayMs of [1, 3, 17, 104, 1_000, 59_000]) {
    const delays = [delayMs, delayMs, delayMs, 10 * delayMs].reduce(addDelay, NO_DELAYS);
    expect(Math.abs((medianMs(delays) ?? 0) - delayMs)).toBeLessThanOrEqual(Math.max(1, delayMs / 10));
  }
  expect(medianMs(NO_DELAYS)).toBeNull();
});

describe("which way a session goes", () => {
  it("is the interface of its own address", async () => {
    const interfaces = { lo: [{ address: "127.0.0.1" }], "eth0.7": [{ address: "10.0.0.7" }, { address: "fe80::1" }] };
    const at = (address: string) => interfaceOf(address, interfaces as unknown as ReturnType<typeof networkInterfaces>);
    expect(["127.0.0.1", "::ffff:10.0.0.7", "fe80::1%eth0", "10.0.0.8"].map(at)).toEqual([
      "lo",
      "eth0.7",
      "eth0.7",
      null,
    ]);
    expect(await pathOf("127.0.0.1")).toEqual({ interface: "lo", kind: "loopback" });
    expect(await pathOf("192.0.2.1")).toEqual({ interface: "unknown", kind: "unknown" });
  });

  it("is unknown where the kernel does not say, and costs no session", async () => {
    vi.spyOn(os, "networkInterfaces").mockImplementation(() => {
      throw new Error("uv_interface_addresses returned EAFNOSUPPORT");
    });
    syncBuiltinESMExports();
    try {
      expect(await pathOf("127.0.0.1")).toEqual({ interface: "unknown", kind: "unknown" });
    } finally {
      vi.restoreAllMocks();
      syncBuiltinESMExports();
    }
  });

  it("has a kind, by what the kernel says and by its name", () => {
    const kinds = [
      kindOf("lo", { type: 772, entries: [] }),
      kindOf("wlan0", { type: 1, entries: ["wireless", "phy80211"] }),
      kindOf("wwan0", { type: 65_534, entries: [] }),
      kindOf("usb0", { type: 1, entries: [] }),
      kindOf("ppp0", { type: 512, entries: [] }),
      kindOf("fibre0", { type: 1, entries: [] }),
      kindOf("eth0", { type: 1, entries: [] }),
      kindOf("can0", { type: 280, entries: [] }),
      kindOf("gone", { type: null, entries: [] }),
    ];
    expect(kinds.join(" ")).toBe("loopback wifi cellular cellular cellular fibre ethernet unknown unknown");
  });
});
