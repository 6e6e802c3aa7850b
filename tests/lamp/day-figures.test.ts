import { expect, it } from "vitest";
import { streamNamed } from "../../device/contract/streams.ts";
import { dayFigures } from "../../device/lamp/told/day-figures.ts";
import { initialIndicators } from "../../device/lamp/told/indicators.ts";
import { NO_TOTALS } from "../../device/lamp/watch/meter.ts";
import { instant } from "../../device/measure/time.ts";

/** Of a lamp of 30 W in full light, and a controller of 3 W. */
it.each([
  ["1.5 s", 1.5, ["savedGrossPct"]],
  ["80 s", 80, ["savedGrossPct"]],
  ["2 min", 120, ["savedGrossPct", "savedNetPct"]],
])("a day tells of a night of %s what its stream takes, and no more", (_, nightS, told) => {
  const totals = { ...NO_TOTALS, lampJ: 30 * nightS, alwaysFullJ: 30 * nightS, controllerJ: 3 * 86_400 };
  const seen = { ...initialIndicators(NO_TOTALS, instant(0)), seenMs: 86_400_000 };
  const figures = dayFigures(20_782, seen, totals, []);
  const { error } = streamNamed("lamp-day").values.safeParse(figures);
  expect([error, Object.keys(figures).filter((key) => key.startsWith("saved"))]).toEqual([undefined, told]);
});
