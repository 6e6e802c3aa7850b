/** How far from their moments the cycles of one turn began, in microseconds, and the share of one processor it took. */
export type Lateness = {
  readonly p50Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  readonly maxUs: number;
  readonly cpuPct: number;
};
export type Percentiles = Omit<Lateness, "cpuPct">;

/** Of at least one deviation in milliseconds. Early is as wrong as late: Node's timers are both. */
export function percentilesOf(offMs: readonly number[]): Percentiles {
  const sorted = offMs.map((ms) => Math.abs(ms * 1_000)).sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return { p50Us: at(0.5), p99Us: at(0.99), p999Us: at(0.999), maxUs: at(1) };
}

/** The same from cyclictest's histogram: lines of a latency in microseconds and how often it came. */
export function percentilesOfHistogram(text: string): Percentiles {
  const bins = [...text.matchAll(/^(\d{6})\s+(\d+)\s*$/gm)].map(
    ([, us, count]) => [Number(us), Number(count)] as const,
  );
  const overflows = Number(/^# Histogram Overflows: (\d+)/m.exec(text)?.[1] ?? 0);
  const maxUs = Number(/^# Max Latencies: (\d+)/m.exec(text)?.[1]);
  const all = bins.reduce((sum, [, count]) => sum + count, overflows);
  const at = (share: number): number => {
    let left = Math.floor(share * all);
    for (const [us, count] of bins) if ((left -= count) < 0) return us;
    return maxUs;
  };
  return { p50Us: at(0.5), p99Us: at(0.99), p999Us: at(0.999), maxUs };
}

/** For a timer that drifts without end: how far each moment is from a straight line through all of them. */
export function withoutDrift(momentsMs: readonly number[]): number[] {
  const middle = (momentsMs.length - 1) / 2;
  const meanMs = momentsMs.reduce((sum, ms) => sum + ms, 0) / momentsMs.length;
  const slope =
    momentsMs.reduce((sum, ms, index) => sum + (index - middle) * (ms - meanMs), 0) /
    momentsMs.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
  return momentsMs.map((ms, index) => ms - meanMs - slope * (index - middle));
}
