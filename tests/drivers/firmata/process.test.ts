import { fork } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, expect, it } from "vitest";
import { millis } from "../../../device/measure/time.ts";
import { FirmataBoard } from "../../../drivers/firmata/board.ts";
import { BOARD_LIMITS } from "../../../drivers/firmata/limits.ts";
import type { BoardStart } from "../../../drivers/firmata/messages.ts";
import { now } from "../../conformance/board-parts.ts";
import { eventually } from "../../keep/eventually.ts";
import { describeWithSocat, Pty } from "../pty.ts";

const LIMITS = { ...BOARD_LIMITS, answerMs: millis(700) };
/** Firmata: version 2.5, and then the name of the sketch, two bytes a letter. */
const VERSION = [0xf9, 2, 5];
const named = (name: string) => [0xf0, 0x79, 2, 5, ...[...Buffer.from(name)].flatMap((letter) => [letter, 0]), 0xf7];

describeWithSocat("the process of a board", () => {
  let pty: Pty;
  let board: FirmataBoard;
  let said: string[];
  beforeEach(async () => {
    pty = new Pty();
    await pty.plug();
    said = [];
    const log = (line: string) => void said.push(line);
    board = new FirmataBoard({ board: "arduino-1", port: pty.path, now, log, limits: LIMITS });
  });
  afterEach(async () => {
    await board.close();
    await pty.end();
  });
  const firstWord = () =>
    eventually(
      () => said[0] ?? "",
      (line) => line !== "",
    );

  it("names firmware that answers by another name, with the cure", async () => {
    const talks = setInterval(() => {
      pty.feed([...VERSION, ...named("ServoSketch.ino")]);
    }, 20);
    board.start();
    const line = await firstWord();
    clearInterval(talks);
    expect(line).toMatch(/^arduino-1: the board on .* answers as "ServoSketch.ino", not as StandardFirmata: flash /);
  });

  it("names a board that says nothing", async () => {
    board.start();
    expect(await firstWord()).toMatch(/^arduino-1: the board on .* does not answer: check that its light is on/);
  });

  it("names a board that talks, and not Firmata", async () => {
    const talks = setInterval(() => {
      pty.feed(Buffer.from("temperature: 21 C\r\n"));
    }, 20);
    board.start();
    const line = await firstWord();
    clearInterval(talks);
    expect(line).toMatch(/^arduino-1: the board on .* talks, and what it says is not Firmata/);
  });

  it("names a port that is no serial port", async () => {
    const wrong = new FirmataBoard({ board: "wrong", port: "/dev/null", now, log: (line) => void said.push(line) });
    wrong.start();
    const line = await firstWord();
    await wrong.close();
    expect(line).toBe(
      "wrong: /dev/null is no serial port: name the right one. The ones that are there: ls /dev/serial/by-id.",
    );
  });

  it("ends when its parent is gone, be it before a board answered", async () => {
    const start: BoardStart = { port: pty.path, uses: [], answerMs: millis(60_000), silentMs: millis(60_000) };
    const module = new URL("../../../drivers/firmata/board-process.ts", import.meta.url);
    const child = fork(module, [JSON.stringify(start)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const ended = once(child, "exit");
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  });
});
