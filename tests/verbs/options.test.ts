import { expect, it } from "vitest";
import { DEVICE_PATTERN, GROUP_PATTERN, TENANT_PATTERN } from "../../device/contract/topics.ts";
import { brokerUrl, duration, NAMES, inOneLine } from "../../device/verbs/options.ts";

it("names on the command line are those that a topic can carry", () => {
  expect(NAMES["a tenant"].pattern).toEqual(TENANT_PATTERN);
  expect(NAMES["a device"].pattern).toEqual(DEVICE_PATTERN);
  expect(NAMES["a group"].pattern).toEqual(GROUP_PATTERN);
});

it("a mistake is one line with one full stop, whoever wrote it", () => {
  const said: string[] = [];
  for (const mistake of ["error: a\n(Did you mean b?)\n", "error: a is invalid. Write c."])
    inOneLine(mistake, (line) => said.push(line));
  expect(said.map((line) => line.split(" Say ")[0])).toEqual([
    "error: a (Did you mean b?).",
    "error: a is invalid. Write c.",
  ]);
});

it("a broker's address is one that can be connected to", () => {
  for (const good of ["mqtt://127.0.0.1:1883", "mqtts://broker.stockholm.se", "mqtt://desk@broker:1883"])
    expect(brokerUrl(good)).toBe(good);
  for (const bad of ["mqtt://%zz@broker:1883", "mqtt://a[b:1883", "http://broker", "mqtt://broker:0"])
    expect(() => brokerUrl(bad)).toThrow("Write an address such as");
});

it("a duration is whole milliseconds, as every message has it", () => {
  expect(["4.1 min", "8.3min", "1.1 h", "1.0005s"].map(duration)).toEqual([246_000, 498_000, 3_960_000, 1_001]);
});
