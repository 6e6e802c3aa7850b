import { SerialPort } from "serialport";

/** StandardFirmata talks at this speed on every board: `Firmata.begin(57600)` in its sketch. */
const BAUD_RATE = 57_600;
/** A board that does not begin anew when its port is opened says nothing by itself: it is asked after this. */
const ASK_MS = 300;

/** What we use of johnny-five's board and of the Firmata connection below it. Neither brings types. */
export type Io = {
  readonly MODES: Readonly<Record<"INPUT" | "OUTPUT" | "PWM" | "PING_READ", number>>;
  readonly RESOLUTION: { readonly ADC: number; readonly PWM: number };
  readonly firmware: { readonly name?: string };
  readonly version: { readonly major?: number; readonly minor?: number };
  readonly pins: readonly { readonly supportedModes: readonly number[]; readonly state?: number }[];
  readonly analogPins: readonly number[];
  /** What the next message to eight digital pins would say of them, by port. */
  readonly ports: number[];
  on(event: "queryfirmware", told: () => void): void;
  on(event: "error", told: (cause: Error) => void): void;
  reportVersion(told: () => void): void;
  /** Throws where the pin's modes lack PING_READ. Each call listens once to `ping-read-PIN`. */
  pingRead(
    asked: { readonly pin: number; readonly value: 0 | 1; readonly pulseOut: number; readonly timeout: number },
    told: (echoUs: number) => void,
  ): void;
  removeListener(event: string, told: (echoUs: number) => void): void;
};
export type Board = {
  readonly io: Io;
  once(event: "ready" | "error", told: (cause?: Error) => void): void;
  pinMode(pin: number, mode: number): void;
  digitalRead(pin: number, told: (value: number) => void): void;
  analogRead(channel: number, told: (value: number) => void): void;
  digitalWrite(pin: number, value: number): void;
  pwmWrite(pin: number, value: number): void;
  queryPinState(pin: number, told: () => void): void;
  samplingInterval(ms: number): void;
};
export type Bridge = { readonly board: Board; readonly port: SerialPort };

/** Opens the port and lets johnny-five speak Firmata over it. Timing, filters and fades are none of its business. */
export async function openBridge(path: string, answerMs: number): Promise<Bridge> {
  // In variables, so that our types need none of theirs. Both are CommonJS: the default is the whole.
  const [fiveName, firmataName] = ["johnny-five", "firmata-io"];
  const [{ default: five }, { default: firmata }] = (await Promise.all([import(fiveName), import(firmataName)])) as [
    { readonly default: { readonly Board: new (options: object) => Board } },
    { readonly default: { readonly Firmata: new (port: SerialPort, options: object) => Io } },
  ];
  const port = new SerialPort({ path, baudRate: BAUD_RATE });
  // What the board said to a program before is nothing to us.
  port.once("open", () => {
    port.flush();
  });
  const io = new firmata.Firmata(port, { reportVersionTimeout: ASK_MS });
  const board = new five.Board({ io, repl: false, sigint: false, debug: false, timeout: answerMs });
  return { board, port };
}
