import type { DeviceKind } from "../measure/roles.ts";
import type { Instant } from "../measure/time.ts";
import type { CityWord, Moment, SettingsId } from "../channel/messages.ts";
import type { Result } from "../measure/fault.ts";
import type { LampBus } from "../hal/lamp-bus.ts";
import type { Control } from "./control.ts";
import type { Readings } from "./held.ts";
import type { Pace, PaceFigures } from "./pace.ts";

/** Of a device, what no cycle changes. */
export type About = {
  readonly device: string;
  readonly kind: DeviceKind;
  readonly mode: "active" | "observe";
  readonly version: string;
  readonly configHash: string;
  readonly cycleHz: number;
  /** Some part is a mock. */
  readonly simulated: boolean;
  readonly startedAt: Instant;
  /** The city's, as the config has it; null: it has none. */
  readonly broker: string | null;
  readonly parts: readonly { readonly role: string; readonly name: string; readonly driver: string }[];
};

/** The answer to `status`: one line, bounded by the parts of one config. Ages are `moment.at` minus a reading's `at`. */
export type LocalStatus = About & {
  /** When it answered. */
  readonly at: Instant;
  /** 16 random hex digits: one run of control. */
  readonly run: string;
  /** What moves, in words: whoever wants to restart control waits for it; null: nothing does. */
  readonly moving: string | null;
  /** Of the last cycle; null: there was none yet. */
  readonly moment: Moment | null;
  readonly figures: PaceFigures;
  readonly worstBySecondMs: readonly number[];
  readonly outputs: unknown;
  readonly readings: Readings;
  /** Of a lamp `LampStanding`, of a bin `Standing`. */
  readonly standing: unknown;
  /** Whether link is there, and what it said last of the city; null: nothing yet. */
  readonly link: { readonly present: boolean; readonly city: CityWord | null };
  /** Reports that link has not stored yet. */
  readonly waiting: number;
  /** The city's settings in force; null: the device's own config. */
  readonly settings: SettingsId | null;
  readonly violations: number;
  readonly writeFaults: readonly Result<void>[];
  /** What the last look at the lamp's bus came to; null: it is on none. */
  readonly bus: Pick<LampBus, "seen" | "written"> | null;
};

/** Pure: what the last cycle knew, in one object. */
export function localStatus(
  about: About,
  control: Control,
  pace: Pick<Pace, "figures" | "worstBySecondMs">,
  now: Instant,
): LocalStatus {
  const { steppedAt, outgoing, settings } = control;
  return {
    ...about,
    at: now,
    run: control.run,
    moving: control.moving,
    moment: steppedAt === null ? null : control.moment(steppedAt),
    figures: pace.figures,
    worstBySecondMs: pace.worstBySecondMs,
    outputs: control.mind.outputs,
    readings: control.readings,
    standing: control.standing,
    link: control.link,
    waiting: outgoing.waiting,
    settings: settings === null ? null : settings.id,
    violations: control.violations,
    writeFaults: control.writeFaults,
    bus: control.bus,
  };
}
