import { describe, expect, it } from "vitest";
import { instant } from "../../../device/measure/time.ts";
import { giveAddress, lookAround } from "../../../drivers/dali/addressing.ts";
import type { Reply } from "../../../drivers/dali/frames.ts";
import { Survey } from "../../../drivers/dali/survey.ts";
import { MockDaliGear } from "../../../hal-mocks/dali-gear.ts";
import { GIVEN, PlayedLamp } from "./played.ts";

/** A bus on which no lamp of ours is: its own is at 63, and nobody has that. */
function busOf(...gear: readonly MockDaliGear[]): PlayedLamp {
  const lamp = new PlayedLamp(gear[0] ?? new MockDaliGear(), { ...GIVEN, target: 63 });
  lamp.bus.gear.splice(0, 1, ...gear);
  return lamp;
}
const nameless = (count: number): readonly MockDaliGear[] =>
  Array.from({ length: count }, (_, index) => new MockDaliGear({ serial: index + 1 }));
const at = (address: number, serial = 100 + address): MockDaliGear => new MockDaliGear({ address, serial });
const writes = ({ bus }: PlayedLamp): readonly string[] => bus.traffic.filter((frame) => frame.startsWith("t:"));

/** The gear misses the first frame of this kind. */
function deafOnce(gear: MockDaliGear | undefined, missed: number): void {
  const hear = gear?.hear.bind(gear);
  if (gear === undefined || hear === undefined) return;
  let isDeaf = true;
  gear.hear = (first, ...rest) => {
    if (first !== missed || !isDeaf) return hear(first, ...rest);
    isDeaf = false;
    return undefined;
  };
}

describe("row 23: the scan of a bus", () => {
  it("tells which addresses are taken, and writes nothing where all have one", () => {
    const lamp = busOf(at(3), at(17), at(0));
    expect(lamp.surveyed(lookAround())).toMatchObject({ is: "seen", taken: [0, 3, 17], shared: [], without: 0 });
    expect(writes(lamp)).toEqual([]);
  });

  it.each([0, 1, 2, 5, 8])("counts %i without an address, though many answer at once", (count) => {
    expect(busOf(at(4), ...nameless(count)).surveyed(lookAround())).toMatchObject({ taken: [4], without: count });
  });

  it("stops counting at eight, and ends within a minute", () => {
    const seen = busOf(...nameless(64)).surveyed(lookAround());
    expect(seen).toMatchObject({ is: "seen", without: 8 });
    expect(seen.tookMs).toBeLessThan(60_000);
  });

  it("tells two of one address apart by their random addresses, where their answers are heard as one", () => {
    const [one, other] = [at(5, 1), at(5, 2)];
    [one.addressing.random, other.addressing.random] = [0x123456, 0x123457];
    const lamp = busOf(one, other, at(6));
    lamp.bus.overlaps = true;
    expect(lamp.surveyed(lookAround())).toMatchObject({ taken: [6], shared: [5], without: 0 });
  });

  it("ends wherever a gear dies, and never tells more than there were", () => {
    for (let diesAt = 2_000; diesAt < 9_000; diesAt += 130) {
      const gear = nameless(2);
      const lamp = busOf(...gear);
      const from = lamp.now;
      const seen = lamp.surveyed(lookAround(), () => {
        if (lamp.now - from >= diesAt) gear[1]?.mains(false, lamp.now);
      });
      expect(seen.tookMs).toBeLessThan(60_000);
      if (seen.is === "seen") expect([1, 2]).toContain(seen.without);
      expect(lamp.surveyed(lookAround())).toMatchObject({ without: seen.tookMs < diesAt ? 2 : 1 });
    }
  });

  it("does not count wrong by an answer that was lost or made up, or a frame that could not be sent", () => {
    const disturbed = (nth: number, noise: Reply["kind"]) => {
      const lamp = busOf(at(4), ...nameless(2));
      let answers = 0;
      const [question, special] = [/^..9[0-9a-f]$|^..c[234]$/, /^[a-b].00$/];
      lamp.bus.disturb = (reply, hex) => {
        if (!question.test(hex) && !special.test(hex)) return reply;
        return (answers += 1) === nth && noise !== "byte" ? { kind: noise } : reply;
      };
      const seen = lamp.surveyed(lookAround());
      return { answers, seen };
    };
    const { answers } = disturbed(0, "byte");
    for (const noise of ["nothing", "garbled", "failed"] as const)
      for (let nth = 1; nth <= answers; nth += 1)
        expect([noise, nth, disturbed(nth, noise).seen]).toMatchObject([
          ...[noise, nth],
          { is: "seen", taken: [4], shared: [], without: 2 },
        ]);
  });

  it("counts a gear once that did not hear that it is withdrawn", () => {
    const lamp = busOf(...nameless(2));
    deafOnce(lamp.bus.gear[0], 0xab);
    expect(lamp.surveyed(lookAround())).toMatchObject({ without: 2 });
  });

  it("says so where the count never comes out even, or the bus takes no frame", () => {
    const lamp = busOf(...nameless(1));
    lamp.bus.disturb = (reply, hex) => (hex === "bb00" ? { kind: "nothing" } : reply);
    expect(lamp.surveyed(lookAround())).toMatchObject({
      is: "failed",
      detail: expect.stringMatching(/not to be found/) as string,
    });
    lamp.bus.supply(false, lamp.now);
    expect(lamp.surveyed(lookAround())).toMatchObject({ is: "failed" });
  });
});

describe("row 23: an address for the one without", () => {
  it("is given, read back and looked for; nobody else's is touched, and all is ended", () => {
    const gear = [at(4), ...nameless(1)];
    const lamp = busOf(...gear);
    expect(lamp.surveyed(giveAddress(9))).toMatchObject({ is: "seen", taken: [4, 9], shared: [], without: 0 });
    expect(gear.map(({ address }) => address)).toEqual([4, 9]);
    expect(gear[0]?.addressing.random).toBe(0xffffff);
    expect(writes(lamp)).toEqual(["t:a5ff", "t:a700"]);
    expect(lamp.bus.traffic.findLast((frame) => /^(?:t:)?[ab]/.test(frame))).toBe("a100");
  });

  it("begins to search when the random addresses are there, and not before", () => {
    const survey = new Survey(giveAddress(0));
    const answers: Readonly<Record<string, Reply>> = {
      "1,145": { kind: "nothing" },
      "255,150": { kind: "byte", byte: 255 },
    };
    const sent = (): string => survey.frameAt(instant(0))?.bytes.join() ?? "";
    while (sent() !== "167,0") survey.heard(answers[sent()] ?? { kind: "nothing" }, instant(0));
    survey.heard({ kind: "nothing" }, instant(0));
    expect([survey.frameAt(instant(99)), survey.restUntil(instant(99))]).toEqual([null, 100]);
    expect(survey.frameAt(instant(100))?.bytes).toEqual([0xb1, 0xff]);
  });

  it.each([
    ["none without", [at(4)], /0 luminaires have no address/],
    ["two without", nameless(2), /2 luminaires have no address/],
    ["one that has it already", [at(0), ...nameless(1)], /address 0 is taken/],
    ["two that have it already", [at(0, 1), at(0, 2), ...nameless(1)], /address 0 is taken/],
  ])("is given to nobody: %s", (_, gear, detail) => {
    const lamp = busOf(...gear);
    const before = gear.map(({ address }) => address);
    expect(lamp.surveyed(giveAddress(0))).toMatchObject({
      is: "failed",
      detail: expect.stringMatching(detail) as string,
    });
    expect(gear.map(({ address }) => address)).toEqual(before);
  });

  it("is given though one answer is lost or made up, one frame cannot be sent, or one is not heard", () => {
    const given = (nth: number, noise: Reply["kind"]) => {
      const lamp = busOf(...nameless(1));
      let answers = 0;
      lamp.bus.disturb = (reply, hex) =>
        !hex.startsWith("7f") && (answers += 1) === nth && noise !== "byte" ? { kind: noise } : reply;
      return { seen: lamp.surveyed(giveAddress(0)), answers };
    };
    const { answers } = given(0, "byte");
    const fine = { is: "seen", taken: [0], shared: [], without: 0 };
    for (const noise of ["nothing", "garbled", "failed"] as const)
      for (let nth = 1; nth <= answers; nth += 1)
        expect([noise, nth, given(nth, noise).seen]).toMatchObject([noise, nth, fine]);
    for (const missed of [0xa5, 0xa7, 0xab, 0xb1, 0xb3, 0xb5, 0xb7]) {
      const lamp = busOf(...nameless(1));
      deafOnce(lamp.bus.gear[0], missed);
      expect([missed, lamp.surveyed(giveAddress(0))]).toMatchObject([missed, fine]);
    }
  });

  it("is given to nobody where one of two did not hear that the search began", () => {
    const lamp = busOf(...nameless(2));
    for (const gear of lamp.bus.gear) deafOnce(gear, 0xa5);
    deafOnce(lamp.bus.gear[1], 0xa5);
    expect(lamp.surveyed(giveAddress(0))).toMatchObject({
      is: "failed",
      detail: expect.stringMatching(/^2 luminaires/) as string,
    });
    expect(lamp.bus.gear.map(({ address }) => address)).toEqual([null, null]);
  });

  it("a gear that does not keep it is told", () => {
    const [gear] = nameless(1) as [MockDaliGear];
    gear.forgets = [0xb7];
    const detail = expect.stringMatching(/does not keep address 0/) as string;
    expect(busOf(gear).surveyed(giveAddress(0))).toMatchObject({ is: "failed", detail });
  });

  it("whenever the gear dies, it has that address or none, and the next try ends the same", () => {
    for (let diesAt = 0; diesAt < 4_000; diesAt += 70) {
      const [gear] = nameless(1) as [MockDaliGear];
      const lamp = busOf(gear);
      lamp.surveyed(giveAddress(0), () => {
        if (lamp.now >= diesAt) gear.mains(false, lamp.now);
      });
      gear.mains(true, lamp.now);
      lamp.run(200);
      if (gear.address === null) lamp.surveyed(giveAddress(0));
      expect(gear.address).toBe(0);
    }
  });

  it("the lamp follows its levels meanwhile, is found at its address, and is never darker than it was told", () => {
    const [gear] = nameless(1) as [MockDaliGear];
    const lamp = new PlayedLamp(gear, { ...GIVEN, target: 0 });
    lamp.wantedPct = 30;
    lamp.run(5_000);
    const detail = expect.stringMatching(/no gear has address 0, and gear without one is there/) as string;
    expect(lamp.state.lost).toMatchObject({ cause: "no-answer", detail });
    const other = at(7);
    lamp.bus.gear.push(other);
    const darkest = { gear: 254, other: 254 };
    const look = () => {
      darkest.gear = Math.min(darkest.gear, gear.level(lamp.now));
      darkest.other = Math.min(darkest.other, other.level(lamp.now));
    };
    lamp.surveyed(giveAddress(0), look);
    lamp.run(5_000, look);
    expect(lamp.state).toMatchObject({ lost: null, settled: true });
    expect([darkest, gear.level(lamp.now)]).toEqual([{ gear: 210, other: 254 }, 210]);
  });

  it("a level is on the wires within 100 ms while a bus of 64 is looked at", () => {
    const gear = at(0);
    const lamp = new PlayedLamp(gear, { ...GIVEN, target: 0 });
    lamp.bus.gear.push(...nameless(63));
    lamp.run(5_000);
    let [worstMs, changes, askedAt] = [0, 0, lamp.now as number];
    lamp.surveyed(lookAround(), () => {
      const wanted = lamp.wantedPct === 100 ? 254 : 210;
      if (gear.level(lamp.now) !== wanted) return;
      changes += 1;
      worstMs = Math.max(worstMs, lamp.now - askedAt);
      lamp.wantedPct = lamp.wantedPct === 100 ? 30 : 100;
      askedAt = lamp.now;
    });
    expect(changes).toBeGreaterThan(200);
    expect(worstMs).toBeLessThanOrEqual(100);
  });
});
