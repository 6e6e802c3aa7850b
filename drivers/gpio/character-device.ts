import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";
import { DONE, failed, type Result } from "../../device/measure/fault.ts";
import { instant, type Instant } from "../../device/measure/time.ts";
import { chipPaths } from "./chips.ts";
import { lineLost, noSuchLine, openFault, type LineFault } from "./cure.ts";
import { findLine, type Chip } from "./find-line.ts";
import { ioctl, neverWait, read } from "./libc.ts";
import type { Edge, Gpio, InputLine, InputWish, OutputLine, OutputWish, Polled, Pull } from "./line.ts";
import * as uapi from "./uapi.ts";

/**
 * The kernel's own interface to GPIO lines. It keeps every edge with its own moment until it is asked; nothing calls back
 * and nothing waits. When the process dies its lines are let go of and fall to their pull.
 */
export class CharacterDevice implements Gpio {
  readonly #folder: string;

  constructor(folder = "/dev") {
    this.#folder = folder;
  }

  openInput(part: string, line: string, { pull, active, debounceMs }: InputWish): Result<InputLine> {
    const flags = uapi.flagsOf(["input", "edgeRising", "edgeFalling", PULL_FLAG[pull], ...polarity(active)]);
    const opened = this.#open(part, line, flags, debounceMs);
    return opened.ok ? { ok: true, value: new Input(part, line, opened.value) } : opened;
  }

  openOutput(part: string, line: string, { active }: OutputWish): Result<OutputLine> {
    const opened = this.#open(part, line, uapi.flagsOf(["output", ...polarity(active)]), 0);
    return opened.ok ? { ok: true, value: new Output(part, line, opened.value) } : opened;
  }

  #open(part: string, line: string, flags: bigint, debounceMs: number): Result<number> {
    const refuse = (fault: LineFault) => failed({ part, ...fault });
    try {
      const chips = readChips(this.#folder);
      const found = findLine(chips.seen, line);
      if (found.ok) {
        const taken = takeLine(found, newRequest(found.offset, flags, debounceMs, part));
        return "fd" in taken ? { ok: true, value: taken.fd } : refuse(openFault(line, taken.error, taken.holder));
      }
      const shut = chips.seen.length === 0 && chips.refusal !== null;
      return refuse(shut ? openFault(line, chips.refusal, null) : noSuchLine(found.detail));
    } catch (error) {
      return refuse(openFault(line, codeOf(error), null));
    }
  }
}

const newRequest = (offset: number, flags: bigint, debounceMs: number, part: string): Buffer =>
  uapi.newLineRequest(offset, flags, debounceMs, `gaturum ${part}`);

type Taken = { readonly fd: number } | { readonly error: string; readonly holder: string | null };

function takeLine({ path, offset }: { readonly path: string; readonly offset: number }, request: Buffer): Taken {
  const chip = openSync(path, "r+");
  try {
    const error = ioctl(chip, uapi.REQUEST.getLine, request);
    if (error !== 0) return { error: uapi.errorName(error), holder: lineInfo(chip, offset).holder };
    const fd = uapi.lineFdOf(request);
    neverWait(fd);
    return { fd };
  } finally {
    closeSync(chip);
  }
}

const PULL_FLAG: Readonly<Record<Pull, uapi.Flag>> = { up: "pullUp", down: "pullDown", none: "noPull" };
const polarity = (active: InputWish["active"]): readonly uapi.Flag[] => (active === "low" ? ["activeLow"] : []);

/** One line of the kernel, open. */
class Line {
  protected readonly fd: number;
  readonly #part: string;
  readonly #line: string;
  #open = true;

  constructor(part: string, line: string, fd: number) {
    this.#part = part;
    this.#line = line;
    this.fd = fd;
  }

  isOn(): Result<boolean> {
    const values = uapi.lineValues(false);
    const error = ioctl(this.fd, uapi.REQUEST.getValues, values);
    return error === 0 ? { ok: true, value: uapi.isOn(values) } : this.lost(error);
  }

  close(): void {
    if (this.#open) closeSync(this.fd);
    this.#open = false;
  }

  protected lost(error: number): Result<never> {
    return failed({ part: this.#part, ...lineLost(this.#line, uapi.errorName(error)) });
  }
}

class Output extends Line implements OutputLine {
  set(on: boolean): Result<void> {
    const error = ioctl(this.fd, uapi.REQUEST.setValues, uapi.lineValues(on));
    return error === 0 ? DONE : this.lost(error);
  }
}

class Input extends Line implements InputLine {
  #sequence = 0;

  /** Edges before the level: one that comes between the two is counted at the next call, and seen in the level now. */
  poll(): Result<Polled> {
    const edges = this.#drain();
    if (!edges.ok) return edges;
    const level = this.isOn();
    return level.ok ? { ok: true, value: { active: level.value, edges: edges.value } } : level;
  }

  /** At most {@link EVENTS_AT_ONCE}; what is left waits in the kernel for the next call. */
  #drain(): Result<readonly Edge[]> {
    const bytes = read(this.fd, events);
    if (bytes === -constants.errno.EAGAIN) return NO_EDGES;
    if (bytes < 0) return this.lost(-bytes);
    const edges: Edge[] = [];
    for (let at = 0; at < bytes; at += uapi.EVENT_BYTES) {
      const { timestampNs, sequence } = uapi.eventAt(events, at);
      edges.push({ at: momentOf(timestampNs), missed: (sequence - this.#sequence - 1) >>> 0 });
      this.#sequence = sequence;
    }
    return { ok: true, value: edges };
  }
}

/** More than any part does in a cycle, and little enough (24 KB) that a line in a storm costs no cycle. */
const EVENTS_AT_ONCE = 512;
const events = Buffer.alloc(EVENTS_AT_ONCE * uapi.EVENT_BYTES);
const NO_EDGES: Result<readonly Edge[]> = { ok: true, value: [] };

/** The kernel stamps on CLOCK_MONOTONIC, which is the clock of every {@link Instant}. */
const momentOf = (timestampNs: bigint): Instant => instant(Number(timestampNs / 1_000n) / 1_000);

/** Every chip that can be opened, and why the last that cannot was refused. */
function readChips(folder: string): { readonly seen: readonly Chip[]; readonly refusal: string | null } {
  const seen: Chip[] = [];
  let refusal: string | null = null;
  for (const path of chipPaths(folder)) {
    try {
      seen.push(readChip(path));
    } catch (error) {
      refusal = codeOf(error);
    }
  }
  return { seen, refusal };
}

function readChip(path: string): Chip {
  const fd = openSync(path, "r+");
  try {
    const info = uapi.newChipInfo();
    ask(fd, uapi.REQUEST.chipInfo, info);
    const { label, lines } = uapi.chipInfoOf(info);
    return { path, label, names: Array.from({ length: lines }, (_, offset) => lineInfo(fd, offset).name) };
  } finally {
    closeSync(fd);
  }
}

function lineInfo(fd: number, offset: number): ReturnType<typeof uapi.lineInfoOf> {
  const info = uapi.newLineInfo(offset);
  ask(fd, uapi.REQUEST.lineInfo, info);
  return uapi.lineInfoOf(info);
}

/** Throws with the kernel's own name of the error: only looking at chips asks like this. */
function ask(fd: number, request: number, argument: Buffer): void {
  const error = ioctl(fd, request, argument);
  if (error !== 0) throw Object.assign(new Error(uapi.errorName(error)), { code: uapi.errorName(error) });
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);
