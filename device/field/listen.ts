import type { RangeModel } from "../../drivers/range-line/model.ts";
import type { Finding } from "../../drivers/range-line/parser.ts";
import type { LineFault } from "../../drivers/serial/cure.ts";
import { SerialLine } from "../../drivers/serial/serial-line.ts";
import { hearMore, hexOf, hintOf, jsonOf, lineOf, NOTHING_HEARD, totalOf, type Heard } from "./heard.ts";
import { listenedTo } from "./listen-to.ts";

export type ListenOptions = {
  readonly port: string;
  /** The model, as the config would name its driver. */
  readonly as: string;
  /** Of a model that has several, as `10 m`; null: the one that a config would have. */
  readonly range: string | null;
  readonly json: boolean;
  /** null: until Ctrl-C. */
  readonly forMs: number | null;
};

/** So many lines a second for a person; a TF-Luna sends 100 frames. With --json each reading has its line. Our choice. */
const LINES_MAX = 10;
/** How often the totals are told to a person, and after how long a silence is. Our choice. */
const TOTALS_MS = 5_000;
const SILENCE_MS = 2_000;
/** Of bytes that make no frame, so many are shown at once. */
const RAW_MAX = 24;

/**
 * `gaturum listen`: what a range sensor sends on a serial port, as one model would understand it. Exit codes: 0 something
 * was understood, 1 nothing was, 2 wrong use, 3 not permitted.
 */
export async function listen(options: ListenOptions): Promise<number> {
  const found = await listenedTo(options.as, options.range);
  if (!found.ok) {
    process.stderr.write(`error: ${found.sentence}\n`);
    return 2;
  }
  const ear = new Ear(options, found.model, found.others);
  return ear.ended;
}

/** One open port until it is lost, the time is over, or someone ends it. */
class Ear {
  readonly ended: Promise<number>;
  readonly #options: ListenOptions;
  readonly #model: RangeModel;
  readonly #others: readonly RangeModel[];
  readonly #line: SerialLine;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #told = new Set<string>();
  #heard: Heard = NOTHING_HEARD;
  #isOpen = false;
  #isDenied = false;
  #linesLeft = LINES_MAX;
  #end: (exitCode: number) => void = () => undefined;

  constructor(options: ListenOptions, model: RangeModel, others: readonly RangeModel[]) {
    this.#options = options;
    this.#model = model;
    this.#others = others;
    this.ended = new Promise((resolve) => (this.#end = resolve));
    this.#line = new SerialLine(options.port, model.baudRate, {
      opened: () => this.#opened(),
      bytes: (chunk) => this.#bytes(chunk),
      lost: (fault) => this.#lost(fault),
    });
    if (options.forMs !== null) this.#timers.push(setTimeout(this.#finish, options.forMs));
    process.on("SIGINT", this.#finish);
    process.on("SIGTERM", this.#finish);
    process.stdout.on("error", this.#finish);
  }

  #opened(): void {
    this.#isOpen = true;
    this.#tell(`${this.#options.port} is open at ${this.#model.baudRate} baud, heard as ${this.#model.driver}.`);
    this.#every(1_000, () => (this.#linesLeft = LINES_MAX));
    this.#every(SILENCE_MS, () => this.#tellSilence());
    if (!this.#options.json) this.#every(TOTALS_MS, () => process.stdout.write(`${totalOf(this.#heard)}\n`));
  }

  #bytes(chunk: Uint8Array): void {
    const { heard, findings } = hearMore(this.#model, this.#heard, chunk);
    this.#heard = heard;
    for (const found of findings) this.#show(found);
    if (findings.length === 0 && !this.#options.json) this.#write(`raw ${hexOf(chunk.subarray(0, RAW_MAX))}`);
    const hint = hintOf(this.#model, this.#others, this.#options.port, heard);
    if (hint !== null) this.#tell(`hint: ${hint}`);
  }

  #show(found: Finding): void {
    if (this.#options.json) process.stdout.write(`${jsonOf(found, this.#heard)}\n`);
    else this.#write(lineOf(found));
  }

  #write(line: string): void {
    if (this.#linesLeft === 0) return;
    this.#linesLeft -= 1;
    process.stdout.write(`${line}\n`);
  }

  #tellSilence(): void {
    if (this.#heard.bytes > 0) return;
    const { port } = this.#options;
    const { supply, baudRate, label } = this.#model;
    this.#tell(
      `hint: no byte so far. Check that ${port} is the port it is wired to, the supply (${supply}), that its TX goes to ` +
        `our RX, and that it sends by itself (${label}: ${baudRate} baud; drivers/${this.#model.driver}/README.md).`,
    );
  }

  #lost({ cause, detail }: LineFault): void {
    process.stderr.write(`${detail}\n`);
    this.#isDenied = cause === "no-permission";
    this.#finish();
  }

  readonly #finish = (): void => {
    for (const timer of this.#timers) clearInterval(timer);
    process.off("SIGINT", this.#finish);
    process.off("SIGTERM", this.#finish);
    if (this.#isOpen) this.#tell(totalOf(this.#heard));
    void this.#line.close().then(() => {
      this.#end(this.#isDenied ? 3 : this.#heard.readings > 0 ? 0 : 1);
    });
  };

  /** Beside the readings, and once. */
  #tell(sentence: string): void {
    if (this.#told.has(sentence)) return;
    this.#told.add(sentence);
    process.stderr.write(`${sentence}\n`);
  }

  #every(ms: number, run: () => void): void {
    this.#timers.push(setInterval(run, ms));
  }
}
