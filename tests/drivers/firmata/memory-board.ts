import type { Board, Io } from "../../../drivers/firmata/bridge.ts";

const [INPUT, OUTPUT, PWM, PING_READ] = [0, 1, 3, 0x75];
const PWM_PINS = [3, 5, 6, 9, 10, 11];
const PINS = Array.from({ length: 20 }, (_, pin) => pin);
const COUNT_MAX = 1_023;
const REFERENCE_V = 5;
const SAMPLING_MS = 5;

/** What is in it. An older PingFirmata times echoes and does not say so among its pins' modes. */
export type Sketch = "StandardFirmata.ino" | "PingFirmata.ino" | "an old PingFirmata.ino";

/** The board itself: its pins, and what it answers to whom. */
export class MemoryBoard implements Board {
  readonly io: Io;
  readonly #modes = PINS.map(() => OUTPUT);
  readonly #values = PINS.map(() => 0);
  readonly #high: ReadonlyMap<number, boolean>;
  readonly #sampler: NodeJS.Timeout;
  #hangs = false;
  #loses = false;
  #greeted = (): void => undefined;
  #told = new Map<number, (value: number) => void>();
  #channels = new Map<number, (value: number) => void>();

  constructor(
    high: ReadonlyMap<number, boolean>,
    volts: ReadonlyMap<number, number>,
    echoes: ReadonlyMap<number, number>,
    sketch: Sketch,
  ) {
    this.#high = high;
    const pings = sketch === "PingFirmata.ino" ? [PING_READ] : [];
    const modesOf = (pin: number) =>
      pin < 2 ? [] : [INPUT, OUTPUT, ...(PWM_PINS.includes(pin) ? [PWM] : []), ...pings];
    this.io = {
      MODES: { INPUT, OUTPUT, PWM, PING_READ },
      RESOLUTION: { ADC: COUNT_MAX, PWM: 255 },
      firmware: { name: sketch.replace("an old ", "") },
      version: { major: 2, minor: 4 },
      pins: PINS.map((pin) => ({ supportedModes: modesOf(pin), state: 0 })),
      analogPins: [14, 15, 16, 17, 18, 19],
      ports: [0, 0, 0],
      on: ((event: string, told: () => void) => {
        if (event === "queryfirmware") this.#greeted = told;
      }) as Io["on"],
      reportVersion: (told) => {
        if (this.#loses) this.#loses = false;
        else if (!this.#hangs) setImmediate(told);
      },
      pingRead: ({ pin }, told) => {
        const echoUs = echoes.get(pin);
        if (!this.#hangs && echoUs !== undefined) setImmediate(told, echoUs);
      },
      removeListener: () => undefined,
    };
    this.#sampler = setInterval(() => {
      for (const [channel, told] of this.#channels) {
        told(Math.min(COUNT_MAX, Math.floor(((volts.get(channel) ?? 0) / REFERENCE_V) * (COUNT_MAX + 1))));
      }
    }, SAMPLING_MS);
  }

  hang(): void {
    this.#hangs = true;
  }

  loseAnswer(): void {
    this.#loses = true;
  }

  reset(): void {
    this.#modes.fill(OUTPUT);
    this.#values.fill(0);
    this.forget();
    setImmediate(() => {
      this.#greeted();
    });
  }

  /** A new program speaks with it: who listened before is gone. */
  forget(): void {
    this.#told = new Map();
    this.#channels = new Map();
  }

  level(pin: number, high: boolean): void {
    const told = this.#told.get(pin);
    if (told !== undefined && this.#modes[pin] === INPUT) setImmediate(told, high ? 1 : 0);
  }

  duty(pin: number): number | null {
    const [mode, value = 0] = [this.#modes[pin], this.#values[pin]];
    return mode === INPUT ? null : mode === PWM ? value / 255 : value;
  }

  isPulledUp = (pin: number): boolean => this.#modes[pin] === INPUT && this.#values[pin] === 1;

  pinMode(pin: number, mode: number): void {
    this.#modes[pin] = mode;
    this.#values[pin] = 0;
  }

  digitalRead(pin: number, told: (value: number) => void): void {
    this.#told.set(pin, told);
    this.level(pin, this.#high.get(pin) ?? false);
  }

  analogRead(channel: number, told: (value: number) => void): void {
    this.#channels.set(channel, told);
  }

  /** One message for eight pins, inputs too, as the real one. */
  digitalWrite(pin: number, value: number): void {
    const port = pin >> 3;
    const bits = (this.io.ports[port] ?? 0) & ~(1 << (pin & 7));
    this.io.ports[port] = bits | (value << (pin & 7));
    for (const other of PINS.filter((each) => each >> 3 === port && this.#modes[each] !== PWM)) {
      this.#values[other] = ((this.io.ports[port] ?? 0) >> (other & 7)) & 1;
    }
  }

  pwmWrite(pin: number, value: number): void {
    this.#values[pin] = value;
  }

  queryPinState(pin: number, told: () => void): void {
    const state = this.#values[pin] ?? 0;
    setImmediate(() => {
      Object.assign(this.io.pins[pin] ?? {}, { state });
      told();
    });
  }

  once = (): void => undefined;
  samplingInterval = (): void => undefined;

  end(): void {
    clearInterval(this.#sampler);
  }
}
