import type { CPU } from "avr8js";

/** The instruction SPM, and the register that says what it does: ATmega328P, sections 27.3 and 26.3. */
const SPM = 0x95e8;
const CONTROL = 0x57;
const FILL = 0x01;
const ERASE_PAGE = 0x03;
const WRITE_PAGE = 0x05;
const PAGE_WORDS = 64;
const [Z, R0] = [30, 0] as const;

/** How an ATmega328P writes its own program memory: the part of the chip that avr8js leaves out. */
export class ProgramMemory {
  readonly #cpu: CPU;
  readonly #page = new Uint16Array(PAGE_WORDS).fill(0xffff);

  constructor(cpu: CPU) {
    this.#cpu = cpu;
  }

  /** Before each instruction. A write is over at once, so the bit that says it goes on is never seen. */
  obey(): void {
    const { progMem, pc, data, dataView } = this.#cpu;
    if (progMem[pc] !== SPM) return;
    const word = dataView.getUint16(Z, true) >> 1;
    const first = word - (word % PAGE_WORDS);
    const what = data[CONTROL];
    if (what === FILL) this.#page[word % PAGE_WORDS] = dataView.getUint16(R0, true);
    if (what === ERASE_PAGE) progMem.fill(0xffff, first, first + PAGE_WORDS);
    if (what === WRITE_PAGE) {
      // As in the chip a bit can be cleared, and is set by erasing alone.
      for (const [index, value] of this.#page.entries()) progMem[first + index] = (progMem[first + index] ?? 0) & value;
      this.#page.fill(0xffff);
    }
    data[CONTROL] = 0;
  }
}
