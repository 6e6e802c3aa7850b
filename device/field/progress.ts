/** What takes less needs no word. Our choice, as the brief of the verbs has it. */
export const SILENT_MS = 2_000;
/** On a terminal the line is drawn again so often; into a pipe there is one so often; as JSON so often. Our choice. */
const [TERMINAL_MS, PIPE_MS, JSON_MS] = [250, 10_000, 1_000] as const;
const MB = 1_000_000;
const S_PER_MIN = 60;

export type Step = {
  /** `written`, `read back`, `made`, `measured`. */
  readonly what: string;
  readonly unit: "bytes" | "posts" | "samples";
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
};

/** `written  312 MB of 400 MB  78 %  21.4 MB/s  0:05 left` */
export function progressLine({ what, unit, done, total, elapsedMs }: Step): string {
  const amount = (of: number): string => (unit === "bytes" ? `${Math.floor(of / MB)} MB` : `${of}`);
  const perS = rateOf(done, elapsedMs);
  const rate = unit === "bytes" ? `  ${(perS / MB).toFixed(1)} MB/s` : "";
  const left = perS === 0 ? "" : `  ${clock(Math.ceil((total - done) / perS))} left`;
  return `${what}  ${amount(done)} of ${amount(total)}  ${percentOf(done, total)} %${rate}${left}`;
}

const rateOf = (done: number, elapsedMs: number): number => (elapsedMs <= 0 ? 0 : (done * 1_000) / elapsedMs);
const percentOf = (done: number, total: number): number => (total === 0 ? 100 : Math.floor((done * 100) / total));
const clock = (seconds: number): string =>
  `${Math.floor(seconds / S_PER_MIN)}:${String(seconds % S_PER_MIN).padStart(2, "0")}`;

/** Shows one step of a verb while it goes on: on stderr, or as JSON lines on stdout. */
export class Progress {
  readonly #json: boolean;
  readonly #what: string;
  readonly #unit: Step["unit"];
  readonly #total: number;
  readonly #beganMs = performance.now();
  #shownMs = -Infinity;
  #isShown = false;

  constructor(step: Pick<Step, "what" | "unit" | "total">, json: boolean) {
    this.#what = step.what;
    this.#unit = step.unit;
    this.#total = step.total;
    this.#json = json;
  }

  at(done: number): void {
    const now = performance.now();
    const elapsedMs = now - this.#beganMs;
    const everyMs = this.#json ? JSON_MS : process.stderr.isTTY ? TERMINAL_MS : PIPE_MS;
    if (elapsedMs < SILENT_MS || now - this.#shownMs < everyMs) return;
    this.#shownMs = now;
    const step: Step = { what: this.#what, unit: this.#unit, done, total: this.#total, elapsedMs };
    if (this.#json) {
      process.stdout.write(`${JSON.stringify({ progress: { ...step, elapsedMs: Math.round(elapsedMs) } })}\n`);
    } else if (process.stderr.isTTY) {
      this.#isShown = true;
      process.stderr.write(`\r\u001B[K${progressLine(step)}`);
    } else process.stderr.write(`${progressLine(step)}\n`);
  }

  /** Takes the line away, so that what follows begins at the margin. */
  end(): void {
    if (this.#isShown) process.stderr.write("\r\u001B[K");
    this.#isShown = false;
  }
}
