import { describe, expect, it } from "vitest";
import { certificateAge } from "../../../device/link/tls/certificate-age.ts";
import { daylight, Rig, started } from "../rig.ts";

const DAY = 86_400_000;
const YEAR = { fromMs: 0, toMs: 360 * DAY };

describe("the age of the device's own certificate", () => {
  it("asks for a new one from half its life on, and however short it is in its last two weeks", () => {
    const at = (days: number, validity = YEAR) => certificateAge(validity, days * DAY);
    expect([0, 179, 180].map((days) => at(days))).toEqual([null, null, null]);
    expect(at(181)).toEqual({ reason: "half-life", daysLeft: 179 });
    expect(at(346)).toEqual({ reason: "half-life", daysLeft: 14 });
    expect(at(347)).toEqual({ reason: "expiring", daysLeft: 13 });
    expect(at(361)).toEqual({ reason: "expired", daysLeft: 0 });
    expect(at(0, { fromMs: 0, toMs: 10 * DAY })).toEqual({ reason: "expiring", daysLeft: 10 });
  });

  it("is an alarm, told when it begins, when its reason changes, and when there is a new one", () => {
    const rig = new Rig({ transport: null });
    const now = 1_795_557_600_000;
    let toMs = now + 1_000 * DAY;
    rig.startLink({ certificate: () => ({ fromMs: now - 300 * DAY, toMs }) });
    rig.report(started());
    rig.run(1_000);
    for (const daysLeft of [100, 99, 13, 1_000, 999]) {
      toMs = now + (daysLeft + 0.5) * DAY;
      rig.report(daylight(1));
      rig.run(1_000);
      rig.link.keepHouse();
    }
    rig.run(5_000);
    const told = rig.backend.live.filter(({ stream }) => stream === "certificate").map(({ values }) => values);
    expect(told).toEqual([
      { active: true, reason: "half-life", daysLeft: 100 },
      { active: true, reason: "expiring", daysLeft: 13 },
      { active: false },
    ]);
    expect(rig.backend.problems).toEqual([]);
  });
});
