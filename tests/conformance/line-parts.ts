import { setTimeout as pause } from "node:timers/promises";
import { instant, millis } from "../../device/measure/time.ts";
import type { LineGiven } from "../../drivers/gpio/kept-line.ts";
import type { Gpio } from "../../drivers/gpio/line.ts";
import { Beam } from "../../drivers/beam/driver.ts";
import { GpioInput } from "../../drivers/gpio-input/driver.ts";
import { GpioMotion } from "../../drivers/gpio-motion/driver.ts";
import { GpioOutput } from "../../drivers/gpio-output/driver.ts";
import { DROPS_AFTER_MS, GpioWatchdogRelay } from "../../drivers/gpio-watchdog-relay/driver.ts";
import { RelayLamp } from "../../drivers/relay-lamp/driver.ts";
import { RelayRam } from "../../drivers/relay-ram/driver.ts";
import { digitalInputConformance, type DigitalInputRig } from "./digital-input.ts";
import { digitalOutputConformance, type DigitalOutputRig } from "./digital-output.ts";
import { lampConformance, type LampRig } from "./lamp.ts";
import { motionSensorConformance, type MotionRig } from "./motion-sensor.ts";
import { ramConformance, type RamRig } from "./ram.ts";
import { until, type Rig } from "./rig.ts";

/** A board with lines, simulated by the kernel or by a test, or real: wired to hands that pull and look. */
export type Board = {
  readonly gpio: Gpio;
  /** What is wired to an input pulls it so. */
  pull(line: string, high: boolean): void;
  /** What a meter at the line shows; a board that is unplugged has no voltage. */
  isHigh(line: string): boolean;
  unplug(): void;
  plug(): void;
  end(): void;
};
type MakeBoard = () => Board;

const PART = "part-1";
/** Every board of a rig has these two lines: one by its name, and one by its chip's label and its number there. */
export const LABEL = "pinctrl-bcm2711";
export const LINE = "GPIO17";
export const OTHER = `${LABEL}/5`;

export const now = () => instant(Number(process.hrtime.bigint() / 1_000n) / 1_000);
const given: LineGiven = { part: PART, now, log: () => undefined, retryMs: millis(20) };

/** A part on a fresh board. It fails when the board is unplugged, and is mended when it has its line again. */
function rigOf<Part extends { read(at: number): { readonly ok: boolean }; close(): Promise<void> }>(
  makeBoard: MakeBoard,
  make: (gpio: Gpio) => Part,
) {
  const board = makeBoard();
  const made = make(board.gpio);
  const rig: Rig = { now, pass: () => pause(5) };
  return {
    ...rig,
    board,
    made,
    part: PART,
    knowsAtOnce: true,
    giveValue: () => undefined,
    fail: () => board.unplug(),
    mend: async () => {
      board.plug();
      await until(rig, () => made.read(now()).ok, Boolean);
    },
    end: async () => {
      await made.close();
      board.end();
    },
  };
}

function motionRig(makeBoard: MakeBoard, restMs: number): MotionRig {
  const rig = rigOf(makeBoard, (gpio) => new GpioMotion(gpio, { line: LINE, active: "high", pull: "down" }, given));
  const setActive = (active: boolean) => rig.board.pull(LINE, active);
  const pulse = async (ms: number) => {
    setActive(true);
    await pause(ms);
    setActive(false);
    if (restMs > 0) await pause(restMs);
  };
  return { ...rig, sensor: rig.made, setActive, pulse };
}

/** Active low, on a line without a name: polarity and the chip's label are tried too. */
function inputRig(makeBoard: MakeBoard): DigitalInputRig {
  const rig = rigOf(
    makeBoard,
    (gpio) => new GpioInput(gpio, { line: OTHER, active: "low", pull: "up", debounceMs: 0 }, given),
  );
  return { ...rig, sensor: rig.made, setActive: (active) => rig.board.pull(OTHER, !active) };
}

/** As it is wired unless a config says otherwise: a line that nobody drives is low, and that is a blocked beam. */
function beamRig(makeBoard: MakeBoard): DigitalInputRig {
  const rig = rigOf(makeBoard, (gpio) => new Beam(gpio, { line: LINE, active: "low", pull: "down" }, given));
  const setActive = (active: boolean) => rig.board.pull(LINE, !active);
  setActive(false);
  return { ...rig, sensor: rig.made, setActive };
}

function outputRig(makeBoard: MakeBoard): DigitalOutputRig {
  const rig = rigOf(makeBoard, (gpio) => new GpioOutput(gpio, { line: LINE, active: "high" }, given));
  return { ...rig, output: rig.made, on: () => rig.board.isHigh(LINE) };
}

/** Sooner than the driver's word: the rig sees a change some milliseconds late. */
const RELAY_DROPS_MS = DROPS_AFTER_MS * 0.6;

/** A relay is behind the line that drops as the real one does; the rig looks at its input while time passes. */
function watchdogRig(makeBoard: MakeBoard): DigitalOutputRig {
  const rig = rigOf(makeBoard, (gpio) => new GpioWatchdogRelay(gpio, { line: LINE }, given));
  let [level, changedAt] = [false, -Infinity];
  const on = () => {
    const high = rig.board.isHigh(LINE);
    if (high !== level) changedAt = now();
    level = high;
    return now() - changedAt < RELAY_DROPS_MS;
  };
  const pass = async () => {
    await pause(5);
    on();
  };
  return { ...rig, pass, output: rig.made, on };
}

function lampRig(makeBoard: MakeBoard): LampRig {
  const rig = rigOf(makeBoard, (gpio) => new RelayLamp(gpio, { line: LINE, active: "high" }, given));
  return { ...rig, lamp: rig.made, levelPct: () => (rig.board.isHigh(LINE) ? 0 : 100), levels: [0, 100] };
}

/** The ram is read while time passes, as a cycle does: a direction that waits for the dead time begins then. */
function ramRig(makeBoard: MakeBoard): RamRig {
  const settings = { down: LINE, up: OTHER, active: "high", deadTimeMs: 100 } as const;
  const rig = rigOf(makeBoard, (gpio) => new RelayRam(gpio, settings, given));
  const driven = () => (rig.board.isHigh(LINE) ? "down" : rig.board.isHigh(OTHER) ? "up" : "off");
  const pass = async () => {
    await pause(5);
    rig.made.read(now());
  };
  return { ...rig, pass, ram: rig.made, driven };
}

/**
 * The contracts of every part on lines, each test on a fresh board. `name`: where the lines are. `restMs`: between two
 * pulses of a motion sensor.
 */
export function linePartsConformance(name: string, make: MakeBoard, restMs = 0): void {
  motionSensorConformance(`a motion sensor on ${name}`, () => motionRig(make, restMs));
  digitalInputConformance(`a contact on ${name}`, () => inputRig(make));
  digitalInputConformance(`a beam on ${name}`, () => beamRig(make));
  digitalOutputConformance(`an output on ${name}`, () => outputRig(make));
  digitalOutputConformance(`the watchdog relay on ${name}`, () => watchdogRig(make));
  lampConformance(`a relay lamp on ${name}`, () => lampRig(make));
  ramConformance(`a relay ram on ${name}`, () => ramRig(make));
}
