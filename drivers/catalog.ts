import type { AnyPart, LampPostParts, LitterBinParts } from "../device/hal/parts.ts";
import type { Sensor } from "../device/hal/sensor.ts";
import type { Json } from "../device/measure/decision.ts";
import { faulty, type Reading } from "../device/measure/reading.ts";
import type { SettingsOf } from "../device/measure/setting.ts";
import type { Instant } from "../device/measure/time.ts";
import type { settings as a02yyuwSettings } from "./a02yyuw/settings.ts";

/** What a driver is given: its part as the config has it, checked by the driver's own table, and the time. */
export type DriverContext = {
  readonly part: { readonly name: string; readonly settings: { readonly [key: string]: Json } };
  readonly now: () => Instant;
  readonly log: (line: string) => void;
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
  config: { readonly parts: readonly ConfiguredPart[] },
  now: () => Instant,
  log: (line: string) => void,
): Promise<OpenedParts> {
  const mocked = config.parts.filter((part) => part.driver === MOCK).map((part) => part.name);
  if (mocked.length > 0) log(`${mocked.join(", ")}: left out, because the driver mock runs only under --mock`);
  const opened = await Promise.all(
    config.parts
      .filter((part) => part.driver !== MOCK)
      .map(async (part) => [part.role, await openPart(part.driver, { part, now, log })] as const),
  );
  return {
    parts: Object.fromEntries(opened),
    close: async () => {
      await Promise.all(opened.map(([, part]) => part.close()));
    },
  };
}

/** Throws on a driver that the catalog does not have: the config has refused it before. */
export async function openPart(driver: string, context: DriverContext): Promise<OpenPart> {
  const open = DRIVERS[driver];
  if (open === undefined) throw new Error(`no driver ${driver}: it has one of ${DRIVER_NAMES.join(", ")}`);
  try {
    return await open(context);
  } catch (error) {
    context.log(`${context.part.name}: driver ${driver} could not be loaded: ${String(error)}`);
    return new Unloaded(context.part.name, context.now(), `driver ${driver} could not be loaded. Run npm ci again.`);
  }
}

/** Each is loaded only when a config names it, so that a lamp post carries no serial add-on. */
const DRIVERS: { readonly [name: string]: (context: DriverContext) => Promise<OpenPart> } = {
  a02yyuw: async ({ part, now, log }) => {
    const { A02yyuw } = await import("./a02yyuw/driver.ts");
    const { port } = part.settings as SettingsOf<typeof a02yyuwSettings>;
    return new A02yyuw({ part: part.name, port, now, log });
  },
  "system-clock": async ({ part, now }) => {
    const { SystemClock } = await import("./system-clock/driver.ts");
    return new SystemClock({ part: part.name, now });
  },
};

export const DRIVER_NAMES: readonly string[] = Object.keys(DRIVERS);

/** Stands for a sensor whose driver this computer cannot load, such as a native add-on for another processor. */
class Unloaded implements Sensor<never> {
  readonly #reading: Reading<never>;

  constructor(part: string, at: Instant, detail: string) {
    this.#reading = faulty(part, "broken", at, detail);
  }

  read(): Reading<never> {
    return this.#reading;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
