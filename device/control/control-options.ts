import type { ControlEnd } from "../channel/messages.ts";
import type { LampBus } from "../hal/lamp-bus.ts";
import type { EvidenceKeep } from "../keep/evidence/evidence-keep.ts";
import type { Keep } from "../keep/keep.ts";
import type { Report, Why } from "../measure/decision.ts";
import type { Result } from "../measure/fault.ts";
import type { EpochMs, Instant } from "../measure/time.ts";
import type { Source } from "./held.ts";
import type { Hello } from "./outgoing.ts";
import type { LiveSettings } from "./settings/live-settings.ts";
import type { AnyMachine } from "./think.ts";

/** `would`: in observe mode, so it was decided and not done. */
export type ToldWhy = Why & { readonly at: Instant; readonly ts: EpochMs | null; readonly would?: true };
/** The hardware of one device as the cycle uses it. `write` and `halt` return at once. */
export type Hardware = {
  readonly sources: readonly Source[];
  write(outputs: unknown): readonly Result<void>[];
  halt(): readonly Result<void>[];
  /** That on which the lamp has an address; null: it is on none. No rule decides by it. */
  readonly bus: LampBus | null;
};
export type ControlOptions = {
  readonly machine: AnyMachine;
  readonly hardware: Hardware;
  readonly keep: Keep;
  /** Of what must be provable later; left out: it is not kept. */
  readonly evidence?: EvidenceKeep;
  readonly channel: ControlEnd;
  /** What the city may set while it runs; left out: nothing. */
  readonly live?: LiveSettings;
  readonly hello: Hello;
  readonly simulated: boolean;
  /** false in observe mode: decides and records, and writes nothing. */
  readonly writes: boolean;
  readonly startedAt: Instant;
  /** Reports that the city is to hear before the first cycle's. */
  readonly opening: readonly Report[];
};
/** `acted`: outputs or memory went out, so the next cycle may read what became of them. */
export type Stepped = { readonly acted: boolean; readonly wakeAt: Instant | null };
