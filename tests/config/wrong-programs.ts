import { changed, type Wrong } from "./examples.ts";

const post = (from: string, to: string): string => changed("lamp-post-calendar", from, to);
/** The program `festive`, whose only line, 66, becomes `to`. */
const festive = (to: string): string => post("level: 100 %                # all night", to);
const period = (to: string): string => festive(`activePeriod: { ${to} }`);
const points = (...each: readonly string[]): string => festive(`switchPoints: [${each.join(", ")}]`);
const control = (to: string): string => festive(`dynamicControls: [{ level: 80 %, ${to} }]`);

const FESTIVE = "lamp.programs.festive";
const PERIOD = `${FESTIVE}.activePeriod`;
const POINTS = `${FESTIVE}.switchPoints`;
const CONTROL = `${FESTIVE}.dynamicControls.1`;
const A_TIME = 'Write a time such as "22:00".';
const OR_SUN = 'Write a time such as "22:00", or sunset, or sunrise.';
const OTHER_TYPE = "Take it out, or correct type.";
const IN_ORDER = "Put them in the order of the night.";

/** What is wrong with a program (issue 5, "Bad input"). */
export const WRONG_PROGRAMS: readonly Wrong[] = [
  [
    "over 100 %",
    festive("level: 110 %"),
    `p.yaml:66:14 ${FESTIVE}.level: 110 % is above 100 %. Write a share such as "30 %".`,
  ],
  [
    "a level without a value",
    festive("level:"),
    `p.yaml:66:7 ${FESTIVE}.level: this key has no value. Write a share such as "30 %". Or leave the key out.`,
  ],
  ["a misspelt key", festive("levle: 50 %"), `p.yaml:66:7 ${FESTIVE}: there is no key "levle". Did you mean "level"?`],
  [
    "a name in capitals",
    `${festive("level: 50 %")}    Winter: { level: 50 % }\n`.replace(/# The posts[^]*?\n(?= {4}Winter)/, ""),
    `p.yaml:68:5 lamp.programs: "Winter" cannot be the name of a program. Begin with a small letter, then small letters, digits and -, at most 32, such as weekend.`,
  ],
  [
    "a program of one word",
    post("    festive:\n      level: 100 %                # all night", "    festive: 100 %"),
    `p.yaml:65:14 ${FESTIVE}: this is not a program. Write a program as { level: 100 % }.`,
  ],
  [
    "a program of nothing",
    festive("#"),
    `p.yaml:65:5 ${FESTIVE}: this is not a program. Write a program as { level: 100 % }.`,
  ],
  [
    "a period of another name",
    period("type: Astro"),
    `p.yaml:66:29 ${PERIOD}.type: "Astro" is none of its choices. Write Night, Absolute, AstroClock, Sensor or AstroAndSensor.`,
  ],
  [
    "the key of another period",
    period('type: Sensor, sunsetOffset: 15 min, from: "18:00"'),
    `p.yaml:66:51 ${PERIOD}.sunsetOffset: sunsetOffset is for AstroClock or AstroAndSensor, and type says Sensor. ${OTHER_TYPE}`,
    `p.yaml:66:65 ${PERIOD}.from: from is for Absolute, and type says Sensor. ${OTHER_TYPE}`,
  ],
  [
    "an offset, and no type",
    period("sunsetOffset: 15 min"),
    `p.yaml:66:37 ${PERIOD}.sunsetOffset: sunsetOffset is for AstroClock or AstroAndSensor, and type says Night. ${OTHER_TYPE}`,
  ],
  [
    "an Absolute period without its end",
    period('type: Absolute, from: "18:00"'),
    `p.yaml:66:29 ${PERIOD}.type: an Absolute period needs to. Add to: "22:00".`,
  ],
  [
    "an Absolute period without times",
    period("type: Absolute"),
    `p.yaml:66:29 ${PERIOD}.type: an Absolute period needs from and to. Add from: "22:00" and to: "22:00".`,
  ],
  [
    "an Absolute period of no length",
    period('type: Absolute, from: "18:00", to: "18:00"'),
    `p.yaml:66:58 ${PERIOD}.to: it ends when it begins, at 18:00. Write two times, or leave activePeriod out for the whole night.`,
  ],
  [
    "a photocell that is bright before it is dark",
    period("type: Sensor, onLevel: 60 lx, offLevel: 55 lx"),
    `p.yaml:66:46 ${PERIOD}.onLevel: onLevel (60 lx) is above offLevel (55 lx). Lower onLevel or raise offLevel.`,
  ],
  [
    "an offset over three hours",
    period("type: AstroClock, sunsetOffset: 200 min"),
    `p.yaml:66:55 ${PERIOD}.sunsetOffset: 200 min is above 3 h. Write a duration such as "60 s".`,
  ],
  [
    "25 o'clock",
    points("{ at: 25:00, level: 0 % }"),
    `p.yaml:66:28 ${POINTS}.1.at: "25:00" cannot be used here. ${OR_SUN}`,
  ],
  [
    "half past nine",
    points("{ at: 9.30, level: 0 % }"),
    `p.yaml:66:28 ${POINTS}.1.at: "9.30" cannot be used here. ${OR_SUN}`,
  ],
  ["dusk", points("{ at: dusk, level: 0 % }"), `p.yaml:66:28 ${POINTS}.1.at: "dusk" cannot be used here. ${OR_SUN}`],
  [
    "a switch point without a level",
    points('{ at: "22:00" }'),
    `p.yaml:66:22 ${POINTS}.1.level: this key is missing. Write a share such as "30 %".`,
  ],
  [
    "an offset from a time",
    points('{ at: "22:00", offset: 5 min, level: 0 % }'),
    `p.yaml:66:45 ${POINTS}.1.offset: offset is for sunset and sunrise, and at says 22:00. Take it out, or correct at.`,
  ],
  [
    "switch points in the wrong order",
    points('{ at: "05:00", level: 50 % }', '{ at: "22:00", level: 0 % }'),
    `p.yaml:66:58 ${POINTS}.2.at: 22:00 comes after 05:00, and is earlier in a night, which lasts from noon to noon. ${IN_ORDER}`,
  ],
  [
    "two of sunset in the wrong order",
    points("{ at: sunset, offset: 1 h, level: 50 % }", '{ at: "22:00", level: 9 % }', "{ at: sunset, level: 0 % }"),
    `p.yaml:66:99 ${POINTS}.3.at: sunset comes after sunset + 1 h, and is earlier in a night, which lasts from noon to noon. ${IN_ORDER}`,
  ],
  [
    "two switch points at one time",
    points('{ at: "22:00", level: 50 % }', '{ at: "22:00", level: 0 % }'),
    `p.yaml:66:58 ${POINTS}.2.at: the lamp switches twice at 22:00. Keep one of them.`,
  ],
  [
    "two at sunrise",
    points("{ at: sunrise, level: 50 % }", "{ at: sunrise, offset: 0 s, level: 0 % }"),
    `p.yaml:66:58 ${POINTS}.2.at: the lamp switches twice at sunrise. Keep one of them.`,
  ],
  [
    "an operation that there is not",
    control("operation: max"),
    `p.yaml:66:51 ${CONTROL}.operation: "max" is none of its choices. Write Set, Max, Min, Add, Sub or Mul.`,
  ],
  [
    "a time that is none",
    control("from: 24:00"),
    `p.yaml:66:46 ${CONTROL}.from: "24:00" cannot be used here. ${A_TIME}`,
  ],
  [
    "a hold too short",
    control("hold: 1 s"),
    `p.yaml:66:46 ${CONTROL}.hold: 1 s is below 5 s. Write a duration such as "60 s".`,
  ],
];
