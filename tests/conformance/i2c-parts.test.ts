import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../../device/hal/clock.ts";
import { valid } from "../../device/measure/reading.ts";
import { millis } from "../../device/measure/time.ts";
import { Ads1115Battery } from "../../drivers/ads1115-battery/driver.ts";
import { Bh1750 } from "../../drivers/bh1750/driver.ts";
import { Ds3231 } from "../../drivers/ds3231/driver.ts";
import { I2cBus } from "../../drivers/i2c/bus.ts";
import type { ChipGiven } from "../../drivers/i2c/chip.ts";
import { Ina219 } from "../../drivers/ina219/driver.ts";
import { Veml7700 } from "../../drivers/veml7700/driver.ts";
import { MockAds1115 } from "../../hal-mocks/i2c/ads1115.ts";
import { MockBh1750 } from "../../hal-mocks/i2c/bh1750.ts";
import { MockDs3231 } from "../../hal-mocks/i2c/ds3231.ts";
import { MockIna219 } from "../../hal-mocks/i2c/ina219.ts";
import { MockVeml7700 } from "../../hal-mocks/i2c/veml7700.ts";
import { MockI2cBus, type MockI2cChip } from "../../hal-mocks/i2c-bus.ts";
import { now } from "./line-parts.ts";
import { sensorConformance, type SensorRig } from "./sensor.ts";

const given: ChipGiven = { part: "part-1", now, log: () => undefined, retryMs: millis(20) };

/** A chip that is not plugged in until it shall give a value; unplugged, it fails. */
function rigOf<T>(address: number, chip: MockI2cChip, make: (bus: I2cBus) => SensorRig<T>["sensor"] & Closing) {
  const wire = new MockI2cBus(now);
  const sensor = make(new I2cBus(wire));
  const plug = () => void wire.chips.set(address, chip);
  return {
    ...{ now, sensor, part: "part-1" },
    pass: () => pause(5),
    giveValue: plug,
    mend: plug,
    fail: () => void wire.chips.delete(address),
    end: () => sensor.close(),
  };
}
type Closing = { close(): Promise<void> };

sensorConformance("the driver of an INA219", () =>
  rigOf(0x40, new MockIna219(), (bus) => new Ina219(bus, { line: "i2c-1/0x40", fullMa: 3_200 }, given)),
);
sensorConformance("the driver of a BH1750", () =>
  rigOf(0x23, new MockBh1750(), (bus) => new Bh1750(bus, { line: "i2c-1/0x23" }, given, 20)),
);

sensorConformance("the driver of a VEML7700", () =>
  rigOf(0x10, new MockVeml7700(), (bus) => new Veml7700(bus, { line: "i2c-1/0x10" }, given, 20)),
);
sensorConformance("the driver of a battery on an ADS1115", () => {
  const chip = new MockAds1115();
  chip.volts[1] = 2.2;
  const settled = { line: "i2c-1/0x48/A1", battery: "lead-12v", fullMv: 22_714 } as const;
  return rigOf(0x48, chip, (bus) => new Ads1115Battery(bus, settled, given, 20));
});

const unsynchronised: Clock = {
  read: (at) => valid({ offsetMs: 0, quality: "none", errorMs: millis(0) }, at),
};
sensorConformance("the driver of a DS3231", () => {
  const chip = new MockDs3231(now());
  chip.set(Date.UTC(2026, 5, 1), now());
  return rigOf(0x68, chip, (bus) => new Ds3231(bus, { line: "i2c-1/0x68" }, unsynchronised, given));
});
