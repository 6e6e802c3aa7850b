/** IEC 62386-102: addressing ends by itself after 15 min, a new random address is there after 100 ms. */
const INITIALISED_MS = 15 * 60_000;
const RANDOM_READY_MS = 100;
const NONE = 0xffffff;
const YES = 0xff;

/** What addressing changes of its gear. `short` null: it has no address. */
export type Addressed = { short: number | null; readonly keeps: boolean };

/** The part of a gear that is found and given its short address: INITIALISE to TERMINATE of IEC 62386-102. */
export class MockDaliAddressing {
  /** As it leaves its maker: all have the same. Kept over power cuts. */
  random = NONE;
  readonly #draw: () => number;
  #until = -Infinity;
  #withdrawn = false;
  #search = NONE;
  #randomAt = -Infinity;

  constructor(draw: () => number) {
    this.#draw = draw;
  }

  /** Mains were off. */
  forget(): void {
    this.#until = -Infinity;
    this.#withdrawn = false;
    this.#search = NONE;
  }

  /** A special command and its value; what it makes the gear answer. */
  hear(command: number, value: number, twice: boolean, gear: Addressed, now: number): number | undefined {
    if (command === 0xa5 && twice && isMeant(value, gear)) this.#until = now + INITIALISED_MS;
    if (now > this.#until) return undefined;
    const isThis = this.#search === this.random && now >= this.#randomAt;
    switch (command) {
      case 0xa1:
        this.#until = -Infinity;
        this.#withdrawn = false;
        return undefined;
      case 0xa7:
        if (!twice) return undefined;
        this.random = this.#draw();
        this.#randomAt = now + RANDOM_READY_MS;
        return undefined;
      case 0xa9:
        return !this.#withdrawn && now >= this.#randomAt && this.random <= this.#search ? YES : undefined;
      case 0xab:
        this.#withdrawn ||= isThis;
        return undefined;
      case 0xb1:
      case 0xb3:
      case 0xb5:
        this.#aim(command, value);
        return undefined;
      case 0xb7:
        if (isThis && gear.keeps) gear.short = value === 0xff ? null : value >> 1;
        return undefined;
      case 0xb9:
        return gear.short !== null && value === shortByte(gear) ? YES : undefined;
      case 0xbb:
        return isThis ? shortByte(gear) : undefined;
      default:
        return undefined;
    }
  }

  #aim(command: number, value: number): void {
    const shift = { 0xb1: 16, 0xb3: 8, 0xb5: 0 }[command] ?? 0;
    this.#search = (this.#search & ~(0xff << shift)) | (value << shift);
  }
}

const shortByte = ({ short }: Addressed): number => (short === null ? 0xff : (short << 1) | 1);
/** 0: all; all ones: those without an address; else those with this one. */
const isMeant = (value: number, gear: Addressed): boolean => value === 0 || value === shortByte(gear);
