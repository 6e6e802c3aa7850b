import type { InBoth } from "./language.ts";
import { MODE_WORDS, type ModeName } from "./press-words.ts";

/** A machine as a drawing: boxes, arrows as SVG paths, and a word at some of them. Data only. */
export type Box = {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly label: InBoth;
  readonly fault: boolean;
};
export type Frame = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type ArrowWord = {
  readonly x: number;
  readonly y: number;
  readonly text: InBoth;
  readonly anchor: "start" | "middle";
};
export type Drawing = {
  readonly width: number;
  readonly height: number;
  readonly boxWidth: number;
  readonly boxHeight: number;
  readonly boxes: readonly Box[];
  /** Around boxes between which it does not matter where an arrow begins. */
  readonly frames: readonly Frame[];
  readonly arrows: readonly string[];
  readonly words: readonly ArrowWord[];
};

const word = (x: number, y: number, en: string, sv: string, anchor: ArrowWord["anchor"] = "middle"): ArrowWord => ({
  x,
  y,
  text: { en, sv },
  anchor,
});

const rule = (id: string, x: number, y: number, en: string, sv: string, fault = false): Box => ({
  id,
  x,
  y,
  label: { en, sv },
  fault,
});

/** The rules of `device/lamp/level.ts`: the first that holds wins, above from left to right, then below. */
export const LAMP_DRAWING: Drawing = {
  width: 800,
  height: 206,
  boxWidth: 112,
  boxHeight: 26,
  boxes: [
    rule("commissioning", 100, 16, "commissioning", "arbete pågår"),
    rule("safe", 300, 16, "safe", "säkert", true),
    rule("override", 500, 16, "override", "tillfällig nivå"),
    rule("pirFault", 700, 16, "sensor out", "sensor borta", true),
    rule("day", 100, 134, "day", "dag"),
    rule("program", 330, 86, "program", "program"),
    rule("base", 330, 118, "base", "grundljus"),
    rule("floor", 330, 150, "floor", "lägsta nivå"),
    rule("entry", 330, 182, "entry post", "första stolpen"),
    rule("motion", 670, 114, "motion", "rörelse"),
    rule("neighbour", 670, 154, "neighbour", "granne"),
  ],
  frames: [
    { x: 266, y: 66, width: 128, height: 136 },
    { x: 606, y: 94, width: 128, height: 80 },
  ],
  arrows: ["M157,127 H264", "M266,141 H159", "M394,127 H604", "M606,141 H396"],
  words: [
    word(100, 44, "any: someone works at it", "alla: någon arbetar vid den"),
    word(300, 44, "any: unsure of the time", "alla: osäker på tiden"),
    word(500, 44, "any: asked for, for a while", "alla: någon bad om det en stund"),
    word(700, 44, "at night: its sensor is blind", "natt: sensorn är blind"),
    word(211, 119, "night falls", "natten kommer"),
    word(211, 157, "it is day", "det blir dag"),
    word(500, 119, "someone comes, here or nearby", "någon kommer, hit eller nära"),
    word(500, 157, "nobody for a minute", "ingen på en minut"),
  ],
};

const PITCH = 79;
const mode = (id: ModeName, x: number, y: number): Box => ({
  id,
  x,
  y,
  label: MODE_WORDS[id].label,
  fault: "fault" in MODE_WORDS[id],
});
const ROUND: readonly ModeName[] = [
  "BOOT",
  "SELF_TEST",
  "IDLE",
  "LOCKING",
  "WARN",
  "EXTEND",
  "DWELL",
  "RETRACT",
  "VERIFY",
  "COOL",
];

/** The drawing that stands above `device/bin/press/states.ts`. */
export const BIN_DRAWING: Drawing = {
  width: 800,
  height: 204,
  boxWidth: 70,
  boxHeight: 26,
  boxes: [
    ...ROUND.map((id, index) => mode(id, 42 + PITCH * index, 38)),
    mode("PAUSE", 516, 88),
    mode("WAIT_START", 121, 96),
    mode("FULL_LOCKED", 674, 96),
    mode("SAFE_STOP", 250, 146),
    mode("LOCKOUT", 121, 146),
    mode("COLLECTION", 516, 188),
    mode("SERVICE", 42, 146),
    mode("SHUTDOWN", 753, 146),
  ],
  frames: [],
  arrows: [
    ...ROUND.slice(1).map((_, index) => `M${78 + PITCH * index},38 H${84 + PITCH * index}`),
    "M753,25 V10 H200 V23",
    "M358,52 V70 H208 V53",
    "M279,52 V70",
    "M437,52 V88 H479",
    "M552,88 H595 V53",
    "M113,82 V53",
    "M129,52 V81",
    "M190,52 V96 H158",
    "M674,52 V81",
    "M121,132 V111",
    "M214,146 H158",
    "M340,146 H287",
    "M674,110 V188 H553",
    "M480,188 H3 V66 H97 V53",
    "M77,142 H84",
    "M86,150 H79",
    "M42,132 V96 H84",
    "M780,52 V131",
  ],
  words: [
    word(279, 84, "given up", "avbruten"),
    word(129, 125, "RESET", "RESET", "start"),
    word(346, 150, "any fault", "varje fel", "start"),
    word(614, 182, "door opened", "dörren öppnad"),
    word(270, 182, "door closed, RETURN", "dörren stängd, RETURN"),
    word(682, 72, "no room gained", "gav ingen plats", "start"),
    word(9, 172, "key turned", "nyckeln vriden", "start"),
    word(753, 172, "below 10 %", "under 10 %"),
  ],
};
