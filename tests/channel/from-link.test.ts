import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CITY_VERBS, parseFromLink } from "../../device/channel/from-link.ts";
import { COMMANDS } from "../../device/contract/commands.ts";
import { propertyRuns } from "../setup/property-runs.ts";

const asked = (verb: string, change: object = {}) => ({
  m: "request",
  request: { id: "c-1", from: "city", verb, args: {}, ...change },
});

describe("the channel's words, whatever a stolen link says", () => {
  it("are those of the contract that control is to do, and no others", () => {
    const ofControl = COMMANDS.filter(({ by }) => by === "control").map(({ name }) => name);
    expect([...CITY_VERBS].toSorted()).toEqual(ofControl.toSorted());
    for (const verb of CITY_VERBS) expect(parseFromLink(asked(verb))).toMatchObject(asked(verb));
  });

  it.each([
    ...["reset", "reset-latch", "arm", "jog", "jog-down", "start", "return", "calibrate", "calibrateEmpty"],
    ...["commission", "commission-end", "service", "Compact", "compact ", "", "__proto__", "constructor"],
  ])("have no %j", (verb) => {
    expect(parseFromLink(asked(verb))).toBeNull();
  });

  it.each([
    ["in the name of someone at the post", { from: "site" }],
    ["whose answer would go to someone at the post", { id: "site-0123456789ab" }],
    ["without a name", { id: "" }],
  ])("carry no request %s", (_name, change) => {
    expect(parseFromLink(asked("compact", change))).toBeNull();
  });

  it.each([
    ["as link says it", { live: false, trouble: "broker: nobody answers there.", refused: [] }, true],
    ["with what would steer a terminal", { live: false, trouble: "\u001B[2Jgone", refused: [] }, false],
    ["longer than a sentence", { live: false, trouble: "x".repeat(601), refused: [] }, false],
    ["with more topics than there are alarms", { live: true, trouble: null, refused: Array(9).fill("t") }, false],
    ["without a word", { live: "yes", trouble: null, refused: [] }, false],
  ])("of the city: %s", (_, city, isTaken) => {
    expect(parseFromLink({ m: "city", city })).toEqual(isTaken ? { m: "city", city } : null);
  });

  it("let nothing else through: any message comes out as one of five shapes, or not at all", () => {
    const word = fc.constantFrom("hello", "stored", "request", "heard", "city", "reset", "alive", "report");
    const request = fc.record(
      { id: fc.string(), from: fc.constantFrom("city", "site"), verb: fc.string(), args: fc.object() },
      { requiredKeys: [] },
    );
    const message = fc.record(
      {
        m: word,
        request,
        v: fc.jsonValue(),
        run: fc.string(),
        n: fc.jsonValue(),
        word: fc.object(),
        city: fc.object(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(message, fc.jsonValue()), (value) => {
        const parsed = parseFromLink(value);
        if (parsed === null) return;
        expect(["hello", "stored", "request", "heard", "city"]).toContain(parsed.m);
        if (parsed.m === "request")
          expect(parsed.request.from === "city" && CITY_VERBS.includes(parsed.request.verb as never)).toBe(true);
      }),
      propertyRuns(2_000),
    );
  });
});
