import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startHousekeeping } from "../../device/link/housekeeping.ts";
import { hours, minutes } from "../../device/measure/time.ts";

/** node-cron goes through the 20,000 days since 1970 for 900 ms of this computer; a Raspberry takes several times that. */
const CPU_MAX_MS = 500;
const NOON = Date.UTC(2026, 10, 30, 12);

let kept: string[] = [];
let end: () => void;
beforeEach(() => {
  kept = [];
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval", "hrtime"] });
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

function startAt(wallMs: number): void {
  vi.setSystemTime(wallMs);
  const keep = () => void kept.push(new Date().toISOString().slice(0, 16));
  end = startHousekeeping(keep, () => undefined);
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** What is kept after a start is left out. */
const nights = () => kept.slice(1);
const NIGHTS = ["2026-12-01T03:10", "2026-12-02T03:10"];

it("R11: a clock that comes from 1970 costs no moment, and the house is kept in the next night", async () => {
  startAt(0);
  await pass(minutes(10));
  vi.setSystemTime(NOON);
  const before = process.cpuUsage();
  await pass(hours(4));
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(CPU_MAX_MS);
  await pass(hours(36));
  expect(nights()).toEqual(NIGHTS);
});

it("R11: a clock that was in 2099 and is put right does not stop it for so long", async () => {
  startAt(Date.UTC(2099, 0, 1));
  await pass(minutes(10));
  vi.setSystemTime(NOON);
  await pass(hours(40));
  expect(nights()).toEqual(NIGHTS);
});

it("R11: a clock that is put right by five seconds a day skips no night", async () => {
  startAt(NOON);
  for (let day = 0; day < 2; day += 1) {
    await pass(hours(10));
    vi.setSystemTime(Date.now() + 5_000);
    await pass(hours(12));
  }
  expect(nights()).toEqual(NIGHTS);
});

it("R11: a clock that is put right over the very hour skips no night", async () => {
  startAt(NOON);
  await pass(hours(15) + minutes(6));
  vi.setSystemTime(Date.now() + minutes(5));
  await pass(hours(2));
  expect(nights()).toEqual(["2026-12-01T03:11"]);
});

it("a post that has power from dusk to two hours after midnight keeps its house as well, once each time", async () => {
  for (let night = 0; night < 2; night += 1) {
    startAt(Date.UTC(2026, 5, 1 + night, 20));
    await pass(hours(6));
    end();
  }
  expect(kept).toEqual(["2026-06-01T20:10", "2026-06-02T20:10"]);
});
