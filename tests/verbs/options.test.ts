import { expect, it } from "vitest";
import { DEVICE_PATTERN, GROUP_PATTERN, TENANT_PATTERN } from "../../device/contract/topics.ts";
import { NAMES } from "../../device/verbs/options.ts";

it("names on the command line are those that a topic can carry", () => {
  expect(NAMES["a tenant"].pattern).toEqual(TENANT_PATTERN);
  expect(NAMES["a device"].pattern).toEqual(DEVICE_PATTERN);
  expect(NAMES["a group"].pattern).toEqual(GROUP_PATTERN);
});
