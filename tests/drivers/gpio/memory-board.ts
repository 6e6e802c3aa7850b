import { DONE, failed, type Result } from "../../../device/measure/fault.ts";
import { instant } from "../../../device/measure/time.ts";
import type { Edge, Gpio, InputLine, InputWish, OutputLine, OutputWish } from "../../../drivers/gpio/line.ts";
import type { Board } from "../../conformance/line-parts.ts";

type Wire = { high: boolean; readonly edges: Edge[] };

/** A board that is only memory: it keeps the promises of `drivers/gpio/line.ts`, edges and pulls included. */
export class MemoryBoard implements Board, Gpio {
  readonly gpio = this;
  readonly #wires = new Map<string, Wire>();
  readonly #stuck = new Set<string>();
  /** Each plugging in is a chip of its own: what was opened before is lost. */
  #chip: object | null = {};

  openInput(part: string, line: string, { active }: InputWish): Result<InputLine> {
    const chip = this.#chip;
    if (chip === null) return lost(part);
    const wire = this.#wire(line);
    wire.edges.length = 0;
    const poll: InputLine["poll"] = () =>
      this.#chip === chip
        ? { ok: true, value: { active: wire.high === (active === "high"), edges: wire.edges.splice(0) } }
        : lost(part);
    return { ok: true, value: { poll, close: () => undefined } };
  }

  openOutput(part: string, line: string, { active }: OutputWish): Result<OutputLine> {
    const chip = this.#chip;
    if (chip === null) return lost(part);
    const on = active === "high";
    const set = (wanted: boolean): Result<void> => {
      if (this.#chip !== chip) return lost(part);
      if (!this.#stuck.has(line)) this.pull(line, wanted === on);
      return DONE;
    };
    set(false);
    const isOn = (): Result<boolean> =>
      this.#chip === chip ? { ok: true, value: this.isHigh(line) === on } : lost(part);
    return { ok: true, value: { set, isOn, close: () => this.pull(line, false) } };
  }

  pull(line: string, high: boolean): void {
    const wire = this.#wire(line);
    if (wire.high !== high) wire.edges.push({ at: now(), missed: 0 });
    wire.high = high;
  }

  isHigh(line: string): boolean {
    return this.#wire(line).high;
  }

  unplug(): void {
    this.#chip = null;
    for (const wire of this.#wires.values()) wire.high = false;
  }

  plug(): void {
    this.#chip = {};
  }

  end(): void {
    this.unplug();
  }

  /** The line stays as it is, whatever its output asks for: a transistor that is burnt through. */
  stick(line: string): void {
    this.#stuck.add(line);
  }

  #wire(line: string): Wire {
    const wire = this.#wires.get(line) ?? { high: false, edges: [] };
    this.#wires.set(line, wire);
    return wire;
  }
}

const now = () => instant(Number(process.hrtime.bigint() / 1_000n) / 1_000);
const lost = (part: string): Result<never> => failed({ part, cause: "disconnected", detail: "the board is unplugged" });
