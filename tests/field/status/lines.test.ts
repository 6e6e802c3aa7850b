import { describe, expect, it } from "vitest";
import type { LocalStatus } from "../../../device/control/local-status.ts";
import { statusLines } from "../../../device/field/status/lines.ts";
import { instant, millis } from "../../../device/measure/time.ts";
import { faulty, valid, type Reading } from "../../../device/measure/reading.ts";

const NOW = instant(600_000);
const at = instant(588_000);
const MOMENT = { at: NOW, ts: null, timeQuality: "none", timeErrorMs: null } as const;
const figures = { cycles: 30_000, lateCycles: 3, missedCycles: 0, worstLateMs: 6.25, worstLateLastHourMs: 2 };

const POST: LocalStatus = {
  ...{
    device: "post-1",
    kind: "lamp-post",
    mode: "active",
    version: "1.2.3",
    configHash: "0",
    cycleHz: 50,
    simulated: false,
  },
  at: NOW,
  run: "0123456789abcdef",
  moving: null,
  ...{ startedAt: instant(0), broker: "mqtts://b.example", moment: MOMENT, figures, worstBySecondMs: [1] },
  parts: [
    { role: "motion", name: "pir-1", driver: "gpio-motion" },
    { role: "lamp", name: "lamp", driver: "pwm-lamp" },
  ],
  outputs: { levelPct: 65 },
  readings: {
    motion: faulty("pir-1", "no-answer", at),
    daylight: faulty("daylight", "absent", at),
    lamp: valid({ levelPct: 65, powerW: 20.24 }, at),
    clock: faulty("clock", "stale", at),
  },
  standing: {
    lamp: {
      ...{ levelPct: 65, givenPct: 52, targetPct: 100, reason: "pirFault", moving: "rising" },
      ...{ secondsLeft: null, seenAgoS: null, restPct: 30, someonePct: 100 },
    },
    override: { levelPct: 100, from: "site", leftS: 90 },
  },
  ...{
    link: { present: true, city: { live: true, trouble: null, refused: [] } },
    waiting: 2,
    settings: { epoch: 1, version: 4, hash: "0".repeat(16) },
    violations: 0,
    writeFaults: [],
    bus: null,
  },
};
const text = (status: LocalStatus): readonly string[] =>
  statusLines(status).map(({ text: said, beside }) => (beside === "" ? said : `${said} | ${beside}`));

it("a lamp: level and reason, who holds it, what is broken, since when, and who is told", () => {
  expect(text(POST)).toEqual([
    "post-1  lamp post, active, version 1.2.3 | time not known",
    "lamp      65 % (its driver is told 52 %), rising to 100 %: pirFault",
    "held      at 100 %, asked for by the site | 90 s left",
    "fault     pir-1 (motion) no-answer | 12 s",
    "fault     clock (clock) stale | 12 s",
    "lamp      lamp         65 %, 20.2 W | for 12 s",
    "cycle     50 Hz, 3 late, 0 missed; worst 6.3 ms, in the last hour 2 ms | 30000 cycles",
    "reports   the city hears them, 2 wait; the city's settings 1.4",
    "clock     not known (stale)",
  ]);
});

it("observe mode and mocks stand in the first line; no link, no broker and no cycle are said", () => {
  const odd = {
    ...POST,
    mode: "observe",
    simulated: true,
    link: { present: false, city: null },
    standing: null,
    moment: null,
  } as const;
  const said = text(odd);
  expect(said[0]).toMatch(/OBSERVE: moves nothing, on mocks/);
  expect(said).toContain("now       no cycle yet");
  expect(said).toContain("reports   link is not there, 2 wait; the city's settings 1.4");
  expect(text({ ...odd, broker: null })).toContain("reports   for nobody: there is no city.broker in the config");
});

describe("a bin with all its contacts", () => {
  const contact = (active: boolean): Reading<unknown> => valid({ active, rises: 0, falls: 0, changedAt: null }, at);
  const names = ["hopperA", "hopperB", "doorA", "doorB", "binPresent", "chain", "lockClosed", "top", "beam", "start"];
  const off = ["eStop", "tilt", "key", "topOpen", "bottom", "reset", "returned", "serviceA", "serviceB"];
  const standing = {
    fill: { quality: "valid", fillPct: 62, full: false },
    calibration: null,
    press: {
      ...{ state: "LOCKOUT", forS: 95, waitsFor: "RESET to be pressed", blocks: [], stuckButtons: [] },
      latch: [{ cause: "guard", text: "a guard opened during a stroke", cure: "Close it." }],
      missing: ["the hopper is open by its contact B"],
      strokes: { total: 4, lastAgoS: 120, lastEndMm: null, open: false },
    },
  };
  const BIN: LocalStatus = {
    ...POST,
    ...{ kind: "litter-bin", standing },
    readings: {
      level: valid({ quality: "valid", distanceMm: 700 }, at),
      ram: valid({ driven: "off", travelMm: 0 }, at),
      battery: valid({ chargePct: 80, voltageMv: 12_600 }, at),
      ...Object.fromEntries(names.map((name) => [name, contact(true)])),
      ...Object.fromEntries(off.map((name) => [name, contact(false)])),
      clock: valid({ quality: "sync", offsetMs: 0, errorMs: millis(3) }, at),
    },
  };

  it("fits a screen of 80 columns and 24 lines, and names what is latched with its cure", () => {
    const lines = statusLines(BIN);
    expect(lines.length).toBeLessThan(24);
    expect(Math.max(...lines.map((line) => line.text.length))).toBeLessThanOrEqual(80);
    const said = text(BIN);
    expect(said).toContain("now       LOCKOUT, fill 62 % | for 95 s, last stroke 2 min ago");
    expect(said).toContain("latched   a guard opened during a stroke (guard)");
    expect(said).toContain("to do     Close it.");
    expect(lines.find(({ text: one }) => one.startsWith("latched"))?.ink).toBe("fault");
    expect(said.filter((line) => /^(?:on|off) /.test(line))).toHaveLength(2);
  });

  it("a second more changes no text, only what stands beside it", () => {
    const press = { ...standing.press, forS: 96 };
    const later = { ...BIN, standing: { ...standing, press }, moment: { ...MOMENT, at: instant(601_000) } };
    expect(statusLines(later).map((line) => line.text)).toEqual(statusLines(BIN).map((line) => line.text));
    expect(text(later)).not.toEqual(text(BIN));
  });
});

it("why the city does not hear them stands below, within 80 columns", () => {
  const trouble =
    "mqtt://127.0.0.1:1883: nobody answers there. Check host and port of city.broker, and whether it runs.";
  const link = { present: true, city: { live: false, trouble, refused: [] } };
  const said = statusLines({ ...POST, link }).map(({ text }) => text);
  const at = said.findIndex((text) => text.startsWith("reports   the city does not hear them, 2 wait"));
  const below = said.slice(at + 1, at + 3);
  expect(below.map((text) => text.trim()).join(" ")).toBe(trouble);
  expect(Math.max(...below.map((text) => text.length))).toBeLessThanOrEqual(80);
});
