import type { Language } from "../captions.ts";
import { MODE_WORDS, type ModeName } from "./bin-words.ts";

/** A machine as a drawing: boxes, arrows as SVG paths, and a word at some of them. Data only. */
type InBoth = Readonly<Record<Language, string>>;
export type Box = {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly label: InBoth;
  readonly fault: boolean;
};
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

/** The rules of `device/lamp/level.ts`: the first that holds wins. */
export const LAMP_DRAWING: Drawing = {
  width: 800,
  height: 200,
  boxWidth: 110,
  boxHeight: 34,
  boxes: [
    rule("day", 90, 100, "day", "dag"),
    rule("base", 370, 100, "base", "grundljus"),
    rule("motion", 690, 100, "motion", "rörelse"),
    rule("safe", 370, 26, "safe", "säkert", true),
    rule("pirFault", 690, 26, "sensor out", "sensor borta", true),
    rule("floor", 370, 174, "floor", "lägsta nivå"),
  ],
  arrows: [
    "M146,93 H313",
    "M315,107 H148",
    "M426,93 H633",
    "M635,107 H428",
    "M190,26 H313",
    "M590,26 H633",
    "M370,117 V155",
    "M427,174 H690 V119",
  ],
  words: [
    word(230, 86, "night falls", "natten kommer"),
    word(230, 123, "it is day", "det blir dag"),
    word(530, 86, "someone comes", "någon kommer"),
    word(530, 123, "nobody for a minute", "ingen på en minut"),
    word(36, 30, "any: unsure of the time", "alla: osäker på tiden", "start"),
    word(474, 30, "any: sensor silent", "alla: sensorn tyst", "start"),
    word(558, 168, "someone comes", "någon kommer"),
    word(380, 142, "the night has a least level", "natten har en lägsta nivå", "start"),
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

/** The drawing that stands above `device/bin/states.ts`. */
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
  ],
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
    "M480,188 H62 V66 H97 V53",
  ],
  words: [
    word(279, 84, "given up", "avbruten"),
    word(129, 125, "RESET", "RESET", "start"),
    word(346, 150, "any fault", "varje fel", "start"),
    word(614, 182, "door opened", "dörren öppnad"),
    word(270, 182, "door closed, RETURN", "dörren stängd, RETURN"),
    word(682, 72, "no room gained", "ingen plats vanns", "start"),
  ],
};
