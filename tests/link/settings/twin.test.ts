import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { twinSchema } from "../../../device/contract/downlink.ts";
import type { SettingsId } from "../../../device/channel/messages.ts";
import type { CheckedSettings, CheckResult } from "../../../device/link/settings/check.ts";
import { keptTwin, toKeep } from "../../../device/link/settings/kept-twin.ts";
import { twinMessage } from "../../../device/link/settings/twin-message.ts";
import {
  dueAt,
  isSame,
  nextTwin,
  NO_TWIN,
  PROBE_MS,
  resumed,
  RETRY_MS,
  wanted,
  type Desired,
  type Twin,
  type TwinInput,
} from "../../../device/link/settings/twin.ts";
import { instant, millis } from "../../../device/measure/time.ts";
import { desiredOf } from "./documents.ts";

const CITY = { broker: "mqtt://one", startDelayMs: millis(0), keepaliveMs: millis(60_000) };
const checkedOf = (desired: Desired, moved = false): CheckedSettings => ({
  settings: desired.state,
  city: moved ? { ...CITY, broker: "mqtt://two" } : CITY,
  configHash: desired.id.hash,
});
const BAD: CheckResult = {
  ok: false,
  problems: [{ code: 422, path: "lamp.base", text: "wrong" }],
  requiresRestart: [],
};
const time = (now: number, wallMs: number | null = null) => ({ now: instant(now), wallMs, own: CITY });

/** Plays inputs one after the other; each a moment later. */
function play(inputs: readonly TwinInput[], from: Twin = NO_TWIN) {
  let twin = from;
  const codes: number[] = [];
  const refusals: string[] = [];
  for (const [index, input] of inputs.entries()) {
    const step = nextTwin(twin, input, time(index));
    twin = step.twin;
    if (step.code !== null) codes.push(step.code);
    if (step.refusal !== null) refusals.push(step.refusal);
  }
  return { twin, codes, refusals, verdict: twin.newest?.verdict };
}

const ONE = desiredOf(1, { lamp: { base: "20 %" } });
const TWO = desiredOf(2, { lamp: { base: "40 %" } });
const desired = (of: Desired): TwinInput => ({ in: "desired", desired: of });
const good = (of: Desired, moved = false): TwinInput => ({
  in: "checked",
  id: of.id,
  result: { ok: true, checked: checkedOf(of, moved) },
});
const bad = (of: Desired): TwinInput => ({ in: "checked", id: of.id, result: BAD });
const stored = (of: Desired): TwinInput => ({ in: "stored", id: of.id, how: "durable" });
const follows = (id: SettingsId | null, run = "r1", connects = false): TwinInput => ({
  in: "control",
  id,
  run,
  connects,
});
const due = (control = true, live = true): TwinInput => ({ in: "due", control, live });
const trying = (of: Desired, moved = false): readonly TwinInput[] => [desired(of), good(of, moved), stored(of)];
/** Applies one whole, at moment 0. */
function applied(of: Desired, from: Twin = NO_TWIN): Twin {
  const { twin } = play([...trying(of), follows(of.id)], from);
  return nextTwin(twin, due(), time(PROBE_MS + 10)).twin;
}

describe("the twin, arrow by arrow", () => {
  it.each<readonly [string, readonly TwinInput[], string]>([
    ["a newer document is checked", [desired(ONE)], "checking"],
    ["a good one is staged", [desired(ONE), good(ONE)], "staging"],
    ["a bad one is rejected", [desired(ONE), bad(ONE)], "rejected"],
    ["a stored one is applied", trying(ONE), "applying"],
    [
      "one that nobody could keep is rejected",
      [desired(ONE), good(ONE), { in: "stored", id: ONE.id, how: "refused" }],
      "rejected",
    ],
    [
      "one that only memory keeps is applied",
      [desired(ONE), good(ONE), { in: "stored", id: ONE.id, how: "held" }],
      "applying",
    ],
    ["one that control follows is probed", [...trying(ONE), follows(ONE.id)], "probing"],
    ["one that control refuses is rejected", [...trying(ONE), { in: "refused", id: ONE.id, reason: "x" }], "rejected"],
    ["what control follows meanwhile is no answer", [...trying(ONE), follows(null)], "applying"],
    ["under another run of control it failed", [...trying(ONE), follows(ONE.id), follows(ONE.id, "r2")], "reverted"],
    ["the check of another document says nothing", [desired(ONE), desired(TWO), bad(ONE)], "checking"],
    ["a probe that is not over goes on", [...trying(ONE), follows(ONE.id), due()], "probing"],
  ])("%s", (_what, inputs, at) => {
    expect(play(inputs).verdict?.at).toBe(at);
  });

  it("one that nobody could check in time is no bad one: the last good one holds, and it is checked again in 1 h", () => {
    const problems = [{ code: 503, path: "", text: "they could not be checked in time." }];
    const late: TwinInput = { in: "checked", id: TWO.id, result: { ok: false, problems, requiresRestart: [] } };
    const { twin, codes } = play([desired(TWO), late], applied(ONE));
    expect(codes).toEqual([503]);
    expect(twinMessage(twin)).toMatchObject({ status: "reverted", errors: [{ code: 503 }], state: ONE.state });
    const again = nextTwin(twin, due(), time(1 + RETRY_MS[0])).twin;
    expect(again.newest?.verdict).toMatchObject({ at: "checking", tries: 1 });
    expect(play([good(TWO), stored(TWO)], again).verdict).toMatchObject({ at: "applying", tries: 2 });
  });

  it("R9: applied after a probe of 120 s, and in force from control's word on", () => {
    const { twin } = play([...trying(ONE), follows(ONE.id)]);
    expect(wanted(twin)?.desired).toBe(ONE);
    expect(twin.good).toBeNull();
    expect(nextTwin(twin, due(), time(PROBE_MS)).twin.newest?.verdict.at).toBe("probing");
    const step = nextTwin(twin, due(), time(PROBE_MS + 3));
    expect(step).toMatchObject({ code: 200, twin: { good: { desired: ONE }, newest: { verdict: { at: "applied" } } } });
  });

  it("R9: a bad one goes back to the last good one, and is tried after 1 h, 6 h and 24 h and never again", () => {
    let twin = applied(ONE);
    let now = 10_000_000;
    const waits: number[] = [];
    twin = nextTwin(twin, desired(TWO), time(now)).twin;
    for (let round = 0; round < 10; round += 1) {
      for (const input of [good(TWO), stored(TWO), follows(TWO.id)]) twin = nextTwin(twin, input, time(now)).twin;
      now += PROBE_MS;
      const step = nextTwin(twin, due(false), time(now));
      twin = step.twin;
      expect(wanted(twin)?.desired).toBe(ONE);
      const at = dueAt(twin);
      if (at === null) break;
      expect(nextTwin(twin, due(), time(at - 1)).twin).toBe(twin);
      waits.push(at - now);
      now = at;
      twin = nextTwin(twin, due(), time(now)).twin;
    }
    expect(waits).toEqual([...RETRY_MS]);
    // It is retained, and heard at each connect.
    expect(nextTwin(twin, desired(TWO), time(now)).twin).toBe(twin);
  });

  it("the session is asked for only where link's keys changed, from the first attempt on", () => {
    const moved = play([...trying(ONE, true), follows(ONE.id, "r1", true)]).twin;
    expect(dueAt(moved)).toBeNull();
    const attempted = nextTwin(moved, { in: "attempt" }, time(5_000)).twin;
    expect(dueAt(attempted)).toBe(5_000 + PROBE_MS);
    expect(nextTwin(attempted, due(true, false), time(5_000 + PROBE_MS)).twin.newest?.verdict.at).toBe("reverted");
    expect(nextTwin(attempted, due(true, true), time(5_000 + PROBE_MS)).twin.newest?.verdict.at).toBe("applied");
    const { twin } = play([...trying(ONE), follows(ONE.id)]);
    expect(nextTwin(twin, due(true, false), time(PROBE_MS + 3)).twin.newest?.verdict.at).toBe("applied");
  });

  it("a trial that is overtaken stays in force until the newer one is known to be good", () => {
    const first = [...trying(ONE), follows(ONE.id), desired(TWO)];
    expect(wanted(play(first).twin)?.desired).toBe(ONE);
    expect(wanted(play([...first, good(TWO)]).twin)?.desired).toBe(ONE);
    expect(wanted(play([...first, good(TWO), stored(TWO)]).twin)?.desired).toBe(TWO);
    expect(wanted(play([...first, bad(TWO)]).twin)).toBeNull();
  });

  it("equal version with other words is a conflict, told once, until it comes as it was", () => {
    const other = desiredOf(1, { lamp: { base: "21 %" } });
    const { twin, codes } = play([desired(other), desired(other)], applied(ONE));
    expect(codes).toEqual([409]);
    expect(twinMessage(twin)).toMatchObject({
      status: "rejected",
      hash: other.id.hash,
      errors: [{ code: 409 }],
      state: ONE.state,
    });
    const back = nextTwin(twin, desired(ONE), time(9)).twin;
    expect(twinMessage(back)).toMatchObject({ status: "applied", hash: ONE.id.hash, errors: [] });
  });

  it("lower versions and older epochs are refused, and a newer epoch begins anew", () => {
    const later = desiredOf(1, { lamp: { base: "50 %" } }, 2);
    expect(play([desired(ONE)], applied(TWO)).refusals).toEqual(["version"]);
    expect(play([desired(later), desired(desiredOf(9, {}))], applied(TWO))).toMatchObject({
      refusals: ["epoch"],
      verdict: { at: "checking" },
    });
  });
});

describe("the twin of a link that begins", () => {
  it("counts what was being tried as a try, and goes back", () => {
    for (const inputs of [[desired(TWO), good(TWO)], trying(TWO), [...trying(TWO), follows(TWO.id)]]) {
      const was = play(inputs, applied(ONE)).twin;
      const { twin, code } = resumed(was, true, time(0, 1_000));
      expect(code).toBe(500);
      expect(twin.newest?.verdict).toMatchObject({
        at: "reverted",
        tries: 1,
        retryAt: RETRY_MS[0],
        retryTs: 1_000 + RETRY_MS[0],
      });
      expect(wanted(twin)?.desired.id).toEqual(ONE.id);
    }
  });

  it("waits the whole time again for a retry, or by the wall clock once that is known", () => {
    const failed = resumed(play(trying(TWO)).twin, true, time(0, 1_000)).twin;
    const again = resumed(failed, true, time(77)).twin;
    expect(dueAt(again)).toBe(77 + RETRY_MS[0]);
    const known = nextTwin(again, { in: "clock" }, time(100, 1_000 + RETRY_MS[0] - 60_000)).twin;
    expect(dueAt(known)).toBe(100 + 60_000);
  });

  it("looks at the newest anew under another config, and trusts nothing that was proved before", () => {
    const { twin } = resumed(play([desired(TWO), bad(TWO)], applied(ONE)).twin, false, time(0));
    expect(twin).toMatchObject({ good: null, newest: { desired: TWO, verdict: { at: "checking", tries: 0 } } });
  });

  it("reads back what it kept, and nothing of what is no twin", () => {
    const { twin } = play([...trying(TWO), follows(TWO.id)], applied(ONE));
    expect(keptTwin(JSON.parse(JSON.stringify(toKeep(twin, "b"))) as never)).toEqual({ basis: "b", twin });
    for (const junk of [null, 1, {}, { v: 1 }, { v: 2, basis: "b", twin: NO_TWIN }])
      expect(keptTwin(junk).twin).toBe(NO_TWIN);
  });
});

const someDesired = fc
  .record({
    version: fc.integer({ min: 1, max: 4 }),
    epoch: fc.integer({ min: 1, max: 3 }),
    base: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ version, epoch, base }) => desiredOf(version, { base }, epoch));
const someInput = fc.oneof(
  someDesired.map(desired),
  someDesired.map((of) => good(of)),
  someDesired.map((of) => good(of, true)),
  someDesired.map(bad),
  someDesired.map(stored),
  someDesired.map(({ id }): TwinInput => ({ in: "refused", id, reason: "x" })),
  fc
    .tuple(someDesired, fc.constantFrom("r1", "r2"), fc.boolean())
    .map(([{ id }, run, connects]) => follows(id, run, connects)),
  fc.tuple(fc.boolean(), fc.boolean()).map(([control, live]) => due(control, live)),
  fc.constantFrom<TwinInput>({ in: "attempt" }, { in: "clock" }, follows(null)),
);
/** `own`: the answer to where the twin stands, so that histories go far. */
const someMove = fc.record({
  own: fc.boolean(),
  input: someInput,
  wait: fc.constantFrom(0, 1_000, PROBE_MS, RETRY_MS[0], RETRY_MS[2]),
  restarts: fc.integer({ min: 0, max: 19 }).map((of) => of === 0),
});

describe("R9: the twin, whatever comes", () => {
  it("never goes back, never trusts what was not proved, tries four times, and always says a message of the contract", () => {
    fc.assert(
      fc.property(fc.array(someMove, { maxLength: 60 }), (moves) => {
        let [twin, now] = [NO_TWIN, 0];
        for (const { own, input, wait, restarts } of moves) {
          now += wait;
          const was = twin;
          const asked = own ? answerTo(was, input) : input;
          twin = restarts ? resumed(was, true, time(now)).twin : nextTwin(was, asked, time(now)).twin;
          holds(was, twin, asked);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

function answerTo({ newest }: Twin, input: TwinInput): TwinInput {
  if (newest === null) return input;
  const { desired: of, verdict } = newest;
  if (verdict.at === "checking") return good(of, input.in === "attempt");
  if (verdict.at === "staging") return stored(of);
  if (verdict.at === "applying") return follows(of.id, "r1", input.in === "attempt");
  return verdict.at === "probing" && verdict.until === null ? { in: "attempt" } : due(input.in !== "due", true);
}

function holds(was: Twin, twin: Twin, input: TwinInput): void {
  const [older, newer] = [was.newest?.desired.id, twin.newest?.desired.id];
  if (older !== undefined) {
    const isForward =
      newer !== undefined &&
      (newer.epoch > older.epoch || (newer.epoch === older.epoch && newer.version >= older.version));
    expect(isForward).toBe(true);
    if (newer?.epoch === older.epoch && newer.version === older.version) expect(newer.hash).toBe(older.hash);
  }
  const isProved = was.newest?.verdict.at === "probing" && input.in === "due";
  if (twin.good !== was.good && twin.good !== null) expect(isProved).toBe(true);
  const verdict = twin.newest?.verdict;
  if (verdict !== undefined && "tries" in verdict) expect(verdict.tries).toBeLessThanOrEqual(4);
  if (verdict?.at === "reverted")
    expect(isSame(wanted(twin)?.desired.id ?? null, twin.good?.desired.id ?? null)).toBe(true);
  twinSchema.parse(twinMessage(twin));
}
