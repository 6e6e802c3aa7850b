import { changed, type Wrong } from "./examples.ts";

/** The example post with its motion sensor on a board: `boards` becomes line 7, and the parts move down by it. */
const post = (boards: string, pir: string, lux = "mock, line: GPIO27"): string =>
  changed("lamp-post", "kind: lamp-post\n", `kind: lamp-post\n${boards === "" ? "" : `boards: ${boards}\n`}`)
    .replace("{ role: motion, driver: mock, line: GPIO17 }", `{ role: motion, driver: ${pir} }`)
    .replace("driver: mock, line: GPIO27", `driver: ${lux}`);

const ONE = "{ arduino-1: { driver: firmata, port: /dev/serial/by-id/uno } }";
const PIR = "firmata-motion, line: arduino-1/2";
export const ON_BOARD = post(ONE, PIR, "firmata-light, line: arduino-1/A0");

/** What is wrong with a board, or with a pin of one. */
export const WRONG_BOARDS: readonly Wrong[] = [
  [
    "a board that there is not",
    post(ONE, "firmata-motion, line: arduino-2/2", "firmata-light, line: arduino-1/A0"),
    `p.yaml:23:56 parts.pir-1.line: there is no board "arduino-2". Did you mean "arduino-1"?`,
  ],
  [
    "no boards",
    post("", PIR),
    `p.yaml:22:56 parts.pir-1.line: there is no board "arduino-1". Add a section "boards: { arduino-1: { driver: firmata, port: /dev/serial/by-id/NAME } }".`,
  ],
  [
    "a board that no part uses",
    post("{ arduino-1: { driver: firmata, port: /dev/a }, other: { driver: firmata, port: /dev/b } }", PIR),
    "p.yaml:7:57 boards.other: no part uses this board. Write a part with a line such as other/2, or take the board out.",
  ],
  [
    "one pin for two parts",
    post(ONE, PIR, "mock, line: arduino-1/2"),
    "p.yaml:24:48 parts.lux-1.line: the line arduino-1/2 is already that of pir-1 (p.yaml:23:3). Give each part a line of its own.",
  ],
  [
    "one port for two boards",
    post(
      "{ arduino-1: { driver: firmata, port: /dev/a }, two: { driver: firmata, port: /dev/a } }",
      PIR,
      "firmata-light, line: two/A0",
    ),
    "p.yaml:7:87 boards.two.port: the line /dev/a is already that of arduino-1 (p.yaml:7:11). Give each board a port of its own.",
  ],
  [
    "a board on the header's serial port, and a part on a pin of it",
    post("{ arduino-1: { driver: firmata, port: /dev/serial0 } }", PIR, "mock, line: GPIO14"),
    "p.yaml:24:48 parts.lux-1.line: GPIO14 is a pin of /dev/serial0, which arduino-1 (p.yaml:7:11) uses. Give each part a line of its own.",
  ],
  [
    "a digital pin for a converter",
    post(ONE, PIR, "firmata-light, line: arduino-1/3"),
    `p.yaml:24:57 parts.lux-1.line: "arduino-1/3" cannot be used here. Name a board and the analog pin as it is printed there, such as arduino-1/A0.`,
  ],
  [
    "a GPIO line for a pin of a board",
    post(ONE, "firmata-motion, line: GPIO17", "firmata-light, line: arduino-1/A0"),
    `p.yaml:23:56 parts.pir-1.line: "GPIO17" cannot be used here. Name a board and the pin as it is printed there, such as arduino-1/2.`,
  ],
  [
    "a board without a port",
    post("{ arduino-1: { driver: firmata } }", PIR),
    "p.yaml:7:22 boards.arduino-1.port: this key is missing. Name a port such as /dev/serial0.",
  ],
  [
    "another driver for a board",
    post("{ arduino-1: { driver: firmeta, port: /dev/a } }", PIR),
    `p.yaml:7:32 boards.arduino-1.driver: "firmeta" is none of its choices. Write firmata.`,
  ],
  [
    "a board of one word",
    post("{ arduino-1: /dev/a }", PIR),
    "p.yaml:7:22 boards.arduino-1: this is not a board. Write a board as { driver: firmata, port: /dev/serial/by-id/NAME }.",
  ],
  [
    "a board's name in capitals",
    post("{ UNO: { driver: firmata, port: /dev/a } }", PIR),
    `p.yaml:7:11 boards: "UNO" cannot be a board's name. Begin with a small letter, then small letters, digits and -, at most 32, such as arduino-1.`,
  ],
];
