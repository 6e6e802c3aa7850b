import { initialMonitor, monitor, type MonitorState } from "../../device/bin/monitor/monitor.ts";
import type { BinOutputs, BinReadings } from "../../device/bin/readings.ts";
import type { BinSettings } from "../../device/bin/settings.ts";
import type { Kept } from "../../device/measure/decision.ts";
import type { Violation } from "../../device/measure/machine.ts";
import { faulty, valid, type Reading } from "../../device/measure/reading.ts";
import type { RamDirection } from "../../device/measure/samples.ts";
import { instant, type Instant } from "../../device/measure/time.ts";
import { contact, keptAs, RESTING, SOUND_SETTINGS, soundReadings } from "./sound-bin.ts";

export type Change = Partial<BinReadings>;
export const T0 = instant(0);

/** The monitor at a sound bin: `cycle` says what is wanted after so many ms and gives what comes out. */
export class Bench {
  now = T0;
  state: MonitorState = initialMonitor(T0);
  readings: BinReadings = soundReadings();
  kept: Reading<Kept> = keptAs(1);
  wakeAt: Instant | null = null;
  told: Violation[] = [];
  settings: BinSettings = SOUND_SETTINGS;

  cycle(afterMs: number, wanted: Partial<BinOutputs>, change: Change = {}): BinOutputs {
    this.now = instant(this.now + afterMs);
    this.readings = { ...this.readings, ...change };
    const inputs = { readings: this.readings, kept: this.kept, requests: [], heard: [], taken: [] };
    const given = monitor(this.state, inputs, { ...RESTING, ...wanted }, this.settings, this.now);
    if (given.wakeAt !== null && given.wakeAt <= this.now) throw new Error("announced a moment that has passed");
    this.state = given.state;
    this.wakeAt = given.wakeAt;
    this.told = [...given.violations];
    return given.outputs;
  }
  invariants = () => this.told.map(({ invariant }) => invariant);

  /** Rest, then the ram driven for a while under this intent; the last cycle's outputs. */
  drive(ram: RamDirection, forMs = 3_000, intentRevision = 1): BinOutputs {
    this.kept = keptAs(intentRevision);
    this.cycle(2_000, { intentRevision });
    this.cycle(20, { ram, intentRevision });
    if (ram !== "off") this.cycle(20, { ram, intentRevision }, ram === "down" ? AWAY : {});
    return this.cycle(forMs, { ram, intentRevision });
  }
}
export const AWAY: Change = { top: contact(false, T0, 0, 1), topOpen: contact(true, T0, 1) };
export const HOME: Change = { top: contact(true, T0, 1, 1), topOpen: contact(false, T0, 1, 1) };
export const unreadable = (durable: number) =>
  valid({ status: "unreadable" as const, value: null, foundRevision: 0, durable }, T0);
export const stale = (part: string) => faulty(part, "stale", T0);
