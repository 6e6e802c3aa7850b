import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { millis } from "../../../device/measure/time.ts";
import { percent } from "../../../device/measure/units.ts";
import { AnalogPin } from "../../../drivers/firmata/analog-pin.ts";
import { FirmataBoard } from "../../../drivers/firmata/board.ts";
import { BOARD_LIMITS } from "../../../drivers/firmata/limits.ts";
import { InputPin } from "../../../drivers/firmata/input-pin.ts";
import { FirmataOutput } from "../../../drivers/firmata-output/driver.ts";
import { FirmataPwmLamp } from "../../../drivers/firmata-pwm-lamp/driver.ts";
import { now } from "../../conformance/board-parts.ts";
import { until } from "../../link/link-process.ts";
import { needs } from "../../setup/programs.ts";
import { isRunning } from "../../system/device-run.ts";
import { UnoHands } from "./hands.ts";

const REFERENCE_V = 5;
const COUNTS = 1_024;
const LEVEL = percent(20);
/** The register of a lamp at that level that is lit at low. */
const AT_LEVEL = 204 / 255;
const LIMITS = { ...BOARD_LIMITS, retryMs: millis(50), retryLongestMs: millis(200) };

needs("socat")("a board that is a simulated Uno", () => {
  const uno = new UnoHands("StandardFirmata", [5, 9, 12]);
  let board: FirmataBoard;
  let said: string[];

  beforeAll(() => uno.do({ plug: true }));
  afterAll(() => uno.end());
  beforeEach(() => {
    said = [];
    const log = (line: string) => void said.push(line);
    board = new FirmataBoard({ board: "arduino-1", port: uno.port, now, log, limits: LIMITS });
  });
  afterEach(() => board.close());

  const online = () => until("the board to answer", () => board.online, 15);

  it("says what answered, and where", async () => {
    board.start();
    await online();
    expect(said).toEqual([`arduino-1: StandardFirmata.ino (Firmata 2.4) on ${uno.port}`]);
  });

  it.for([0.1, 0.5, 1, 2.5, 3.3, 4.9])("reads %f V at its converter within one step", async (volts) => {
    const pin = new AnalogPin(board, "arduino-1/A3", REFERENCE_V * 1_000, "part-1");
    await uno.do({ channel: 3, volts });
    board.start();
    await until("a value", () => pin.read().ok, 15);
    const reading = pin.read();
    const stepMv = (REFERENCE_V * 1_000) / COUNTS;
    expect(Math.abs((reading.ok ? reading.value.voltageMv : NaN) - volts * 1_000)).toBeLessThanOrEqual(stepMv);
  });

  it("does not pull an input up because its neighbour is written to", async () => {
    const input = new InputPin(board, { line: "arduino-1/5", active: "high", pull: "none" }, "contact");
    const lock = new FirmataOutput(board, { line: "arduino-1/4", active: "high" }, "lock");
    await uno.do({ pull: 5, high: true });
    board.start();
    await until("the contact", () => input.read().ok && lock.read().ok, 15);
    lock.set(true);
    await until("the lock to be on", () => isOn(lock), 5);
    lock.set(false);
    await until("the lock to be off", () => !isOn(lock), 5);
    expect(uno.seen.pulledUp).not.toContain(5);
  });

  it("pulls an input up that is to be", async () => {
    const input = new InputPin(board, { line: "arduino-1/5", active: "low", pull: "up" }, "contact");
    board.start();
    await until("the contact", () => input.read().ok, 15);
    expect(uno.seen.pulledUp).toContain(5);
  });

  it("names a pin that cannot do what its part wants, and the ones that can", async () => {
    const lamp = new FirmataPwmLamp(board, { line: "arduino-1/12", active: "low" }, "lamp");
    board.start();
    await until("an answer", () => causeOf(lamp) === "no-port", 15);
    const detail = "arduino-1: pin 12 cannot be a PWM output: take one of 3, 5, 6, 9, 10, 11.";
    expect(lamp.read()).toMatchObject({ fault: { part: "lamp", detail } });
  });

  it("holds its lamp when its process is killed, makes it safe with the next, and obeys again", async () => {
    const lamp = new FirmataPwmLamp(board, { line: "arduino-1/9", active: "low" }, "lamp");
    board.start();
    await until("the lamp", () => lamp.read().ok, 15);
    lamp.setLevel(LEVEL);
    await until("the level", () => uno.seen.duties[9] === AT_LEVEL, 5);
    const killed = board.pid ?? 0;
    process.kill(killed, "SIGKILL");
    await until("the fault", () => causeOf(lamp) === "broken", 5);
    expect(uno.seen.duties[9]).toBe(AT_LEVEL);
    await until("the lamp to be lit", () => uno.seen.duties[9] === 0, 15);
    await until("the lamp to answer", () => lamp.read().ok, 15);
    expect(lamp.setLevel(LEVEL).ok).toBe(true);
    await until("the level", () => uno.seen.duties[9] === AT_LEVEL, 5);
  });

  it("sets a board up again that began anew by itself", async () => {
    const lamp = new FirmataPwmLamp(board, { line: "arduino-1/9", active: "low" }, "lamp");
    board.start();
    await until("the lamp", () => lamp.read().ok, 15);
    lamp.setLevel(LEVEL);
    await until("the level", () => uno.seen.duties[9] === AT_LEVEL, 5);
    await uno.do({ reset: true });
    // A real one blinks for 2 s first; this one may be through with it before it is missed.
    await until("the fault", () => said.some((line) => /is silent now|began anew by itself/.test(line)), 5);
    await until("the lamp to answer", () => lamp.read().ok, 15);
    expect(lamp.read()).toMatchObject({ value: { levelPct: 100 } });
  });

  it("leaves its lamp lit when it is closed, and no process", async () => {
    const lamp = new FirmataPwmLamp(board, { line: "arduino-1/9", active: "low" }, "lamp");
    board.start();
    await until("the lamp", () => lamp.read().ok, 15);
    lamp.setLevel(LEVEL);
    await until("the level", () => uno.seen.duties[9] === AT_LEVEL, 5);
    const { pid = 0 } = board;
    await board.close();
    await until("the lamp to be lit", () => uno.seen.duties[9] === 0, 1);
    expect(isRunning(pid)).toBe(false);
  });
});

needs("socat")("a simulated Uno with another program", () => {
  const uno = new UnoHands("Blink", [13]);
  afterAll(() => uno.end());

  it("is named, with the cure", async () => {
    await uno.do({ plug: true });
    const said: string[] = [];
    const limits = { ...LIMITS, answerMs: millis(1_500) };
    const board = new FirmataBoard({
      board: "arduino-1",
      port: uno.port,
      now,
      log: (line) => void said.push(line),
      limits,
    });
    board.start();
    await until("the fault", () => said.length > 0, 15);
    await board.close();
    expect(said[0]).toMatch(/^arduino-1: the board on .*uno does not answer: .* flash StandardFirmata: Arduino IDE/);
  });
});

const isOn = (output: FirmataOutput): boolean => {
  const reading = output.read();
  return reading.ok && reading.value;
};
const causeOf = (part: { read(): { readonly ok: boolean; readonly fault?: { readonly cause: string } } }) => {
  const reading = part.read();
  return reading.ok ? null : (reading.fault?.cause ?? null);
};
