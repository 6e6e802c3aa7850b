import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupState, LIT_FROM_W, type GroupMember, type GroupState } from "../../device/contract/group-state.ts";
import { propertyRuns } from "../setup/property-runs.ts";

const OFF: GroupMember = { status: "online", levelPct: 0, powerW: 0.4, hasAlarm: false };
const LIT: GroupMember = { ...OFF, levelPct: 30, powerW: 12 };

describe("row 22: the state of a group is that of its worst member", () => {
  it.each<[string, readonly GroupMember[], GroupState]>([
    ["all are off", [OFF, OFF], "off"],
    ["one is lit", [OFF, LIT, OFF], "lit"],
    ["one says that it is off and takes power", [OFF, { ...OFF, powerW: 8 }], "lit"],
    ["one that is lost took power", [OFF, { ...OFF, status: "lost", powerW: 8 }], "lit"],
    ["one is lost", [OFF, LIT, { ...OFF, status: "lost" }], "unknown"],
    ["one has told no level", [OFF, { ...OFF, levelPct: null }], "unknown"],
    ["one has an alarm", [OFF, { ...OFF, status: "lost" }, { ...LIT, hasAlarm: true }], "fault"],
    ["there is none", [], "unknown"],
  ])("%s", (_name, members, state) => {
    expect(groupState(members)).toBe(state);
  });

  it("is never off while a member takes power, or may be lit", () => {
    const member = fc.record({
      status: fc.constantFrom<GroupMember["status"][]>("online", "offline", "lost", null),
      levelPct: fc.constantFrom(null, 0, 30, 100),
      powerW: fc.constantFrom(null, 0, 0.5, LIT_FROM_W, 30),
      hasAlarm: fc.boolean(),
    });
    const mayBeLit = ({ status, levelPct, powerW }: GroupMember) =>
      (powerW ?? 0) >= LIT_FROM_W || status !== "online" || levelPct !== 0;
    fc.assert(
      fc.property(fc.array(member, { maxLength: 5 }), (members) => {
        if (groupState(members) === "off") expect(members.some(mayBeLit)).toBe(false);
      }),
      propertyRuns(500),
    );
  });
});
