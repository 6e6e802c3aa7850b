/**
 * Which slot is written next, as pure data. `intact`: the sequence known to be whole in each slot, 0 for none.
 *
 * The rule that everything rests on: a slot is written only while the other one is the newer of the two, or neither is
 * whole. So a cut at any byte leaves the other slot good, and it is never older than what was acknowledged.
 *
 *   idle ──want──▶ first slot ──whole──▶ second slot ──whole──▶ acknowledged, idle
 *                     │ ▲                    │ ▲
 *                failed└─┘ the same slot  failed└─┘ the same slot, with the newest wanted by then
 */
export type SlotPlan = {
  readonly intact: readonly [number, number];
  /** The sequence on its way to both slots; null: none. What is wanted meanwhile waits, and only the newest of it. */
  readonly writing: number | null;
  readonly waiting: number | null;
  /** Highest sequence known to be whole in both slots. */
  readonly acknowledged: number;
};
export type SlotIndex = 0 | 1;

export function startPlan(intact: readonly [number, number]): SlotPlan {
  return { intact, writing: null, waiting: null, acknowledged: Math.min(...intact) };
}

/** Overtakes whatever waits; what is half written is finished first, or nothing would ever be acknowledged. */
export function want(plan: SlotPlan, sequence: number): SlotPlan {
  return plan.writing === null ? { ...plan, writing: sequence } : { ...plan, waiting: sequence };
}

/** The slot to write now: the older or bad one. */
export const slotToWrite = ({ intact: [a, b] }: SlotPlan): SlotIndex => (a <= b ? 0 : 1);

/** From the moment that the write begins, the slot is good for nothing. */
export const writeBegun = (plan: SlotPlan, slot: SlotIndex): SlotPlan => ({
  ...plan,
  intact: withSlot(plan.intact, slot, 0),
});

export function writeDone(plan: SlotPlan, slot: SlotIndex, sequence: number): SlotPlan {
  const intact = withSlot(plan.intact, slot, sequence);
  if (intact[0] !== intact[1]) return { ...plan, intact };
  return { intact, writing: plan.waiting, waiting: null, acknowledged: sequence };
}

/** Nothing is acknowledged; the next try takes the newest. */
export function writeFailed(plan: SlotPlan): SlotPlan {
  return plan.waiting === null ? plan : { ...plan, writing: plan.waiting, waiting: null };
}

const withSlot = (intact: readonly [number, number], slot: SlotIndex, sequence: number): readonly [number, number] =>
  slot === 0 ? [sequence, intact[1]] : [intact[0], sequence];
