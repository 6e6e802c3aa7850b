import fc from "fast-check";
import type { BinPicture, PostPicture, StreetPicture } from "../../hal-mocks/terminal/street-picture.ts";

const post = (index: number, levelPct: number, reason: string, rest: Partial<PostPicture> = {}): PostPicture => ({
  name: `lamp-${index}`,
  positionM: (index - 1) * 22,
  levelPct,
  reason,
  secondsLeft: null,
  note: "",
  faulty: false,
  ...rest,
});

const bin: BinPicture = {
  name: "bin-1",
  positionM: 11,
  fillPct: 26,
  fillQuality: "valid",
  state: "idle",
  forecast: "full in about 31 h",
  ram: null,
  latched: false,
  faulty: false,
};

/** The blue hour: someone walks right, past the fourth post, and the second bin presses. */
export const BLUE_HOUR: StreetPicture = {
  place: "Hornsgatan",
  wallTime: "Wed 25 Nov 15:35",
  sunPhase: "dusk",
  daylightLx: 31,
  speed: 1,
  seed: 7,
  posts: [
    post(1, 30, "base"),
    post(2, 30, "base"),
    post(3, 100, "motion", { secondsLeft: 52 }),
    post(4, 100, "motion", { secondsLeft: 59.2 }),
    post(5, 62, "rising", { note: "lamp-4 said" }),
    post(6, 30, "base"),
  ],
  walkers: [{ positionM: 59.2, direction: "right" }],
  bins: [
    bin,
    {
      ...bin,
      name: "bin-2",
      positionM: 99,
      fillPct: 87,
      state: "pressing, 3 s",
      forecast: "",
      ram: { travelCm: 41, currentA: 2.8 },
    },
  ],
  savedPct: 64,
  walkedInDarkS: 0,
  city: { online: 8, total: 8, reportsPerS: 3, waiting: 0, networkUp: true, clockLost: false },
  loop: { rateHz: 50, late: 0, cycles: 21_950, worstMs: 0.4 },
  log: [
    "15:35:07 lamp-4  30 -> 100 %  someone passed pir-4",
    "15:35:05 bin-2   warned for 3 s, now pressing: fill 87 % is past 85 %",
  ],
  hint: "page  http://127.0.0.1:7474/      mosquitto_sub -p 18830 -t 'gaturum/#' -v",
  message: "",
};

const text = fc.oneof(fc.string({ unit: "grapheme", maxLength: 90 }), fc.string({ maxLength: 20 }));
const figure = fc.double({ min: -1e6, max: 1e9, noNaN: false });

/** Pictures far from any street: more posts than fit, wide letters, figures that mean nothing. */
export const ANY_PICTURE: fc.Arbitrary<StreetPicture> = fc.record({
  place: text,
  wallTime: text,
  sunPhase: text,
  daylightLx: figure,
  speed: figure,
  seed: figure,
  posts: fc.array(
    fc.record({
      name: text,
      positionM: figure,
      levelPct: fc.option(figure),
      reason: text,
      secondsLeft: fc.option(figure),
      note: text,
      faulty: fc.boolean(),
    }),
    { maxLength: 30 },
  ),
  walkers: fc.array(fc.record({ positionM: figure, direction: fc.constantFrom("left", "right") }), { maxLength: 9 }),
  bins: fc.array(
    fc.record({
      name: text,
      positionM: figure,
      fillPct: fc.option(figure),
      fillQuality: text,
      state: text,
      forecast: text,
      ram: fc.option(fc.record({ travelCm: figure, currentA: figure })),
      latched: fc.boolean(),
      faulty: fc.boolean(),
    }),
    { maxLength: 12 },
  ),
  savedPct: fc.option(figure),
  walkedInDarkS: figure,
  city: fc.record({
    online: figure,
    total: figure,
    reportsPerS: figure,
    waiting: figure,
    networkUp: fc.boolean(),
    clockLost: fc.boolean(),
  }),
  loop: fc.record({ rateHz: figure, late: figure, cycles: figure, worstMs: figure }),
  log: fc.array(text, { maxLength: 40 }),
  hint: text,
  message: text,
});
