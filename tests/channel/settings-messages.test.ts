import { describe, expect, it } from "vitest";
import { parseFromLink } from "../../device/channel/from-link.ts";
import { parseFromControl } from "../../device/link/control-messages.ts";

const ID = { epoch: 1, version: 2, hash: "0123456789abcdef" };

describe("settings on the channel", () => {
  it.each([
    { m: "settings", id: ID, settings: { basePct: 20 } },
    { m: "settings", id: null, settings: null },
    { m: "settings-keep", id: ID },
    { m: "settings-keep", id: null },
  ])("control takes %j", (message) => {
    expect(parseFromLink(message)).toEqual(message);
  });

  it.each([
    { m: "settings", id: ID, settings: null },
    { m: "settings", id: null, settings: {} },
    { m: "settings", id: ID, settings: [] },
    { m: "settings", id: ID, settings: "all" },
    { m: "settings", settings: {} },
    { m: "settings", id: { ...ID, hash: "short" }, settings: {} },
    { m: "settings", id: { ...ID, version: 1.5 }, settings: {} },
    { m: "settings-keep" },
    { m: "settings-keep", id: 7 },
  ])("control refuses %j", (message) => {
    expect(parseFromLink(message)).toBeNull();
  });

  it("link takes what control says of them, and nothing else", () => {
    const hello = { m: "hello", v: 1, run: "a", version: "1", configHash: "c" };
    for (const message of [
      { ...hello, settings: ID },
      hello,
      { m: "settings-applied", id: null },
      { m: "settings-refused", id: ID, reason: "x" },
    ])
      expect(parseFromControl(message)).toEqual(message);
    for (const message of [{ ...hello, settings: {} }, { m: "settings-applied" }, { m: "settings-refused", id: ID }])
      expect(parseFromControl(message)).toBeNull();
  });
});
