import { setTimeout as pause } from "node:timers/promises";
import { instant, millis, type Instant } from "../../device/measure/time.ts";
import { FirmataBoard, type BoardGiven } from "../../drivers/firmata/board.ts";
import { BOARD_LIMITS } from "../../drivers/firmata/limits.ts";
import { FirmataCurrent } from "../../drivers/firmata-current/driver.ts";
import { FirmataInput } from "../../drivers/firmata-input/driver.ts";
import { FirmataLight } from "../../drivers/firmata-light/driver.ts";
import { FirmataMotion } from "../../drivers/firmata-motion/driver.ts";
import { FirmataOutput } from "../../drivers/firmata-output/driver.ts";
import { FirmataPwmLamp } from "../../drivers/firmata-pwm-lamp/driver.ts";
import { digitalInputConformance, type DigitalInputRig } from "./digital-input.ts";
import { digitalOutputConformance, type DigitalOutputRig } from "./digital-output.ts";
import { lampConformance, type LampRig } from "./lamp.ts";
import { motionSensorConformance, type MotionRig } from "./motion-sensor.ts";
import { until, type Rig } from "./rig.ts";
import { sensorConformance, type SensorRig } from "./sensor.ts";

/** A board with StandardFirmata, of memory, simulated or real: wired to hands that pull, plug and look. */
export type FirmataRig = Pick<BoardGiven, "port" | "begin"> & {
  pull(pin: number, high: boolean): void | Promise<void>;
  /** High for so long, and low again. */
  pulse(pin: number, ms: number): void | Promise<void>;
  volts(channel: number, volts: number): void | Promise<void>;
  /** The share of time for which a pin is driven high; null: nobody drives it, and a resistor pulls it low. */
  duty(pin: number): number | null;
  /** The cable is its supply too. */
  unplug(): void | Promise<void>;
  plug(): void | Promise<void>;
  end(): void | Promise<void>;
};
type MakeBoard = () => FirmataRig | Promise<FirmataRig>;

const PART = "part-1";
const [INPUT, OUTPUT, PWM, CHANNEL] = [2, 12, 9, 0];
const LIMITS = { ...BOARD_LIMITS, retryMs: millis(20), retryLongestMs: millis(100) };

export const now = (): Instant => instant(Number(process.hrtime.bigint() / 1_000n) / 1_000);

/** A part on a board of its own. It fails when the board is unplugged, and is mended when the board has answered again. */
export async function rigOf<Part extends { read(): { readonly ok: boolean }; close(): Promise<void> }>(
  makeBoard: MakeBoard,
  make: (board: FirmataBoard) => Part,
) {
  const hands = await makeBoard();
  const { port, begin } = hands;
  const given: BoardGiven = { board: "arduino-1", port, now, log: () => undefined, limits: LIMITS };
  const board = new FirmataBoard(begin === undefined ? given : { ...given, begin });
  const made = make(board);
  board.start();
  const rig: Rig = { now, pass: () => pause(5) };
  const answers = (wanted: boolean) =>
    until(
      rig,
      () => made.read().ok,
      (ok) => ok === wanted,
    );
  return {
    ...rig,
    hands,
    made,
    part: PART,
    ready: () => answers(true),
    giveValue: () => undefined,
    fail: async () => {
      await hands.unplug();
      await answers(false);
    },
    mend: async () => {
      await hands.plug();
      await answers(true);
    },
    end: async () => {
      await made.close();
      await hands.end();
    },
  };
}

async function motionRig(makeBoard: MakeBoard): Promise<MotionRig> {
  const settings = { line: `arduino-1/${INPUT}`, active: "high", pull: "none" } as const;
  const rig = await rigOf(makeBoard, (board) => new FirmataMotion(board, settings, PART));
  const setActive = (active: boolean) => rig.hands.pull(INPUT, active);
  return { ...rig, sensor: rig.made, setActive, pulse: (ms) => rig.hands.pulse(INPUT, ms) };
}

/** Active low and pulled up, so that polarity is tried too. */
async function inputRig(makeBoard: MakeBoard): Promise<DigitalInputRig> {
  const settings = { line: `arduino-1/${INPUT}`, active: "low", pull: "up" } as const;
  const rig = await rigOf(makeBoard, (board) => new FirmataInput(board, settings, PART));
  return { ...rig, sensor: rig.made, setActive: (active) => rig.hands.pull(INPUT, !active) };
}

async function outputRig(makeBoard: MakeBoard): Promise<DigitalOutputRig> {
  const settings = { line: `arduino-1/${OUTPUT}`, active: "high" } as const;
  const rig = await rigOf(makeBoard, (board) => new FirmataOutput(board, settings, PART));
  await rig.ready();
  return { ...rig, output: rig.made, on: () => rig.hands.duty(OUTPUT) === 1 };
}

/** Levels that 255 steps can give; low is light, behind a converter that turns it round. */
async function lampRig(makeBoard: MakeBoard): Promise<LampRig> {
  const settings = { line: `arduino-1/${PWM}`, active: "low" } as const;
  const rig = await rigOf(makeBoard, (board) => new FirmataPwmLamp(board, settings, PART));
  await rig.ready();
  const levelPct = () => Math.round((1 - (rig.hands.duty(PWM) ?? 0)) * 10_000) / 100;
  return { ...rig, lamp: rig.made, levelPct, levels: [20, 0, 60, 100] };
}

async function lightRig(makeBoard: MakeBoard): Promise<SensorRig<number>> {
  const settings = { line: `arduino-1/A${CHANNEL}`, referenceMv: 5_000, fullLux: 1_000 };
  const rig = await rigOf(makeBoard, (board) => new FirmataLight(board, settings, PART));
  return { ...rig, sensor: rig.made, giveValue: () => rig.hands.volts(CHANNEL, 1) };
}

async function currentRig(makeBoard: MakeBoard): Promise<SensorRig<number>> {
  const line = `arduino-1/A${CHANNEL}`;
  const settings = { line, referenceMv: 5_000, zeroMv: 2_500, spanMv: 2_000, fullMa: 20_000 };
  const rig = await rigOf(makeBoard, (board) => new FirmataCurrent(board, settings, PART));
  return { ...rig, sensor: rig.made, giveValue: () => rig.hands.volts(CHANNEL, 3) };
}

/** The contracts of every part on a board. `name`: what board; `make` gives one that is plugged in, its pins low. */
export function boardPartsConformance(name: string, make: MakeBoard): void {
  motionSensorConformance(`a motion sensor on ${name}`, () => motionRig(make));
  digitalInputConformance(`a contact on ${name}`, () => inputRig(make));
  digitalOutputConformance(`an output on ${name}`, () => outputRig(make));
  lampConformance(`a PWM lamp on ${name}`, () => lampRig(make));
  sensorConformance(`a light sensor on ${name}`, () => lightRig(make));
  sensorConformance(`a current sensor on ${name}`, () => currentRig(make));
}
