import type { Report, Request, Values, Why } from "../../measure/decision.ts";
import type { FillLevel } from "../level/fill.ts";
import type { PressState } from "../press/press.ts";
import type { BinReadings } from "../readings.ts";
import type { EvidenceWord } from "./entry.ts";

/** What the log looks at in one cycle: the press before and after it (null: there is none), and what was told of it. */
export type EvidenceSight = {
  readonly before: PressState | null;
  readonly press: PressState | null;
  readonly why: readonly Why[];
  readonly reports: readonly Report[];
  readonly requests: readonly Request[];
  readonly readings: BinReadings;
  readonly level: FillLevel;
  /** Full as the city is told it. */
  readonly full: boolean;
};

/** An entry before it has its moment. */
export type Said = readonly [EvidenceWord, Values];
/** What one part of the log has to say in a cycle, and what it goes on with. */
export type Noted<State> = { readonly state: State; readonly said: readonly Said[] };
export const NOTHING_SAID: readonly Said[] = [];
