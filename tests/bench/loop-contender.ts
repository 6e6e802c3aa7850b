import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import { monotonicNow } from "../../device/control/monotonic.ts";
import { BlockingPace } from "../../device/control/pace.ts";
import { millis } from "../../device/measure/time.ts";
import { lockProgram } from "../../drivers/linux/program-lock.ts";
import { percentilesOf, withoutDrift } from "./lateness.ts";

/** `loop-contender.ts NAME PERIOD_MS CYCLES`: takes its turn and prints its percentiles as JSON. */
const [name = "", period, cycles] = process.argv.slice(2);
const periodMs = Number(period);
const count = Number(cycles);
const momentsMs: number[] = [];
const lateMs: number[] = [];
let dueMs = monotonicNow() as number;

const CONTENDERS: Readonly<Record<string, () => void>> = {
  ours: () => {
    lockProgram();
    // Its first deadline is the moment of its making: the second one is made at once, the first still has to be compiled.
    let pace = new BlockingPace(millis(periodMs));
    dueMs = monotonicNow();
    pace = new BlockingPace(millis(periodMs));
    pace.start((now) => {
      if (onGrid(now)) return;
      pace.stop();
      finish(lateMs);
    });
  },
  setTimeout: () => {
    const tick = (): void => {
      if (onGrid(monotonicNow())) setTimeout(tick, Math.max(0, dueMs - monotonicNow()));
      else finish(lateMs);
    };
    setTimeout(tick, periodMs);
  },
  setInterval: () => {
    const timer = setInterval(() => {
      if (noted()) return;
      clearInterval(timer);
      finish(withoutDrift(momentsMs));
    }, periodMs);
  },
  johnnyFive: () => {
    loopingBoard((stop) => {
      if (noted()) return;
      stop();
      finish(withoutDrift(momentsMs));
    });
  },
};
CONTENDERS[name]?.();

/** Against absolute deadlines; one that was missed is left out, as `cyclictest` does. Tells whether the turn goes on. */
function onGrid(nowMs: number): boolean {
  const late = nowMs - dueMs;
  lateMs.push(late);
  dueMs += periodMs * (Math.floor(Math.max(0, late) / periodMs) + 1);
  return lateMs.length < count;
}

function noted(): boolean {
  momentsMs.push(monotonicNow());
  return momentsMs.length < count;
}

function finish(late: readonly number[]): void {
  process.stdout.write(`${JSON.stringify(percentilesOf(late))}\n`);
  process.exit(0);
}

type Board = { on(event: "ready", run: () => void): void; loop(ms: number, run: (stop: () => void) => void): void };

/** A board of johnny-five without a wire: its loop does not look at pins. */
function loopingBoard(run: (stop: () => void) => void): void {
  const five = createRequire(import.meta.url)("johnny-five") as { Board: new (options: object) => Board };
  const io = Object.assign(new EventEmitter(), { name: "none", pins: [], analogPins: [], MODES: {}, isReady: false });
  const board = new five.Board({ io, repl: false, debug: false, sigint: false });
  board.on("ready", () => {
    board.loop(periodMs, run);
  });
  setImmediate(() => {
    io.isReady = true;
    io.emit("connect");
    io.emit("ready");
  });
}
