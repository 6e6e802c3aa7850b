import type { Json } from "../../measure/decision.ts";
import type { Loss } from "./losses.ts";
import type { Row } from "./row.ts";

/** A start of link: its id and number, and the highest `seq` of each class that it gave away. */
export type KnownBoot = {
  readonly boot: string;
  readonly bootCount: number;
  readonly last: readonly [number, number, number];
  /** The city was told that it makes no more. */
  readonly closed: boolean;
};
/** Everything that a disk holds. */
export type Contents = {
  readonly rows: readonly Row[];
  readonly boots: readonly KnownBoot[];
  readonly losses: readonly Loss[];
  readonly documents: ReadonlyMap<string, Json>;
};
export const NO_CONTENTS: Contents = { rows: [], boots: [], losses: [], documents: new Map() };

/** One transaction: all of it or nothing. */
export type Write = {
  readonly rows: readonly { readonly row: Row; readonly sealed: Uint8Array }[];
  readonly rowsGone: readonly number[];
  readonly boots: readonly KnownBoot[];
  readonly bootsGone: readonly string[];
  readonly losses: readonly Loss[];
  readonly lossesGone: readonly number[];
  readonly documents: ReadonlyMap<string, Json>;
};

/** What the disk did instead. `full`: no room. `corrupt`: what it holds is not what was written. */
export type DiskFault = { readonly cause: "full" | "corrupt" | "failing"; readonly detail: string };
export class DiskError extends Error {
  readonly fault: DiskFault;
  constructor(fault: DiskFault) {
    super(fault.detail);
    this.fault = fault;
  }
}

/** A mistake of ours is no fault of the disk. */
export function faultIn(cause: unknown): DiskFault {
  if (cause instanceof DiskError) return cause.fault;
  throw cause;
}

/** Where a shelf keeps things over a power cut. Throws {@link DiskError}; nothing of a write that threw is there. */
export interface Cabinet {
  seal(lines: readonly string[]): Uint8Array;
  write(write: Write): void;
  /** null: what is there is not what was written. A disk that does not read is no such word: it throws. */
  read(id: number): readonly string[] | null;
  close(): void;
}
