import { LINE_BYTES_MAX } from "./messages.ts";

const NEWLINE = 0x0a;

/** One message as a line, newline included; null when it would be longer than {@link LINE_BYTES_MAX}. */
export function encodeLine(message: unknown): string | null {
  const line = `${JSON.stringify(message)}\n`;
  return Buffer.byteLength(line) > LINE_BYTES_MAX ? null : line;
}

/**
 * Cuts a stream of bytes into lines and hands over what each parses to. It never throws and never holds more than
 * {@link LINE_BYTES_MAX}: a line that is longer, is not UTF-8 or is not JSON is dropped and counted.
 */
export class LineReader {
  /** Lines dropped so far. */
  junk = 0;
  readonly #take: (value: unknown) => void;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #skipping = false;

  constructor(take: (value: unknown) => void) {
    this.#take = take;
  }

  push(chunk: Uint8Array): void {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      this.#hold(chunk.subarray(from, end));
      this.#finish();
      from = end + 1;
    }
    this.#hold(chunk.subarray(from));
  }

  #hold(part: Uint8Array): void {
    this.#bytes += part.length;
    if (this.#skipping || part.length === 0) return;
    if (this.#bytes >= LINE_BYTES_MAX) {
      this.#skipping = true;
      this.#parts = [];
      return;
    }
    this.#parts.push(part);
  }

  #finish(): void {
    const parsed = this.#skipping ? undefined : parse(Buffer.concat(this.#parts));
    this.#parts = [];
    this.#bytes = 0;
    this.#skipping = false;
    if (parsed === undefined) this.junk += 1;
    else this.#take(parsed);
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** undefined: not JSON. */
function parse(line: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(line));
  } catch {
    return undefined;
  }
}
