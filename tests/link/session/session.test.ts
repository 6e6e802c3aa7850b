import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ANSWER_MS,
  BACKOFF_CAP_MS,
  dueAt,
  firstSession,
  LEAST_MAX_MS,
  LEAVE_MS,
  nextSession,
  STABLE_MS,
  type Chance,
  type Session,
  type SessionInput,
} from "../../../device/link/session/session.ts";
import { after, instant, millis } from "../../../device/measure/time.ts";

const NOW = instant(1_000_000);
const DUE = after(NOW, millis(-1));
const LATER = after(NOW, millis(1));
const chance = (jitter = 1, leastMs = 0, spreadMs = 0): Chance => ({
  jitter,
  leastMs: millis(leastMs),
  spreadMs: millis(spreadMs),
});

const states: Readonly<Record<Session["at"], Session>> = {
  waiting: { at: "waiting", until: DUE, failures: 0, crowd: false },
  connecting: { at: "connecting", until: DUE, failures: 0, crowd: false },
  subscribing: { at: "subscribing", until: DUE, failures: 0, crowd: false },
  announcing: { at: "announcing", until: DUE, failures: 0, crowd: false },
  live: { at: "live", since: DUE, failures: 0, crowd: false },
  leaving: { at: "leaving", until: DUE },
  ended: { at: "ended" },
};
const inputs = {
  due: { in: "due" },
  opened: { in: "opened" },
  granted: { in: "granted" },
  announced: { in: "announced" },
  failed: { in: "failed" },
  stop: { in: "stop" },
  closed: { in: "closed", patience: false, hungUp: false },
} as const satisfies Record<SessionInput["in"], SessionInput>;

/** Every state met by every input: where it goes and what is done. A dot: nothing happens. */
const TABLE: Readonly<Record<Session["at"], Readonly<Record<SessionInput["in"], string>>>> = {
  waiting: {
    due: "connecting connect",
    opened: ".",
    granted: ".",
    announced: ".",
    failed: ".",
    stop: "ended end",
    closed: ".",
  },
  connecting: {
    due: "waiting drop",
    opened: "subscribing subscribe",
    granted: ".",
    announced: ".",
    failed: "waiting drop",
    stop: "ended drop end",
    closed: "waiting",
  },
  subscribing: {
    due: "waiting drop",
    opened: ".",
    granted: "announcing announce",
    announced: ".",
    failed: "waiting drop",
    stop: "leaving farewell",
    closed: "waiting",
  },
  announcing: {
    due: "waiting drop",
    opened: ".",
    granted: ".",
    announced: "live flow",
    failed: "waiting drop",
    stop: "leaving farewell",
    closed: "waiting",
  },
  live: {
    due: ".",
    opened: ".",
    granted: ".",
    announced: ".",
    failed: "waiting drop",
    stop: "leaving farewell",
    closed: "waiting",
  },
  leaving: {
    due: "ended drop end",
    opened: ".",
    granted: ".",
    announced: ".",
    failed: ".",
    stop: ".",
    closed: "ended end",
  },
  ended: { due: ".", opened: ".", granted: ".", announced: ".", failed: ".", stop: ".", closed: "." },
};

describe("the session, each state met by each input", () => {
  for (const [at, row] of Object.entries(TABLE)) {
    for (const [name, expected] of Object.entries(row)) {
      it(`${at} + ${name} → ${expected}`, () => {
        const was = states[at as Session["at"]];
        const step = nextSession(was, inputs[name as SessionInput["in"]], chance(), NOW);
        if (expected === ".") {
          expect(step.state).toBe(was);
          expect(step.actions).toEqual([]);
        } else expect([step.state.at, ...step.actions].join(" ")).toBe(expected);
      });
    }
  }

  it("hears nothing before its time", () => {
    for (const was of Object.values(states)) {
      const early: Session = "until" in was ? { ...was, until: LATER } : was;
      expect(nextSession(early, inputs.due, chance(), NOW).state).toBe(early);
    }
  });
});

describe("the waits", () => {
  const OURS = { patience: false, hungUp: false };
  const waitAfter = (was: Session, wish: Chance, end: Partial<typeof OURS> = {}): number => {
    const { state } = nextSession(was, { in: "closed", ...OURS, ...end }, wish, NOW);
    return Number(dueAt(state)) - NOW;
  };
  const failing = (failures: number, crowd = false): Session => ({ at: "connecting", until: LATER, failures, crowd });
  const live = (forMs: number): Session => ({
    ...{ at: "live", failures: 5, crowd: false },
    since: after(NOW, millis(-forMs)),
  });

  it("double up to the cap, and jitter takes any share of them", () => {
    const longest = [0, 1, 2, 8, 9, 50].map((failures) => waitAfter(failing(failures), chance(1)));
    expect(longest).toEqual([1_000, 2_000, 4_000, 256_000, BACKOFF_CAP_MS, BACKOFF_CAP_MS]);
    expect(waitAfter(failing(50), chance(0))).toBe(0);
    expect(waitAfter(failing(3), chance(0.25))).toBe(2_000);
  });

  it("begin anew after a session that was stable, and not after one that was not", () => {
    expect(waitAfter(live(STABLE_MS), chance(1))).toBe(1_000);
    expect(waitAfter(live(STABLE_MS - 1), chance(1))).toBe(32_000);
  });

  it("are longer for a broker that asks for patience", () => {
    expect(waitAfter(failing(0), chance(1), { patience: true })).toBe(8_000);
  });

  it("R6: spread a crowd, from the first moment on, until it is live; this device's own trouble is no crowd", () => {
    const minute = (jitter: number) => chance(jitter, 0, 60_000);
    expect(waitAfter(live(STABLE_MS), minute(0.5), { hungUp: true })).toBe(30_000);
    expect(waitAfter(live(STABLE_MS), minute(0.5))).toBe(500);
    expect([0, 0.5, 1].map((jitter) => waitAfter(failing(0, true), minute(jitter)))).toEqual([60_000, 75_000, 90_000]);
    const back = nextSession(failing(0), { in: "closed", patience: false, hungUp: true }, minute(1), NOW).state;
    expect(back).toMatchObject({ at: "waiting", crowd: true });
    const announcing: Session = { at: "announcing", until: LATER, failures: 3, crowd: true };
    expect(nextSession(announcing, { in: "announced" }, minute(1), NOW).state).toMatchObject({ crowd: false });
    expect(firstSession(NOW, millis(60_000), 0.5)).toMatchObject({ crowd: true });
  });

  it("follow what the city asks, within the cap, and nobody comes at the same moment for it", () => {
    expect([0, 1].map((jitter) => waitAfter(failing(0), chance(jitter, 5_000)))).toEqual([5_000, 6_000]);
    expect(waitAfter(failing(9), chance(0, 9_999_999))).toBe(LEAST_MAX_MS);
    expect(waitAfter(failing(9), chance(1, 9_999_999))).toBe(BACKOFF_CAP_MS);
    const tooWide = [0, 0.5, 1].map((jitter) => waitAfter(live(0), chance(jitter, 0, 9_999_999), { hungUp: true }));
    expect(tooWide).toEqual([0, BACKOFF_CAP_MS / 2, BACKOFF_CAP_MS]);
  });

  it("of the first connection is spread over the start delay", () => {
    expect(dueAt(firstSession(NOW, millis(120_000), 0.25))).toBe(NOW + 30_000);
  });
});

it("never leaves the device stranded: whatever comes, it is live or has announced a moment within the cap", () => {
  const input = fc.constantFrom(...Object.values(inputs).filter(({ in: name }) => name !== "stop"));
  const story = fc.array(fc.tuple(input, fc.nat(70_000), fc.double({ min: 0, max: 1, noNaN: true })), {
    minLength: 100,
  });
  fc.assert(
    fc.property(story, (happenings) => {
      let state: Session = firstSession(NOW, millis(0), 0);
      let now = NOW;
      for (const [happening, waitMs, jitter] of happenings) {
        now = after(now, millis(waitMs));
        state = nextSession(state, happening, chance(jitter), now).state;
        const due = dueAt(state);
        if (state.at !== "live") expect(due === null ? Infinity : due - now).toBeLessThanOrEqual(BACKOFF_CAP_MS);
      }
    }),
    { numRuns: 200 },
  );
  expect(ANSWER_MS).toBeLessThan(BACKOFF_CAP_MS);
  expect(LEAVE_MS).toBeLessThanOrEqual(1_500);
});
