import { describe, expect, it } from "vitest";
import { captionText } from "../../hal-mocks/captions.ts";

describe("a caption", () => {
  it.each([
    [0, "Network cut. The lamps go on as before. No reports wait."],
    [1, "Network cut. The lamps go on as before. 1 report waits."],
    [42, "Network cut. The lamps go on as before. 42 reports wait."],
  ])("counts the %i reports that wait", (waiting, text) => {
    expect(captionText({ key: "networkCut", device: null }, "en", waiting)).toBe(text);
  });

  it("says when the last one has come", () => {
    const mended = { key: "networkMended", device: null } as const;
    expect(captionText(mended, "sv", 3)).toContain("3 rapporter väntar");
    expect(captionText(mended, "sv", 0)).toContain("Alla rapporter har kommit fram");
  });

  it("names the device that it is about", () => {
    expect(captionText({ key: "jammed", device: "bin-2" }, "en", 0)).toContain("lies in bin-2.");
  });
});
