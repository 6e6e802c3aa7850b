import {
  adcConfig,
  AVRADC,
  AVRClock,
  AVREEPROM,
  AVRIOPort,
  AVRTimer,
  AVRUSART,
  AVRWatchdog,
  avrInstruction,
  clockConfig,
  CPU,
  EEPROMMemoryBackend,
  eepromConfig,
  portBConfig,
  portCConfig,
  portDConfig,
  timer0Config,
  timer1Config,
  timer2Config,
  usart0Config,
  watchdogConfig,
} from "avr8js";
import { ProgramMemory } from "./program-memory.ts";

/** An Arduino Uno's crystal. */
export const HZ = 16_000_000;
const FLASH_BYTES = 0x8000;
/** Where an Uno's fuses put its bootloader: 256 words at the end. */
export const BOOTLOADER_AT = 0x7e00;
const EEPROM_BYTES = 1_024;
/** ATmega328P, section 30: where a pin's compare register is, its timer's control register, and the bit that puts it on the pin. */
const PWM = {
  3: { compare: 0xb4, control: 0xb0, bit: 0x20 },
  9: { compare: 0x88, control: 0x80, bit: 0x80 },
} as const;

/** The cause of a reset (MCUSR), and of it the bits of a pulse at the reset pin and of the watchdog: ATmega328P, section 11.9. */
const RESET_CAUSE = 0x54;
const [EXTERNAL, WATCHDOG] = [0x02, 0x08] as const;

/** Where the UART's status and control are, and in them: a byte was received, and tell of it (ATmega328P, section 19.10). */
const UART = { status: 0xc0, control: 0xc1, received: 0x80, address: usart0Config.rxCompleteInterrupt };

/** An ATmega328P as on an Arduino Uno, with a program in it. It runs as many cycles as it is told, and no more. */
export class Uno {
  /** Outlives a reset, as what is wired to the pins does. */
  readonly #flash: Uint16Array;
  /** Where it begins after a reset, in words. */
  readonly #begin: number;
  readonly #sent: (byte: number) => void;
  readonly #pulls = new Map<number, boolean>();
  readonly #volts = new Map<number, number>();
  readonly #received: number[] = [];
  #chip: Chip;
  #cyclesBefore = 0;

  /** `bootloader`: what runs first after a reset, and can write the rest; null: the program itself does. */
  constructor(program: Uint8Array, sent: (byte: number) => void, bootloader: Uint8Array | null = null) {
    const flash = program.slice();
    if (bootloader !== null) flash.set(bootloader.subarray(BOOTLOADER_AT), BOOTLOADER_AT);
    this.#flash = new Uint16Array(flash.buffer);
    this.#begin = bootloader === null ? 0 : BOOTLOADER_AT / 2;
    this.#sent = sent;
    this.#chip = this.#begun(EXTERNAL);
  }

  get cycles(): number {
    return this.#cyclesBefore + this.#chip.cpu.cycles;
  }

  run(cycles: number): void {
    const end = this.cycles + cycles;
    while (this.cycles < end) {
      this.#chip.run(end - this.#cyclesBefore);
      if (this.#chip.watchdogBit) this.#restart(WATCHDOG);
    }
    this.#feed();
  }

  /** A pulse at the reset pin, by the button, by DTR, or by power that comes. */
  reset(): void {
    this.#received.length = 0;
    this.#restart(EXTERNAL);
  }

  receive(bytes: Iterable<number>): void {
    this.#received.push(...bytes);
    this.#feed();
  }

  /** What is wired to a pin pulls it so. */
  pull(pin: number, high: boolean): void {
    this.#pulls.set(pin, high);
    const { port, bit } = this.#place(pin);
    port.setPin(bit, high);
  }

  /** Volts at an analog pin. */
  volts(channel: number, volts: number): void {
    this.#volts.set(channel, volts);
    this.#chip.adc.channelValues[channel] = volts;
  }

  /** The share of time for which the pin is driven high; null: nobody drives it. Of PWM, what its compare register says. */
  duty(pin: number): number | null {
    const { port, bit } = this.#place(pin);
    if (!this.#isOutput(port, bit)) return null;
    const pwm = PWM[pin as keyof typeof PWM] as (typeof PWM)[keyof typeof PWM] | undefined;
    const data = this.#chip.cpu.data;
    if (pwm !== undefined && ((data[pwm.control] ?? 0) & pwm.bit) !== 0) return (data[pwm.compare] ?? 0) / 255;
    return ((data[port.portConfig.PORT] ?? 0) >> bit) & 1;
  }

  /** Whether the chip pulls an input up: its output bit is set. */
  isPulledUp(pin: number): boolean {
    const { port, bit } = this.#place(pin);
    return !this.#isOutput(port, bit) && (((this.#chip.cpu.data[port.portConfig.PORT] ?? 0) >> bit) & 1) === 1;
  }

  #isOutput(port: AVRIOPort, bit: number): boolean {
    return (((this.#chip.cpu.data[port.portConfig.DDR] ?? 0) >> bit) & 1) === 1;
  }

  #place(pin: number): { readonly port: AVRIOPort; readonly bit: number } {
    const [d, b, c] = this.#chip.ports;
    return pin < 8 ? { port: d, bit: pin } : pin < 14 ? { port: b, bit: pin - 8 } : { port: c, bit: pin - 14 };
  }

  #feed(): void {
    const { rxEnable, rxBusy } = this.#chip.usart;
    const next = rxEnable && !rxBusy ? this.#received.shift() : undefined;
    if (next !== undefined) this.#chip.usart.writeByte(next);
  }

  #restart(cause: number): void {
    this.#cyclesBefore = this.cycles;
    this.#chip = this.#begun(cause);
    for (const [pin, high] of this.#pulls) this.pull(pin, high);
    for (const [channel, volts] of this.#volts) this.volts(channel, volts);
  }

  /** avr8js resets a processor and not what is around it, so each reset has a chip of its own. */
  #begun(cause: number): Chip {
    const chip = new Chip(this.#flash);
    chip.cpu.pc = this.#begin;
    chip.cpu.data[RESET_CAUSE] = cause;
    chip.usart.onByteTransmit = this.#sent;
    chip.usart.onRxComplete = () => this.#feed();
    return chip;
  }
}

/** The processor and what is around it, from one reset to the next. */
class Chip {
  readonly cpu: CPU;
  readonly memory: ProgramMemory;
  readonly ports: readonly [AVRIOPort, AVRIOPort, AVRIOPort];
  readonly usart: AVRUSART;
  readonly adc: AVRADC;
  watchdogBit = false;

  constructor(flash: Uint16Array) {
    const cpu = new CPU(flash);
    this.cpu = cpu;
    this.memory = new ProgramMemory(cpu);
    this.ports = [new AVRIOPort(cpu, portDConfig), new AVRIOPort(cpu, portBConfig), new AVRIOPort(cpu, portCConfig)];
    for (const config of [timer0Config, timer1Config, timer2Config]) new AVRTimer(cpu, config);
    new AVRWatchdog(cpu, watchdogConfig, new AVRClock(cpu, HZ, clockConfig));
    new AVREEPROM(cpu, new EEPROMMemoryBackend(EEPROM_BYTES), eepromConfig);
    this.adc = new AVRADC(cpu, adcConfig);
    this.usart = new AVRUSART(cpu, usart0Config, HZ);
    cpu.reset = () => (this.watchdogBit = true);
    keepReceived(cpu);
  }

  /** Until its watchdog bites, at the latest until it has run so many cycles. */
  run(cycles: number): void {
    const { cpu, memory } = this;
    while (cpu.cycles < cycles && !this.watchdogBit) {
      // From anywhere else the instruction does nothing, as in the chip.
      if (cpu.pc >= BOOTLOADER_AT / 2) memory.obey();
      avrInstruction(cpu);
      cpu.tick();
    }
  }
}

/**
 * avr8js forgets that a byte waits to be read when the program writes to the UART's status or control register, as it
 * does with each thing it says: 1 question in 2,000 was lost. The chip keeps it until it is read (section 19.7.3).
 */
function keepReceived(cpu: CPU): void {
  const { status, control, received, address } = UART;
  for (const register of [status, control]) {
    const write = cpu.writeHooks[register];
    cpu.writeHooks[register] = (...words) => {
      const waits = ((cpu.data[status] ?? 0) & received) !== 0;
      const done = write?.(...words);
      const flags = { flagRegister: status, flagMask: received, enableRegister: control, enableMask: received };
      if (waits) cpu.setInterruptFlag({ address, constant: true, ...flags });
      return done;
    };
  }
}

/** The bytes of an Intel HEX file, as flash. Throws on a line whose checksum is wrong. */
export function flashOf(hex: string): Uint8Array {
  const flash = new Uint8Array(FLASH_BYTES).fill(0xff);
  for (const line of hex.split(/\r?\n/).filter((text) => text.startsWith(":"))) {
    const bytes = Buffer.from(line.slice(1), "hex");
    if ((bytes.reduce((sum, byte) => sum + byte, 0) & 0xff) !== 0) throw new Error(`a wrong checksum: ${line}`);
    const [length = 0, high = 0, low = 0, type] = bytes;
    if (type === 0) flash.set(bytes.subarray(4, 4 + length), high * 256 + low);
  }
  return flash;
}
