import * as a01nyub from "../drivers/a01nyub/settings.ts";
import * as a02yyuw from "../drivers/a02yyuw/settings.ts";
import * as ajSr04m from "../drivers/aj-sr04m/settings.ts";
import * as ads1115Battery from "../drivers/ads1115-battery/settings.ts";
import * as beam from "../drivers/beam/settings.ts";
import * as bh1750 from "../drivers/bh1750/settings.ts";
import * as daliLamp from "../drivers/dali-lamp/settings.ts";
import * as ds3231 from "../drivers/ds3231/settings.ts";
import * as firmataCurrent from "../drivers/firmata-current/settings.ts";
import * as firmataInput from "../drivers/firmata-input/settings.ts";
import * as firmataLight from "../drivers/firmata-light/settings.ts";
import * as firmataMotion from "../drivers/firmata-motion/settings.ts";
import * as firmataOutput from "../drivers/firmata-output/settings.ts";
import * as firmataPwmLamp from "../drivers/firmata-pwm-lamp/settings.ts";
import * as gpioInput from "../drivers/gpio-input/settings.ts";
import * as gpioMotion from "../drivers/gpio-motion/settings.ts";
import * as gpioOutput from "../drivers/gpio-output/settings.ts";
import * as gpioWatchdogRelay from "../drivers/gpio-watchdog-relay/settings.ts";
import * as hcSr04 from "../drivers/hc-sr04/settings.ts";
import * as ina219 from "../drivers/ina219/settings.ts";
import * as jsnSr04t from "../drivers/jsn-sr04t/settings.ts";
import * as maxbotixHrxl from "../drivers/maxbotix-hrxl/settings.ts";
import * as maxbotixXl from "../drivers/maxbotix-xl/settings.ts";
import * as pwmLamp from "../drivers/pwm-lamp/settings.ts";
import * as relayLamp from "../drivers/relay-lamp/settings.ts";
import * as relayRam from "../drivers/relay-ram/settings.ts";
import * as systemClock from "../drivers/system-clock/settings.ts";
import * as tfLuna from "../drivers/tf-luna/settings.ts";
import * as tfmini from "../drivers/tfmini/settings.ts";
import * as veml7700 from "../drivers/veml7700/settings.ts";
import type { Contract } from "../device/measure/roles.ts";
import type { SettingTable } from "../device/measure/setting.ts";

/** `contract: null`: it can stand for any part. `roles`: it is for these alone, of those of its contract. */
export type DriverSettings = {
  readonly contract: Contract | null;
  readonly settings: SettingTable;
  readonly roles?: readonly string[];
};

/** Runs only under `--mock`; it may name the line of the part it stands for, so that a config is ready for the wire. */
const mock = {
  contract: null,
  settings: {
    line: { kind: "line", default: null, meaning: "The GPIO line or port that the real part will be on." },
  },
} satisfies DriverSettings;

export const DRIVERS: Readonly<Record<string, DriverSettings>> = {
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
  ina219,
  "jsn-sr04t": jsnSr04t,
  "maxbotix-hrxl": maxbotixHrxl,
  "maxbotix-xl": maxbotixXl,
  "hc-sr04": hcSr04,
  "pwm-lamp": pwmLamp,
  "relay-lamp": relayLamp,
  "relay-ram": relayRam,
  "system-clock": systemClock,
  "tf-luna": tfLuna,
  tfmini,
  veml7700,
  mock,
};
