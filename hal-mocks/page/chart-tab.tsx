import { useEffect, useMemo, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { Chosen } from "./chosen-panel.tsx";
import { usePage } from "./page-context.ts";
import { clockText, number, secondsText } from "../../device/words/spoken.ts";
import { pointsOf, type Points, type Seen } from "./store.ts";

type Props = { readonly seen: Seen; readonly chosen: Chosen };

/** Level or fill over time, with gaps where nothing is known. */
export function ChartTab({ seen, chosen }: Props) {
  const { words, language, theme } = usePage();
  const { stage, moments } = seen;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const points = useMemo(() => pointsOf(seen, chosen.name), [moments, stage.id, chosen.name]);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const made = new uPlot(optionsFor(element, chosen.kind, stage.timeZone), drawn(points), element);
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize(sizeOf(element)));
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [chosen.kind, stage.timeZone, theme, language]);
  useEffect(() => plot.current?.setData(drawn(points)), [points]);
  return (
    <figure class="chart">
      <figcaption>
        {words.chartOf[chosen.kind]} <span class="quiet">{summary(points, words.chartSaid, language)}</span>
      </figcaption>
      <div ref={box} aria-hidden="true" />
    </figure>
  );
}

const sizeOf = ({ clientWidth: width, clientHeight: height }: Element) => ({ width, height });
const drawn = ([wallS, pct]: Points): uPlot.AlignedData => [[...wallS], [...pct]];

function summary(
  [, pcts]: Points,
  said: (last: string, least: string, most: string) => string,
  language: "en" | "sv",
): string {
  const known = pcts.filter((pct) => pct !== null);
  const text = (value: number): string => number(value, language);
  if (known.length === 0) return "";
  return said(text(known.at(-1) ?? 0), text(Math.min(...known)), text(Math.max(...known)));
}

/** Whole seconds, minutes and hours between two ticks. */
const TICKS_S = [1, 5, 10, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200];

/** The colours are the page's own; light is drawn in the colour of light, fill in ink. */
function optionsFor(element: HTMLElement, kind: Chosen["kind"], timeZone: string): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: colour("--quiet"),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  return {
    ...sizeOf(element),
    cursor: { show: false },
    legend: { show: false },
    tzDate: (atS) => uPlot.tzDate(new Date(atS * 1_000), timeZone),
    scales: { y: { range: [0, 100] } },
    axes: [
      { ...axis, grid: { show: false }, space: 90, gap: 9, incrs: TICKS_S, values: timesIn(timeZone) },
      { ...axis, size: 36, splits: () => [0, 50, 100] },
    ],
    series: [
      {},
      {
        stroke: colour(kind === "lamp" ? "--light" : "--ink"),
        width: 2,
        points: { show: false },
        spanGaps: false,
      },
    ],
  };
}

/** Hours and minutes, and seconds where the ticks are closer than a minute. */
const timesIn =
  (timeZone: string): uPlot.Axis.DynamicValues =>
  (_self, splits, _axis, _space, stepS) =>
    splits.map((atS) => (stepS < 60 ? secondsText : clockText)(atS * 1_000, timeZone));
