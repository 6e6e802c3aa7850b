import type { Json } from "../device/measure/decision.ts";
import { wiring as a01nyub } from "./a01nyub/wiring.ts";
import { wiring as a02yyuw } from "./a02yyuw/wiring.ts";
import { wiring as ads1115Battery } from "./ads1115-battery/wiring.ts";
import { wiring as ajSr04m } from "./aj-sr04m/wiring.ts";
import { wiring as beam } from "./beam/wiring.ts";
import { wiring as bh1750 } from "./bh1750/wiring.ts";
import { wiring as daliLamp } from "./dali-lamp/wiring.ts";
import { wiring as ds3231 } from "./ds3231/wiring.ts";
import { wiring as firmataCurrent } from "./firmata-current/wiring.ts";
import { wiring as firmataInput } from "./firmata-input/wiring.ts";
import { wiring as firmataLight } from "./firmata-light/wiring.ts";
import { wiring as firmataMotion } from "./firmata-motion/wiring.ts";
import { wiring as firmataOutput } from "./firmata-output/wiring.ts";
import { wiring as firmataPwmLamp } from "./firmata-pwm-lamp/wiring.ts";
import { wiring as gpioInput } from "./gpio-input/wiring.ts";
import { wiring as gpioMotion } from "./gpio-motion/wiring.ts";
import { wiring as gpioOutput } from "./gpio-output/wiring.ts";
import { wiring as gpioWatchdogRelay } from "./gpio-watchdog-relay/wiring.ts";
import { wiring as hcSr04 } from "./hc-sr04/wiring.ts";
import { wiring as ina219 } from "./ina219/wiring.ts";
import { wiring as jsnSr04t } from "./jsn-sr04t/wiring.ts";
import { wiring as maxbotixHrxl } from "./maxbotix-hrxl/wiring.ts";
import { wiring as maxbotixXl } from "./maxbotix-xl/wiring.ts";
import { wiring as pwmLamp } from "./pwm-lamp/wiring.ts";
import { wiring as relayLamp } from "./relay-lamp/wiring.ts";
import { wiring as relayRam } from "./relay-ram/wiring.ts";
import { wiring as systemClock } from "./system-clock/wiring.ts";
import { wiring as tfLuna } from "./tf-luna/wiring.ts";
import { wiring as tfmini } from "./tfmini/wiring.ts";
import { wiring as veml7700 } from "./veml7700/wiring.ts";
import type { Wiring } from "./wiring.ts";

/**
 * How the parts of each driver are wired, by settings that the driver's own table has checked. A table of its own beside that of
 * `config/drivers.ts`: config knows settings and no wires, and `tests/field/wiring.test.ts` holds the two together.
 */
const WIRINGS: Readonly<Record<string, (settings: never) => Wiring>> = {
  a01nyub,
  a02yyuw,
  "ads1115-battery": ads1115Battery,
  "aj-sr04m": ajSr04m,
  beam,
  bh1750,
  "dali-lamp": daliLamp,
  ds3231,
  "firmata-current": firmataCurrent,
  "firmata-input": firmataInput,
  "firmata-light": firmataLight,
  "firmata-motion": firmataMotion,
  "firmata-output": firmataOutput,
  "firmata-pwm-lamp": firmataPwmLamp,
  "gpio-input": gpioInput,
  "gpio-motion": gpioMotion,
  "gpio-output": gpioOutput,
  "gpio-watchdog-relay": gpioWatchdogRelay,
  "hc-sr04": hcSr04,
  ina219,
  "jsn-sr04t": jsnSr04t,
  "maxbotix-hrxl": maxbotixHrxl,
  "maxbotix-xl": maxbotixXl,
  "pwm-lamp": pwmLamp,
  "relay-lamp": relayLamp,
  "relay-ram": relayRam,
  "system-clock": systemClock,
  "tf-luna": tfLuna,
  tfmini,
  veml7700,
};

export const WIRED: readonly string[] = Object.keys(WIRINGS);

/** null: nothing is known of how such a part is wired, as of a mock, or of a driver of one's own. */
export function wiringOf(driver: string, settings: { readonly [key: string]: Json }): Wiring | null {
  const wiring = WIRINGS[driver] as ((given: typeof settings) => Wiring) | undefined;
  return wiring?.(settings) ?? null;
}
