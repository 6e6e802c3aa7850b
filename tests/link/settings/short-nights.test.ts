import { expect, it } from "vitest";
import { dueAt, nextTwin, resumed, RETRY_MS, type Twin } from "../../../device/link/settings/twin.ts";
import { instant, millis } from "../../../device/measure/time.ts";
import { desiredOf } from "./documents.ts";

const OWN = { broker: "mqtt://one", startDelayMs: millis(0), keepaliveMs: millis(60_000) };
const at = (now: number, wallMs: number | null = null) => ({ now: instant(now), wallMs, own: OWN });
const DESIRED = desiredOf(2, { lamp: { base: "40 %" } });
const CHECKED = { settings: DESIRED.state, city: OWN, configHash: DESIRED.id.hash };
const SUNSET = 1_800_000_000_000;
const NIGHT_MS = 5 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

it("R9: a post with power by night alone waits for a retry over nights that are shorter than the wait", () => {
  const verdict = { at: "probing", tries: 2, checked: CHECKED, until: instant(9), run: "r1" } as const;
  // Power goes in the probe: the next start counts it as a try, and does not know the time yet.
  let twin: Twin = { newest: { desired: DESIRED, verdict }, good: null, conflict: null };
  let nights = 0;
  for (let isDue = false; !isDue && nights < 9; nights += 1) {
    twin = resumed(twin, true, at(0)).twin;
    twin = nextTwin(twin, { in: "clock" }, at(60_000, SUNSET + nights * DAY_MS + 60_000)).twin;
    isDue = (dueAt(twin) ?? Infinity) <= NIGHT_MS;
  }
  expect(RETRY_MS[1]).toBeGreaterThan(NIGHT_MS);
  expect(nights).toBe(2);
});
