import type { Instant } from "../../device/measure/time.ts";
import { FirmataBoard } from "./board.ts";
import { pinOf } from "./pin.ts";

/** A board as the config names it. */
export type NamedPort = { readonly name: string; readonly port: string };

/** The boards that parts use, each with one process for all of them. */
export class Boards {
  readonly #used = new Map<string, FirmataBoard>();
  readonly #given: readonly NamedPort[];
  readonly #now: () => Instant;
  readonly #log: (line: string) => void;

  constructor(given: readonly NamedPort[], now: () => Instant, log: (line: string) => void) {
    this.#given = given;
    this.#now = now;
    this.#log = log;
  }

  /** The board that a pin such as `arduino-1/2` is on. Throws where there is none: the config has refused that before. */
  on(line: string): FirmataBoard {
    const { board: name } = pinOf(line);
    const port = this.#given.find((board) => board.name === name)?.port;
    if (port === undefined) throw new Error(`no board ${name}`);
    const board = this.#used.get(name) ?? new FirmataBoard({ board: name, port, now: this.#now, log: this.#log });
    this.#used.set(name, board);
    return board;
  }

  /** When every part has named its pin. */
  start(): void {
    for (const board of this.#used.values()) board.start();
  }
}
