import type { AnyPart, LampPostParts, LitterBinParts } from "../device/hal/parts.ts";
import type { Json } from "../device/measure/decision.ts";
import type { SettingsOf } from "../device/measure/setting.ts";
import type { Instant } from "../device/measure/time.ts";
import type { settings as ads1115BatterySettings } from "./ads1115-battery/settings.ts";
import type { settings as beamSettings } from "./beam/settings.ts";
import type { settings as bh1750Settings } from "./bh1750/settings.ts";
import type { settings as daliLampSettings } from "./dali-lamp/settings.ts";
import type { settings as ds3231Settings } from "./ds3231/settings.ts";
import type { FirmataBoard } from "./firmata/board.ts";
import { Boards, type NamedPort } from "./firmata/boards.ts";
import type { settings as firmataCurrentSettings } from "./firmata-current/settings.ts";
import type { settings as firmataInputSettings } from "./firmata-input/settings.ts";
import type { settings as firmataLightSettings } from "./firmata-light/settings.ts";
import type { settings as firmataMotionSettings } from "./firmata-motion/settings.ts";
import type { settings as firmataOutputSettings } from "./firmata-output/settings.ts";
import type { settings as firmataPwmLampSettings } from "./firmata-pwm-lamp/settings.ts";
import type { settings as gpioInputSettings } from "./gpio-input/settings.ts";
import type { settings as gpioMotionSettings } from "./gpio-motion/settings.ts";
import type { settings as gpioOutputSettings } from "./gpio-output/settings.ts";
import type { settings as gpioWatchdogRelaySettings } from "./gpio-watchdog-relay/settings.ts";
import type { LineGiven } from "./gpio/kept-line.ts";
import type { Gpio } from "./gpio/line.ts";
import type { Backend } from "./gpio/settings.ts";
import type { settings as hcSr04Settings } from "./hc-sr04/settings.ts";
import type { I2cBus } from "./i2c/bus.ts";
import { I2cBuses } from "./i2c/buses.ts";
import type { settings as ina219Settings } from "./ina219/settings.ts";
import type { settings as pwmLampSettings } from "./pwm-lamp/settings.ts";
import { ownOpener } from "./own/open.ts";
import { RANGE_MODELS } from "./range-models.ts";
import type { settings as relayLampSettings } from "./relay-lamp/settings.ts";
import type { settings as relayRamSettings } from "./relay-ram/settings.ts";
import { Unloaded } from "./unloaded.ts";
import type { settings as veml7700Settings } from "./veml7700/settings.ts";

/** What a driver is given: its part as the config has it, checked by the driver's own table, and the time. */
export type DriverContext = {
  readonly part: { readonly name: string; readonly settings: { readonly [key: string]: Json } };
  readonly now: () => Instant;
  readonly log: (line: string) => void;
  /** Mode observe: hardware that someone else leads is told nothing, not at its opening either. */
  readonly observes: boolean;
  /** The board's lines: one way to them for all parts, looked for when the first part asks. */
  readonly gpio: () => Promise<Gpio>;
  /** The MCU board that a line such as `arduino-1/2` is on: one process for all its parts, started when all are opened. */
  readonly boards: { on(line: string): FirmataBoard };
  /** The I2C bus that a line such as `i2c-1/0x40` is on: one process for all its parts, started when one asks. */
  readonly i2c: { on(line: string): I2cBus };
};
/** A part with its hardware behind it. `close` lets go of the hardware and ends within a second. */
export type OpenPart = AnyPart & { close(): Promise<void> };

export type OpenedParts = { readonly parts: LampPostParts | LitterBinParts; close(): Promise<void> };
type ConfiguredPart = DriverContext["part"] & { readonly role: string; readonly driver: string };

/** Stands for any part under `--mock`; here there is no hardware behind it. */
const MOCK = "mock";

/**
 * Opens every part of a config by its role. Missing hardware is a fault of its part, never an error here; a part whose
 * driver is `mock` is left out, so that its role reads as the fault `absent`.
 */
export async function openParts(
  config: {
    readonly parts: readonly ConfiguredPart[];
    readonly boards: readonly NamedPort[];
    readonly gpio: { readonly backend: Backend };
    readonly mode?: "active" | "observe";
  },
  now: () => Instant,
  log: (line: string) => void,
): Promise<OpenedParts> {
  const mocked = config.parts.filter((part) => part.driver === MOCK).map((part) => part.name);
  if (mocked.length > 0) log(`${mocked.join(", ")}: left out, because the driver mock runs only under --mock`);
  const gpio = sharedGpio(config.gpio.backend, now, log);
  const boards = new Boards(config.boards, now, log);
  const i2c = new I2cBuses();
  const observes = config.mode === "observe";
  const opened = await Promise.all(
    config.parts
      .filter((part) => part.driver !== MOCK)
      .map(async (part) => {
        const { role, driver } = part;
        const open = await openPart(driver, { part, now, log, observes, gpio, boards, i2c });
        return [role, observes ? open : shutIfLock(role, open)] as const;
      }),
  );
  boards.start();
  return {
    parts: Object.fromEntries(opened),
    close: async () => {
      await Promise.all(opened.map(([, part]) => part.close()));
    },
  };
}

/**
 * Outputs are off from their opening on, and a hopper's lock that is off is free. The ram may stand below its top, so the
 * lock is shut at once and does not wait for the first cycle, however long other parts take to open. Under mode observe
 * the lock is somebody else's.
 */
export function shutIfLock(role: string, part: OpenPart): OpenPart {
  if (role === "lock" && "set" in part) part.set(true);
  return part;
}

/** Throws on a driver that neither the catalog nor this computer has: the config has refused it before. */
export async function openPart(driver: string, context: DriverContext): Promise<OpenPart> {
  const open = DRIVERS[driver] ?? ownOpener(driver);
  if (open === undefined) throw new Error(`no driver ${driver}: it has one of ${DRIVER_NAMES.join(", ")}`);
  try {
    return await open(context);
  } catch (error) {
    context.log(`${context.part.name}: driver ${driver} could not be loaded: ${String(error)}`);
    return new Unloaded(
      context.part.name,
      context.now(),
      `driver ${driver} could not be loaded. ${driver in DRIVERS ? "Run npm ci again." : "Mend it."}`,
    );
  }
}

function sharedGpio(backend: Backend, now: () => Instant, log: (line: string) => void): () => Promise<Gpio> {
  let opening: Promise<Gpio> | null = null;
  const open = async () => (await import("./gpio/open.ts")).openGpio(backend, now, log);
  return () => (opening ??= open());
}

const onLines = ({ part, now, log }: DriverContext): LineGiven => ({ part: part.name, now, log });

/** The watchdog relay in a DALI bus's supply, fed once by each call; null: none is wired. */
async function daliFeed(context: DriverContext, line: string | null): Promise<(() => void) | null> {
  if (line === null) return null;
  const { GpioWatchdogRelay } = await import("./gpio-watchdog-relay/driver.ts");
  const relay = new GpioWatchdogRelay(await context.gpio(), { line }, onLines(context));
  return () => void relay.set(true);
}

/** A range sensor on a serial line, whose driver is one for all models. */
function openRangeLine(driver: string): (context: DriverContext) => Promise<OpenPart> {
  return async ({ part, now, log }) => {
    const [{ RangeLine }, model] = await Promise.all([
      import("./range-line/range-line.ts"),
      RANGE_MODELS[driver]?.() ?? Promise.reject(new Error(`no model ${driver}`)),
    ]);
    const { port } = part.settings as { readonly port: string };
    return new RangeLine(model(part.settings), { part: part.name, port, now, log });
  };
}

/** Each is loaded only when a config names it, so that a lamp post carries no serial add-on. */
const DRIVERS: { readonly [name: string]: (context: DriverContext) => Promise<OpenPart> } = {
  ...Object.fromEntries(Object.keys(RANGE_MODELS).map((driver) => [driver, openRangeLine(driver)])),
  "ads1115-battery": async (context) => {
    const { Ads1115Battery } = await import("./ads1115-battery/driver.ts");
    const settings = context.part.settings as SettingsOf<typeof ads1115BatterySettings>;
    return new Ads1115Battery(context.i2c.on(settings.line), settings, onLines(context));
  },
  beam: async (context) => {
    const { Beam } = await import("./beam/driver.ts");
    const settings = context.part.settings as SettingsOf<typeof beamSettings>;
    return new Beam(await context.gpio(), settings, onLines(context));
  },
  bh1750: async (context) => {
    const { Bh1750 } = await import("./bh1750/driver.ts");
    const settings = context.part.settings as SettingsOf<typeof bh1750Settings>;
    return new Bh1750(context.i2c.on(settings.line), settings, onLines(context));
  },
  "dali-lamp": async (context) => {
    const [{ DaliLamp }, { HatMaster }, { gearGiven }] = await Promise.all([
      import("./dali-lamp/driver.ts"),
      import("./dali/master.ts"),
      import("./dali-lamp/gear-given.ts"),
    ]);
    const settings = context.part.settings as SettingsOf<typeof daliLampSettings>;
    const given = { ...onLines(context), feed: await daliFeed(context, settings.supply) };
    return new DaliLamp(
      gearGiven(settings, context.observes),
      (listener) => new HatMaster(settings.port, listener),
      given,
    );
  },
  ds3231: async (context) => {
    const [{ Ds3231 }, { SystemClock }] = await Promise.all([
      import("./ds3231/driver.ts"),
      import("./system-clock/driver.ts"),
    ]);
    const { part, now } = context;
    const settings = part.settings as SettingsOf<typeof ds3231Settings>;
    const computer = new SystemClock({ part: part.name, now });
    return new Ds3231(context.i2c.on(settings.line), settings, computer, onLines(context));
  },
  "firmata-current": async ({ part, boards }) => {
    const { FirmataCurrent } = await import("./firmata-current/driver.ts");
    const settings = part.settings as SettingsOf<typeof firmataCurrentSettings>;
    return new FirmataCurrent(boards.on(settings.line), settings, part.name);
  },
  "firmata-input": async ({ part, boards }) => {
    const { FirmataInput } = await import("./firmata-input/driver.ts");
    const settings = part.settings as SettingsOf<typeof firmataInputSettings>;
    return new FirmataInput(boards.on(settings.line), settings, part.name);
  },
  "firmata-light": async ({ part, boards }) => {
    const { FirmataLight } = await import("./firmata-light/driver.ts");
    const settings = part.settings as SettingsOf<typeof firmataLightSettings>;
    return new FirmataLight(boards.on(settings.line), settings, part.name);
  },
  "firmata-motion": async ({ part, boards }) => {
    const { FirmataMotion } = await import("./firmata-motion/driver.ts");
    const settings = part.settings as SettingsOf<typeof firmataMotionSettings>;
    return new FirmataMotion(boards.on(settings.line), settings, part.name);
  },
  "firmata-output": async ({ part, boards }) => {
    const { FirmataOutput } = await import("./firmata-output/driver.ts");
    const settings = part.settings as SettingsOf<typeof firmataOutputSettings>;
    return new FirmataOutput(boards.on(settings.line), settings, part.name);
  },
  "firmata-pwm-lamp": async ({ part, boards }) => {
    const { FirmataPwmLamp } = await import("./firmata-pwm-lamp/driver.ts");
    const settings = part.settings as SettingsOf<typeof firmataPwmLampSettings>;
    return new FirmataPwmLamp(boards.on(settings.line), settings, part.name);
  },
  "gpio-input": async (context) => {
    const { GpioInput } = await import("./gpio-input/driver.ts");
    const settings = context.part.settings as SettingsOf<typeof gpioInputSettings>;
    return new GpioInput(await context.gpio(), settings, onLines(context));
  },
  "gpio-motion": async (context) => {
    const { GpioMotion } = await import("./gpio-motion/driver.ts");
    const settings = context.part.settings as SettingsOf<typeof gpioMotionSettings>;
    return new GpioMotion(await context.gpio(), settings, onLines(context));
  },
  "gpio-output": async (context) => {
    const { GpioOutput } = await import("./gpio-output/driver.ts");
    const settings = context.part.settings as SettingsOf<typeof gpioOutputSettings>;
    return new GpioOutput(await context.gpio(), settings, onLines(context));
  },
  "gpio-watchdog-relay": async (context) => {
    const { GpioWatchdogRelay } = await import("./gpio-watchdog-relay/driver.ts");
    const settings = context.part.settings as SettingsOf<typeof gpioWatchdogRelaySettings>;
    return new GpioWatchdogRelay(await context.gpio(), settings, onLines(context));
  },
  "hc-sr04": async ({ part, boards }) => {
    const { HcSr04 } = await import("./hc-sr04/driver.ts");
    const settings = part.settings as SettingsOf<typeof hcSr04Settings>;
    return new HcSr04(boards.on(settings.line), settings, part.name);
  },
  ina219: async (context) => {
    const { Ina219 } = await import("./ina219/driver.ts");
    const settings = context.part.settings as SettingsOf<typeof ina219Settings>;
    return new Ina219(context.i2c.on(settings.line), settings, onLines(context));
  },
  "pwm-lamp": async (context) => {
    const [{ PwmLamp }, { requirePins }] = await Promise.all([
      import("./pwm-lamp/driver.ts"),
      import("./gpio/pins.ts"),
    ]);
    requirePins();
    const settings = context.part.settings as SettingsOf<typeof pwmLampSettings>;
    return new PwmLamp("/sys/class/pwm", settings, onLines(context));
  },
  "relay-lamp": async (context) => {
    const { RelayLamp } = await import("./relay-lamp/driver.ts");
    const settings = context.part.settings as SettingsOf<typeof relayLampSettings>;
    return new RelayLamp(await context.gpio(), settings, onLines(context));
  },
  "relay-ram": async (context) => {
    const { RelayRam } = await import("./relay-ram/driver.ts");
    const settings = context.part.settings as SettingsOf<typeof relayRamSettings>;
    return new RelayRam(await context.gpio(), settings, onLines(context));
  },
  "system-clock": async ({ part, now }) => {
    const { SystemClock } = await import("./system-clock/driver.ts");
    return new SystemClock({ part: part.name, now });
  },
  veml7700: async (context) => {
    const { Veml7700 } = await import("./veml7700/driver.ts");
    const settings = context.part.settings as SettingsOf<typeof veml7700Settings>;
    return new Veml7700(context.i2c.on(settings.line), settings, onLines(context));
  },
};

export const DRIVER_NAMES: readonly string[] = Object.keys(DRIVERS);
