import { changed, exampleText, type Wrong } from "./examples.ts";

const post = (from: string, to: string): string => changed("lamp-post", from, to);
const bin = (from: string, to: string): string => changed("litter-bin", from, to);
const sensor = (from: string, to: string): string => changed("sensor-bin", from, to);
const CHIP_TWICE = `battery-1: { role: battery, driver: ads1115-battery, line: i2c-1/0x48/A1, battery: lead-12v }
  clock-1: { role: clock, driver: ds3231, line: i2c-1/0x48 }`;
const before = (name: "lamp-post" | "litter-bin", mark: string): string => exampleText(name).split(mark)[0] ?? "";

/** What is wrong with a section or a part. */
export const WRONG_PARTS: readonly Wrong[] = [
  [
    "a kind that there is not",
    post("kind: lamp-post", "kind: lamppost"),
    `p.yaml:6:7 kind: "lamppost" is none of its choices. Write lamp-post or litter-bin.`,
  ],
  [
    "the section of another kind",
    post("kind: lamp-post", "kind: litter-bin"),
    "p.yaml:26:1 lamp: this section is for a lamp-post, and kind says litter-bin. Take it out, or correct kind.",
  ],
  [
    "an empty section",
    before("lamp-post", "  base: 30 %"),
    "p.yaml:26:1 lamp: this section is empty. Indent its keys below it, two spaces each.",
  ],
  [
    "a list for a section",
    `${before("lamp-post", "  base: 30 %")}  - 30 %\n`,
    "p.yaml:27:3 lamp: this is a list. Leave out the dashes: each line is a key, a colon and a value.",
  ],
  [
    "a value for a section",
    before("litter-bin", "    pressAt").replace("  press:\n", "  press: yes\n"),
    "p.yaml:55:10 bin.press: this is not a section. Indent its keys below it, two spaces each.",
  ],
  [
    "one line for two parts",
    post("GPIO27", "GPIO17"),
    "p.yaml:23:48 parts.lux-1.line: the line GPIO17 is already that of pir-1 (p.yaml:22:3). Give each part a line of its own.",
  ],
  [
    "one port for two parts",
    bin("GPIO5 ", "/dev/serial0 "),
    "p.yaml:28:50 parts.hopper-a.line: the line /dev/serial0 is already that of level-1 (p.yaml:23:3). Give each part a line of its own.",
  ],
  [
    "one chip for two parts",
    bin("temperature-1: { role: temperature, driver: mock }\n  battery-1: { role: battery, driver: mock }", CHIP_TWICE),
    "p.yaml:25:49 parts.clock-1.line: the line i2c-1/0x48/A1 is already that of battery-1 (p.yaml:24:3). Give each part a line of its own.",
  ],
  [
    "a line by its chip that another part has by its name",
    post("GPIO27", "pinctrl-bcm2711/17"),
    "p.yaml:23:48 parts.lux-1.line: the line GPIO17 is already that of pir-1 (p.yaml:22:3). Give each part a line of its own.",
  ],
  [
    "a pin of the header's serial port, before the part on the port",
    sensor("  level-1:", "  beam-1: { role: beam, driver: beam, line: GPIO15 }\n  level-1:"),
    "p.yaml:20:50 parts.level-1.port: /dev/serial0 has the pin GPIO15, which beam-1 (p.yaml:19:3) uses. Give each part a line of its own.",
  ],
  [
    "the other pin of it, by its chip and behind it, under the port's other name",
    sensor("/dev/serial0 }", "/dev/ttyAMA0 }\n  beam-1: { role: beam, driver: beam, line: pinctrl-rp1/14 }"),
    "p.yaml:20:45 parts.beam-1.line: pinctrl-rp1/14 is a pin of /dev/ttyAMA0, which level-1 (p.yaml:19:3) uses. Give each part a line of its own.",
  ],
  [
    "a pin of the header's bus",
    post("GPIO17", "GPIO2").replace("mock, line: GPIO27", "bh1750, line: i2c-1/0x23"),
    "p.yaml:23:50 parts.lux-1.line: i2c-1 has the pin GPIO2, which pir-1 (p.yaml:22:3) uses. Give each part a line of its own.",
  ],
  [
    "the other pin of the bus, behind a part on it",
    post("GPIO27", "i2c-1/0x23").replace("GPIO18", "GPIO3"),
    "p.yaml:24:43 parts.lamp.line: GPIO3 is a pin of i2c-1, which lux-1 (p.yaml:23:3) uses. Give each part a line of its own.",
  ],
  [
    "a line in small letters",
    post("GPIO27", "gpio27"),
    `p.yaml:23:48 parts.lux-1.line: "gpio27" cannot be used here. Name a line or port such as GPIO17 or /dev/serial0.`,
  ],
  [
    "a line for a port",
    sensor("/dev/serial0", "GPIO17"),
    `p.yaml:19:50 parts.level-1.port: "GPIO17" cannot be used here. Name a port such as /dev/serial0.`,
  ],
  [
    "a port that is missing",
    sensor(", port: /dev/serial0", ""),
    "p.yaml:19:12 parts.level-1.port: this key is missing. Name a port such as /dev/serial0.",
  ],
  [
    "a sensor's name with a slip",
    sensor("driver: a02yyuw", "driver: maxbotix-hrlx"),
    'p.yaml:19:35 parts.level-1.driver: there is no driver "maxbotix-hrlx". Did you mean "maxbotix-hrxl"?',
  ],
  [
    "a range that the model has not",
    sensor("driver: a02yyuw,", "driver: maxbotix-hrxl, range: 7 m,"),
    'p.yaml:19:57 parts.level-1.range: "7 m" is none of its choices. Write 5 m or 10 m.',
  ],
  [
    "a range for a model that has one",
    sensor("driver: a02yyuw,", "driver: tf-luna, range: 10 m,"),
    'p.yaml:19:44 parts.level-1: there is no key "range". Write port, role or driver.',
  ],
  [
    "a word for a switch",
    sensor("driver: a02yyuw,", "driver: jsn-sr04t, correctsForAir: maybe,"),
    'p.yaml:19:62 parts.level-1.correctsForAir: "maybe" is neither true nor false. Write true or false.',
  ],
  [
    "one role for two parts",
    post("role: daylight", "role: motion"),
    "p.yaml:23:18 parts.lux-1.role: the role motion is already that of pir-1 (p.yaml:22:3). Give one of them another role.",
  ],
  [
    "no part for a role",
    post("  lamp: { role: lamp, driver: mock, line: GPIO18 }\n", ""),
    `p.yaml:22:3 parts: no part has the role lamp. Add a line such as "lamp-1: { role: lamp, driver: mock }".`,
  ],
  [
    "no parts",
    before("lamp-post", "# A mock"),
    `p.yaml:1:1 parts: this section is missing. Add a line such as "motion-sensor-1: { role: motion, driver: mock }".`,
  ],
  [
    "a driver that does something else",
    post("driver: mock, line: GPIO27", "driver: a02yyuw, port: /dev/serial0"),
    "p.yaml:23:36 parts.lux-1.driver: a02yyuw is a range-sensor, and the role daylight needs a light-sensor. Write bh1750, firmata-light, veml7700 or mock.",
  ],
  [
    "a misspelt driver",
    post("driver: mock, line: GPIO27", "driver: mok, line: GPIO27"),
    `p.yaml:23:36 parts.lux-1.driver: there is no driver "mok". Did you mean "mock"?`,
  ],
  [
    "a part that there is not",
    post("driver: mock, line: GPIO27", "driver: vcnl4040"),
    `p.yaml:23:36 parts.lux-1.driver: there is no driver "vcnl4040". Write bh1750, firmata-light, veml7700 or mock.`,
  ],
  [
    "the driver constructor",
    post("driver: mock, line: GPIO27", "driver: constructor"),
    `p.yaml:23:36 parts.lux-1.driver: there is no driver "constructor". Write bh1750, firmata-light, veml7700 or mock.`,
  ],
  [
    "no space behind a colon",
    post("role: motion", "role:motion"),
    "p.yaml:22:10 parts.pir-1.role: this part has no role. Write motion, daylight, lamp or clock.",
    `p.yaml:22:12 parts.pir-1: there is no key "role:motion". Put a space behind the colon.`,
  ],
  [
    "a role of another kind",
    sensor("role: level", "role: motion"),
    "p.yaml:19:20 parts.level-1.role: the role motion is for a lamp-post, and kind says litter-bin. Write level, level2, level3, temperature, clock or beam.",
  ],
  [
    "a beam driver on a guard: its cut wire would read as a closed one",
    bin("hopper-a: { role: hopperA, driver: mock", "hopper-a: { role: hopperA, driver: beam"),
    "p.yaml:28:38 parts.hopper-a.driver: beam is for the role beam, and this is hopperA. Write firmata-input, gpio-input or mock.",
  ],
  [
    "a beam whose cut wire would read clear",
    sensor("  level-1:", "  beam-1: { role: beam, driver: beam, line: GPIO6, pull: up }\n  level-1:"),
    "p.yaml:19:58 parts.beam-1.pull: pull: up makes a cut wire high, which reads as a clear beam while active is low. Write pull: down, or wire the receiver so that blocked is high and write active: high.",
  ],
  [
    "a ram without its section",
    before("litter-bin", "  press:"),
    "p.yaml:25:22 parts.battery-1.role: the role battery is for a bin with a ram, and bin.press is missing. Add the section press below bin, or take out the parts of the ram.",
  ],
  [
    "a name in capitals",
    post("pir-1:", "PIR_1:"),
    `p.yaml:22:3 parts: "PIR_1" cannot be a part's name. Begin with a small letter, then small letters, digits and -, at most 32, such as pir-1.`,
  ],
  [
    "the name __proto__",
    post("pir-1:", "__proto__:"),
    `p.yaml:22:3 parts: "__proto__" cannot be a part's name. Begin with a small letter, then small letters, digits and -, at most 32, such as pir-1.`,
  ],
  [
    "the name of the clock",
    post("lux-1:", "clock:"),
    "p.yaml:23:3 parts.clock: this is the name of the computer's own clock. Give this part another name.",
  ],
  [
    "a part of one word",
    post("{ role: motion, driver: mock, line: GPIO17 }", "motion"),
    "p.yaml:22:10 parts.pir-1: this is not a part. Write a part as { role: motion, driver: mock }.",
  ],
];
