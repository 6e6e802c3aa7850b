import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Io } from "../../../drivers/firmata/bridge.ts";
import { ECHO_WAIT_US, EchoPins, PAUSE_MS } from "../../../drivers/firmata/echo-pins.ts";

const PING_READ = 0x75;
const PATIENCE_MS = 1_000;
const pair = (byte: number) => [byte & 0x7f, byte >> 7];
/** PingFirmata's reply: the pin, and then the us in four bytes, each byte in two of 7 bits. */
const replyOf = (pin: number, echoUs: number) => {
  const bytes = [24, 16, 8, 0].flatMap((shift) => pair((echoUs >> shift) & 0xff));
  return [0xf0, PING_READ, ...pair(pin), ...bytes, 0xf7];
};

class Cable extends EventEmitter {
  readonly written: number[][] = [];
  write(bytes: Iterable<number>): void {
    this.written.push([...bytes]);
  }
}

let cable: Cable;
let io: Io & EventEmitter;
let heard: (readonly [number, number])[];
let echoes: EchoPins;
beforeEach(async () => {
  vi.useFakeTimers();
  const name = "firmata-io";
  const { default: firmata } = (await import(name)) as {
    default: { Firmata: new (cable: Cable, options: object) => Io & EventEmitter };
  };
  cable = new Cable();
  const pins = Array.from({ length: 20 }, () => ({ supportedModes: [PING_READ] }));
  io = new firmata.Firmata(cable, { reportVersionTimeout: 0 });
  Object.assign(io, { pins, versionReceived: true });
  cable.written.length = 0;
  heard = [];
  echoes = new EchoPins(io, [7, 8], PATIENCE_MS, (pin, echoUs) => void heard.push([pin, echoUs]));
});
afterEach(() => {
  echoes.end();
  vi.useRealTimers();
});
const asked = () => cable.written.filter((bytes) => bytes[1] === PING_READ);
const reply = (pin: number, echoUs: number) => cable.emit("data", replyOf(pin, echoUs));

it("replayed pingRead replies, by firmata-io: 10 us of trigger, and an echo that it waits 30 ms for", () => {
  echoes.start();
  const wait = [24, 16, 8, 0].flatMap((shift) => pair((ECHO_WAIT_US >> shift) & 0xff));
  expect(asked()).toEqual([[0xf0, PING_READ, 7, 1, 0, 0, 0, 0, 0, 0, 10, 0, ...wait, 0xf7]]);
  reply(7, 5_831);
  expect(heard).toEqual([[7, 5_831]]);
});

it("asks again 60 ms after an echo at the earliest, and never two sensors at once", () => {
  echoes.start();
  expect(PAUSE_MS).toBeGreaterThanOrEqual(60);
  reply(7, 100);
  vi.advanceTimersByTime(PAUSE_MS - 1);
  expect(asked().map((bytes) => bytes[2])).toEqual([7]);
  vi.advanceTimersByTime(1);
  expect(asked().map((bytes) => bytes[2])).toEqual([7, 8]);
  reply(8, 0);
  vi.advanceTimersByTime(PAUSE_MS);
  expect(asked().map((bytes) => bytes[2])).toEqual([7, 8, 7]);
  expect(heard).toEqual([
    [7, 100],
    [8, 0],
  ]);
});

it("asks the next when a reply was lost on its way, and piles nothing up", () => {
  echoes.start();
  for (let lost = 0; lost < 50; lost += 1) vi.advanceTimersByTime(PATIENCE_MS);
  expect(asked()).toHaveLength(51);
  expect(io.listenerCount("ping-read-7") + io.listenerCount("ping-read-8")).toBe(1);
  reply(8, 5_831);
  expect(heard).toEqual([]);
  reply(7, 5_831);
  expect(heard).toEqual([[7, 5_831]]);
});

it("is still once it has ended, though a reply comes", () => {
  echoes.start();
  echoes.end();
  reply(7, 5_831);
  vi.advanceTimersByTime(10 * PATIENCE_MS);
  expect(heard).toEqual([]);
  expect(asked()).toHaveLength(1);
});
