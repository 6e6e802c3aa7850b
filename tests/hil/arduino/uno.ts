import {
  adcConfig,
  AVRADC,
  AVRClock,
  AVREEPROM,
  AVRIOPort,
  AVRTimer,
  AVRUSART,
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
} from "avr8js";

/** An Arduino Uno's crystal. */
export const HZ = 16_000_000;
const FLASH_BYTES = 0x8000;
const EEPROM_BYTES = 1_024;
/** ATmega328P, section 30: where a pin's compare register is, its timer's control register, and the bit that puts it on the pin. */
const PWM = {
  3: { compare: 0xb4, control: 0xb0, bit: 0x20 },
  9: { compare: 0x88, control: 0x80, bit: 0x80 },
} as const;

/** An ATmega328P as on an Arduino Uno, with a program in it. It runs as many cycles as it is told, and no more. */
export class Uno {
  readonly #cpu: CPU;
  readonly #ports: readonly [AVRIOPort, AVRIOPort, AVRIOPort];
  readonly #usart: AVRUSART;
  readonly #adc: AVRADC;
  readonly #received: number[] = [];

  constructor(program: Uint8Array, sent: (byte: number) => void) {
    const cpu = new CPU(new Uint16Array(program.buffer.slice(0)));
    this.#cpu = cpu;
    this.#ports = [new AVRIOPort(cpu, portDConfig), new AVRIOPort(cpu, portBConfig), new AVRIOPort(cpu, portCConfig)];
    for (const config of [timer0Config, timer1Config, timer2Config]) new AVRTimer(cpu, config);
    new AVRClock(cpu, HZ, clockConfig);
    new AVREEPROM(cpu, new EEPROMMemoryBackend(EEPROM_BYTES), eepromConfig);
    this.#adc = new AVRADC(cpu, adcConfig);
    this.#usart = new AVRUSART(cpu, usart0Config, HZ);
    this.#usart.onByteTransmit = sent;
    this.#usart.onRxComplete = () => {
      this.#feed();
    };
  }

  get cycles(): number {
    return this.#cpu.cycles;
  }

  run(cycles: number): void {
    const end = this.#cpu.cycles + cycles;
    while (this.#cpu.cycles < end) {
      avrInstruction(this.#cpu);
      this.#cpu.tick();
    }
    this.#feed();
  }

  receive(bytes: Iterable<number>): void {
    this.#received.push(...bytes);
    this.#feed();
  }

  /** What is wired to a pin pulls it so. */
  pull(pin: number, high: boolean): void {
    const { port, bit } = this.#place(pin);
    port.setPin(bit, high);
  }

  /** Volts at an analog pin. */
  volts(channel: number, volts: number): void {
    this.#adc.channelValues[channel] = volts;
  }

  /** The share of time for which the pin is driven high; null: nobody drives it. Of PWM, what its compare register says. */
  duty(pin: number): number | null {
    const { port, bit } = this.#place(pin);
    if (!this.#isOutput(port, bit)) return null;
    const pwm = PWM[pin as keyof typeof PWM] as (typeof PWM)[keyof typeof PWM] | undefined;
    const data = this.#cpu.data;
    if (pwm !== undefined && ((data[pwm.control] ?? 0) & pwm.bit) !== 0) return (data[pwm.compare] ?? 0) / 255;
    return ((data[port.portConfig.PORT] ?? 0) >> bit) & 1;
  }

  /** Whether the chip pulls an input up: its output bit is set. */
  isPulledUp(pin: number): boolean {
    const { port, bit } = this.#place(pin);
    return !this.#isOutput(port, bit) && (((this.#cpu.data[port.portConfig.PORT] ?? 0) >> bit) & 1) === 1;
  }

  #isOutput(port: AVRIOPort, bit: number): boolean {
    return (((this.#cpu.data[port.portConfig.DDR] ?? 0) >> bit) & 1) === 1;
  }

  #place(pin: number): { readonly port: AVRIOPort; readonly bit: number } {
    const [d, b, c] = this.#ports;
    return pin < 8 ? { port: d, bit: pin } : pin < 14 ? { port: b, bit: pin - 8 } : { port: c, bit: pin - 14 };
  }

  #feed(): void {
    const { rxEnable, rxBusy } = this.#usart;
    const next = rxEnable && !rxBusy ? this.#received.shift() : undefined;
    if (next !== undefined) this.#usart.writeByte(next);
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
