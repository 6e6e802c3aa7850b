import { describe, expect, it } from "vitest";
import { epochMs } from "../../device/measure/time.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { skyAt } from "../../hal-mocks/sky.ts";
import { Supply, USUAL_SUPPLY } from "../../hal-mocks/supply.ts";

const at = (text: string) => skyAt(streetScene(), 7, epochMs(Date.parse(`${text}Z`)));
const MINUTE = 60_000;

describe("the sky", () => {
  /** Stockholm, UTC: civil dawn, sunrise, sunset, civil dusk as the United States Naval Observatory gives them. */
  it.each([
    ["2026-01-10T06:44", "2026-01-10T07:37", "2026-01-10T14:14", "2026-01-10T15:07"],
    ["2026-09-23T03:53", "2026-09-23T04:34", "2026-09-23T16:45", "2026-09-23T17:25"],
    ["2026-12-24T06:49", "2026-12-24T07:45", "2026-12-24T13:50", "2026-12-24T14:46"],
  ])("has the sun at -6 degrees at %s and at the horizon at %s", (dawn, rise, set, dusk) => {
    for (const moment of [dawn, dusk]) expect(Math.abs(at(moment).elevationDeg + 6)).toBeLessThan(0.1);
    for (const moment of [rise, set]) expect(Math.abs(at(moment).elevationDeg + 0.833)).toBeLessThan(0.1);
  });

  it("is dark by night, light by day, and in between by dusk, clouds or not", () => {
    expect(at("2026-11-25T22:00")).toMatchObject({ dark: true });
    expect(at("2026-11-25T22:00").lux).toBeLessThan(0.01);
    expect(at("2026-06-21T10:50").lux).toBeGreaterThan(10_000);
    const dusk = at("2026-11-25T14:40").lux;
    expect(dusk > 1 && dusk < 400).toBe(true);
  });

  it("changes once a minute, in steps of 8 % or more", () => {
    const noon = Date.UTC(2026, 2, 20, 5);
    const seen = Array.from({ length: 120 }, (_, i) => skyAt(streetScene(), 7, epochMs(noon + i * MINUTE)).lux);
    const within = skyAt(streetScene(), 7, epochMs(noon + MINUTE - 1)).lux;
    expect(within).toBe(seen[0]);
    seen.slice(1).forEach((lux, index) => {
      const step = lux / (seen[index] ?? NaN);
      expect(step === 1 || Math.abs(Math.log10(step)) > 0.9 / 30).toBe(true);
    });
    expect(new Set(seen).size).toBeGreaterThan(20);
  });

  it("is colder in January than in July, by night than by day, in half degrees", () => {
    const mean = (month: number, hour: number) =>
      Array.from({ length: 28 }, (_, day) => skyAt(streetScene(), 7, epochMs(Date.UTC(2026, month, day + 1, hour))))
        .map(({ temperatureC }) => temperatureC)
        .reduce((sum, one) => sum + one / 28, 0);
    expect(mean(0, 13)).toBeLessThan(5);
    expect(mean(6, 13)).toBeGreaterThan(15);
    expect(mean(6, 2)).toBeLessThan(mean(6, 13) - 3);
    expect(Number.isInteger(2 * at("2026-04-01T03:00").temperatureC)).toBe(true);
  });
});

describe("a bin's supply", () => {
  const charged = (chargePct: number) => new Supply({ ...USUAL_SUPPLY, chargePct });
  const day = (supply: Supply, lux: number, ramMs = 0) => {
    for (let minute = 0; minute < 1_440; minute++) supply.pass(MINUTE, lux, ramMs);
    return supply.state;
  };

  it("row 22: loses what board and uplink take in the dark: 36 of 720 Wh a day", () => {
    expect(day(charged(80), 0)).toEqual({ chargePct: 75, voltageMv: 11_500 + 14 * 75 });
  });

  it("gains from the panel, and is never above full or below empty", () => {
    expect(day(charged(50), 55_000).chargePct).toBe(95);
    expect(day(charged(80), 110_000).chargePct).toBe(100);
    expect(day(charged(1), 0, MINUTE).chargePct).toBe(0);
  });

  it("loses 10 Wh an hour that the ram is driven", () => {
    const supply = charged(80);
    supply.pass(10 * 60 * MINUTE, 0, 10 * 60 * MINUTE);
    expect(supply.state.chargePct).toBe(Math.round((100 * (576 - 115)) / 720));
  });

  it("loses no energy from its books: what it had, got, spilled and gave is what it has", () => {
    for (const [first, lux, ramMs] of [
      [80, 0, 30_000],
      [99, 110_000, 0],
      [1, 0, MINUTE],
    ] as const) {
      const supply = charged(first);
      day(supply, lux, ramMs);
      const { firstWh, harvestWh, boardWh, strokesWh, lostWh, missedWh, storedWh } = supply.figures;
      expect(firstWh + harvestWh - lostWh - boardWh - strokesWh + missedWh).toBeCloseTo(storedWh, 6);
    }
  });

  it("on mains stays as it is", () => {
    const supply = new Supply({ ...USUAL_SUPPLY, supply: "mains" });
    expect(day(supply, 0, MINUTE).chargePct).toBe(80);
  });

  it("gives the same state while its charge says the same", () => {
    const supply = charged(80);
    const before = supply.state;
    supply.pass(MINUTE, 0, 0);
    expect(supply.state).toBe(before);
  });
});
