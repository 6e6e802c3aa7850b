import { plainLine } from "./plain-line.ts";
import type { RunFigures } from "../street-run.ts";
import type { StreetPicture } from "./street-picture.ts";
import { drawable } from "../../device/screen/look.ts";
import { Terminal } from "../../device/screen/terminal.ts";
import { verbsOf, type Verb } from "./keys.ts";
import { renderStreet } from "./view.ts";

/** A terminal shows movement; a pipe gets a line a second. */
const PICTURE_MS = 100;
const LINE_MS = 1_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** How a street is shown: as a picture in a terminal, else as lines. */
export interface Show {
  /** Once, before the street runs. */
  now(): void;
  /** From now on by itself. */
  start(): void;
  /** The last words, and everything as it was found; null: no words. */
  end(figures: RunFigures | null): void;
}
export type Shown = {
  readonly onVerb: (verb: Verb) => void;
  readonly picture: () => StreetPicture;
  readonly figures: () => RunFigures;
};

export function showFor(json: boolean, shown: Shown): Show {
  if (json)
    return new Lines(
      shown,
      () => JSON.stringify(shown.figures()),
      (figures) => JSON.stringify(figures),
    );
  if (process.stdout.isTTY && process.stdin.isTTY) return new Picture(shown);
  return new Lines(shown, () => plainLine(shown.picture()), inWords);
}

class Picture implements Show {
  readonly #shown: Shown;
  readonly #terminal: Terminal;
  #timer: NodeJS.Timeout | undefined;

  constructor(shown: Shown) {
    this.#shown = shown;
    this.#terminal = new Terminal(process.stdin, process.stdout, {
      onTyped: (text) => verbsOf(text).forEach(shown.onVerb),
      onQuit: () => shown.onVerb("quit"),
      onResize: () => {
        this.now();
      },
    });
  }

  now(): void {
    const look = { ...this.#terminal.size, ...drawable(process.env) };
    this.#terminal.show(renderStreet(this.#shown.picture(), look));
  }
  start(): void {
    this.#timer = setInterval(() => {
      this.now();
    }, PICTURE_MS);
  }
  end(figures: RunFigures | null): void {
    clearInterval(this.#timer);
    this.#terminal.end();
    if (figures !== null) process.stdout.write(`${inWords(figures)}\n`);
  }
}

class Lines implements Show {
  readonly #shown: Shown;
  readonly #line: () => string;
  readonly #last: (figures: RunFigures) => string;
  #timer: NodeJS.Timeout | undefined;

  constructor(shown: Shown, line: () => string, last: (figures: RunFigures) => string) {
    this.#shown = shown;
    this.#line = line;
    this.#last = last;
    for (const signal of SIGNALS) process.on(signal, this.#quit);
    // Whoever read the lines has gone, as `| head` does: that is an end, not a fault.
    process.stdout.on("error", this.#quit);
  }

  now(): void {
    process.stdout.write(`${this.#line()}\n`);
  }
  start(): void {
    this.#timer = setInterval(() => {
      this.now();
    }, LINE_MS);
  }
  end(figures: RunFigures | null): void {
    clearInterval(this.#timer);
    for (const signal of SIGNALS) process.off(signal, this.#quit);
    if (figures !== null) process.stdout.write(`${this.#last(figures)}\n`);
  }

  readonly #quit = (): void => {
    this.#shown.onVerb("quit");
  };
}

function inWords({
  controllers,
  records,
  invalidRecords,
  savedNetPct,
  walkedInDarkS,
  lateCycles,
  cycles,
}: RunFigures): string {
  const saved = savedNetPct === null ? "–" : `${savedNetPct} %`;
  return (
    `The street ended: ${controllers} ${controllers === 1 ? "controller" : "controllers"}, ${records ?? "–"} records (${invalidRecords ?? "–"} invalid), ` +
    `saved ${saved} net, walked in the dark ${walkedInDarkS ?? "–"} s, late ${lateCycles} of ${cycles} cycles.`
  );
}
