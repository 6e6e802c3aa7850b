import { expect, it } from "vitest";
import { FAULT_CAUSES } from "../../../device/measure/fault.ts";
import { millis } from "../../../device/measure/time.ts";
import { I2cBus } from "../../../drivers/i2c/bus.ts";
import { AT_ONCE, Chip } from "../../../drivers/i2c/chip.ts";
import { openFault, transferFault } from "../../../drivers/i2c/cure.ts";
import type { ChipModel } from "../../../drivers/i2c/model.ts";
import { MockI2cBus, type MockI2cChip } from "../../../hal-mocks/i2c-bus.ts";
import { eventually } from "../../keep/eventually.ts";
import { now } from "../range-line/rig.ts";

/** A chip with two channels that gives what it was told last, as a converter does. */
class Converter implements MockI2cChip {
  told = 0;
  write([channel = 0]: readonly number[]): void {
    this.told = channel;
  }
  read(): readonly number[] {
    return [this.told];
  }
}
/** Tells its channel, waits, and reads. */
const channelModel = (channel: number): ChipModel<boolean, number> => {
  const tell = { state: true, afterMs: AT_ONCE, ask: { write: [channel], readBytes: 0 } };
  return {
    begin: () => tell,
    hear: (told, [value = -1]) =>
      told
        ? { state: false, afterMs: millis(2), ask: { write: [], readBytes: 1 } }
        : { ...tell, found: { ok: true, value } },
  };
};
const rig = () => {
  const wire = new MockI2cBus(now);
  wire.chips.set(0x48, new Converter());
  const bus = new I2cBus(wire);
  const lines: string[] = [];
  const chip = (channel: number) =>
    new Chip(bus, 0x48, channelModel(channel), {
      ...{ part: `part-${channel}`, now, retryMs: millis(10) },
      log: (line) => void lines.push(line),
    });
  return { wire, lines, chip };
};
const settled = (chip: Chip<boolean, number>) =>
  eventually(
    () => chip.read(),
    (reading) => reading.ok,
  );

it("two parts on one chip take turns: none reads what the other asked for", async () => {
  const { wire, chip } = rig();
  const [one, two] = [chip(1), chip(2)];
  await eventually(
    () => wire.traffic.length,
    (asks) => asks >= 40,
  );
  expect(one.read()).toMatchObject({ ok: true, value: 1 });
  expect(two.read()).toMatchObject({ ok: true, value: 2 });
  const tells = wire.traffic.filter((ask) => ask.endsWith("r0"));
  expect(tells.slice(0, 4)).toEqual(["48 w01 r0", "48 w02 r0", "48 w01 r0", "48 w02 r0"]);
  await Promise.all([one.close(), two.close()]);
});

it("a part that ends in the middle leaves the chip to the other", async () => {
  const { wire, chip } = rig();
  const [one, two] = [chip(1), chip(2)];
  await eventually(
    () => wire.traffic.length,
    (asks) => asks >= 1,
  );
  await one.close();
  expect(await settled(two)).toMatchObject({ value: 2 });
  await two.close();
});

it("a bus that is held is one fault with its first moment and one line in the log; free again, it begins anew", async () => {
  const { wire, lines, chip } = rig();
  const part = chip(1);
  await settled(part);
  wire.held = true;
  const lost = await eventually(
    () => part.read(),
    (reading) => !reading.ok,
  );
  const asks = wire.traffic.length;
  await eventually(
    () => wire.traffic.length,
    (count) => count >= asks + 3,
  );
  expect(part.read()).toEqual(lost);
  expect(lines).toEqual(["part-1: the bus is held: SDA stays low."]);
  wire.held = false;
  await settled(part);
  expect(wire.traffic.at(-1)).toMatch(/^48 w(01)? r[01]$/);
  expect(lines.at(-1)).toBe("part-1: answers again");
  await part.close();
});

it.each([
  ["ENXIO", "no-answer", "nothing answers at 0x40 on i2c-1"],
  ["EREMOTEIO", "no-answer", "i2cdetect -y 1"],
  ["ETIMEDOUT", "no-answer", "SDA or SCL stays low"],
  ["EAGAIN", "no-answer", "SDA or SCL stays low"],
  ["EBUSY", "port-busy", "dtoverlay"],
  ["ENODEV", "disconnected", "went away"],
  ["EPROTO", "corrupt", "EPROTO"],
])("the kernel's %s is the fault %s, with a cure", (error, cause, says) => {
  const fault = transferFault("i2c-1", 0x40, error);
  expect(fault.cause).toBe(cause);
  expect(fault.detail).toContain(says);
  expect(FAULT_CAUSES).toContain(fault.cause);
});

it.each([
  ["EACCES", "no-permission", "group i2c"],
  ["ENOENT", "no-port", "raspi-config"],
  ["EMFILE", "broken", "EMFILE"],
])("a bus that cannot be opened for %s is the fault %s", (error, cause, says) => {
  expect(openFault("i2c-1", error)).toMatchObject({ cause, detail: expect.stringContaining(says) as string });
});
