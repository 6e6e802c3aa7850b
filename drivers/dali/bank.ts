import {
  dtr0,
  dtr1,
  enableWriteMemory,
  readMemory,
  writeMemory,
  type Frame,
  type Reply,
  type Target,
} from "./frames.ts";

/** A stretch of one memory bank, and what was read of it so far. Plain data. */
export type BankReading = {
  readonly bank: number;
  readonly from: number;
  readonly count: number;
  /** Frames of the opening that are still to be sent, the next one first. */
  readonly opening: readonly Frame[];
  readonly bytes: readonly number[];
};
/** `null`: the gear has no such bank, or was not understood. */
export type BankStep =
  { readonly state: BankReading; readonly frame: Frame } | { readonly bytes: readonly number[] | null };

/** The lock byte of a bank, and what makes it hold still while it is read (DiiA part 252: a latch). */
const LATCH_AT = 0x02;
const LATCH = 0xaa;

/**
 * Reads bytes one after the other. The banks of energy are told to hold still first: a counter of six bytes would else
 * run on between two of them.
 */
export function beginBank(target: Target, bank: number, from: number, count: number): BankStep {
  const latch = isEnergyBank(bank)
    ? [dtr1(bank), dtr0(LATCH_AT), enableWriteMemory(target), writeMemory(LATCH)]
    : [dtr1(bank)];
  return next(target, { bank, from, count, opening: [...latch, dtr0(from)], bytes: [] });
}

export function hearBank(target: Target, was: BankReading, reply: Reply): BankStep {
  if (was.opening.length > 0) {
    return reply.kind === "failed" ? { bytes: null } : next(target, { ...was, opening: was.opening.slice(1) });
  }
  if (reply.kind !== "byte") return { bytes: null };
  return next(target, { ...was, bytes: [...was.bytes, reply.byte] });
}

function next(target: Target, state: BankReading): BankStep {
  const frame = state.opening[0];
  if (frame !== undefined) return { state, frame };
  return state.bytes.length === state.count ? { bytes: state.bytes } : { state, frame: readMemory(target) };
}

const isEnergyBank = (bank: number): boolean => bank >= 202 && bank <= 204;
