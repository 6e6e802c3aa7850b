/** How long packets took to be acknowledged: how many in each step, and the worst. Plain JSON, of one size for ever. */
export type Delays = { readonly counts: readonly number[]; readonly worstMs: number };

/** Four steps to a doubling, so that a median is right to a tenth: from 1 ms to 17 minutes. Our choice. */
const STEPS_A_DOUBLING = 4;
const STEPS = 20 * STEPS_A_DOUBLING;

export const NO_DELAYS: Delays = { counts: Array<number>(STEPS).fill(0), worstMs: 0 };

export function addDelay({ counts, worstMs }: Delays, delayMs: number): Delays {
  const step = Math.min(STEPS - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, delayMs)) * STEPS_A_DOUBLING)));
  return { counts: counts.with(step, (counts[step] ?? 0) + 1), worstMs: Math.max(worstMs, delayMs) };
}

/** In whole ms, to a tenth; null: there was none. */
export function medianMs({ counts, worstMs }: Delays): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (const [step, count] of counts.entries()) {
    below += count;
    if (total > 0 && below * 2 >= total) return Math.round(Math.min(worstMs, 2 ** ((step + 0.5) / STEPS_A_DOUBLING)));
  }
  return null;
}
