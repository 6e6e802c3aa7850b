import { CONFIG_NAMES } from "../device/contract/interop/config-names.ts";
import { counterpartText } from "../device/contract/interop/counterpart.ts";
import { ROLES, type DeviceKind, type Need, type Role } from "../device/measure/roles.ts";
import type { Setting } from "../device/measure/setting.ts";
import { binSettings, pressSettings } from "./bin-settings.ts";
import { boardSettings } from "./boards.ts";
import { CITY_KEYS } from "./city-keys.ts";
import { deviceSettings } from "./device-settings.ts";
import { DRIVERS } from "./drivers.ts";
import { lampSettings } from "./lamp-settings.ts";
import { driversFor } from "./part.ts";
import { KINDS } from "./quantities.ts";
import { ROLE_WORDS } from "./role-words.ts";
import { SPAN_MIN_MM } from "./rules.ts";
import { neighboursSettings } from "./neighbours-settings.ts";
import {
  fileKey,
  isList,
  isNamed,
  isNumeric,
  isOptional,
  isSetting,
  type Entry,
  type List,
  type Section,
} from "./section.ts";
import { either, shown } from "./value.ts";

const INTRO = `# Every key of a config

A config is one YAML file for one device. Begin with an example that is near: [lamp-post.yaml](../config/lamp-post.yaml),
[lamp-post-calendar.yaml](../config/lamp-post-calendar.yaml) with a calendar,
[bus-shelter.yaml](../config/bus-shelter.yaml), [litter-bin.yaml](../config/litter-bin.yaml), or
[sensor-bin.yaml](../config/sensor-bin.yaml), a bin in which nothing moves. An editor that knows YAML schemas checks it as you type, by the first line of the examples.

\`gaturum run\` checks the whole file before it does anything, and tells each mistake by place, cause and cure. A key that
it does not know is one. There are no aliases (\`*name\`) and no tags (\`!name\`): what a value means stands where it is.

A key without a default must be there; a section that has none of these can be left out whole. What is odd and can be meant
is told as \`note:\`, and the config is taken. Names like \`NAME\` below are yours.

## Units

A quantity is a number and its unit, with a space between or none. Decimals take a point.
`;

/** The reference page, from the same tables that check a file. */
export function configPage(): string {
  const bins = [...sections("bin", binSettings), section("`bin.press`", pressSettings, PRESS)];
  const blocks = [
    INTRO,
    units(),
    ...sections("", deviceSettings),
    ...sections("lamp", lampSettings),
    TALQ,
    talqWords(),
    ...sections("neighbours", neighboursSettings, NEIGHBOURS),
    ...bins,
    section("`boards`", boardSettings, BOARDS),
    parts(),
    RULES,
    byCity(),
  ];
  return blocks.join("\n");
}

const TALQ = `## What TALQ calls it

A city that writes tenders by TALQ finds its words here. This is a reference, not a claim of being certified. Units are
TALQ's; \`ours\` is what the checked config has, in ms where it is a time. What LwM2M and NGSI-LD call a key, and which keys
only we have: [interop.md](interop.md).
`;

const talqWords = (): string =>
  table(
    ["key", "TALQ 2.7.1", "mind"],
    CONFIG_NAMES.flatMap(({ ours, talq, note }) =>
      talq === undefined ? [] : [[`\`${ours}\``, counterpartText(talq), note ?? ""]],
    ),
  );

const NEIGHBOURS = `The posts along the path: who comes at one is lit at the others. Leave this section out, and the post works alone. How far
that goes is \`lamp.neighbours\`.

`;

const PRESS = "The ram. Leave this section out, and nothing in the bin moves.\n\n";

const BOARDS = `MCU boards on USB whose pins parts use, a line each: \`arduino-1: { driver: firmata, port: /dev/serial/by-id/… }\`.
The name is yours, as a part's is; a part names the board and its pin as \`line: arduino-1/2\`. Most devices have none.

`;

const RULES = `## What keys say together

- \`lamp.floor\` is not above \`lamp.base\`, nor that above \`lamp.boost\`; \`cellOn\` is not above \`cellOff\`;
  \`nearHops\` is not above \`aheadHops\`, nor \`powerLeast\` above \`powerFull\`.
- \`constantLight: controller\` needs \`depreciation\`, from 0 hours on; \`driver\` must not have it.
- A rule and \`defaultProgram\` name programs that are there. \`startDate\` and \`endDate\` have both a year or neither.
  \`nth\` needs \`weekdays\`.
- Rules may overlap, as the first that holds wins. One is refused that never holds, or never wins behind those above it.
- A program has a \`level\`, or a switch point that surely comes before its period begins.
- A time of \`switchPoints\` is later in the night, from noon to noon, than the one above it; so are offsets of sunset
  among each other, and of sunrise.
- A period has the keys of its type: \`Absolute\` needs \`from\` and \`to\`.
- \`city.tls\` needs \`mqtts://\`, and \`certificate\` its \`key\`.
- \`neighbours\` needs \`lan\` or \`overBroker\`, and that the city's broker. No two posts have one \`distance\`, or one
  \`address\` and \`port\`.
- \`bin.hysteresis\` is not above \`bin.full\`.
- \`bin.height\` is at least ${SPAN_MIN_MM} mm more than \`bin.fullAt\`.
- \`press.plateAtTop\` and \`press.stroke\` together do not reach below \`bin.height\`.
- \`press.turning\` is above neither \`press.press\` nor \`press.retractStall\`; \`strokesPerHourMax\` is not above
  \`strokesPerDayMax\`.
`;

/** Told in a list and not as a column: most tables would have one word in all their lines. */
function byCity(): string {
  const rows = Object.entries(CITY_KEYS).map(([kind, keys]) => [kind, keys.map((key) => `\`${key}\``).join(", ")]);
  return `
## What the city can set while a device runs

By \`dn/twin\` ([backend.md](backend.md)), in the words of this page: \`{"lamp": {"base": "30 %", "hold": "60 s"}}\`. It is laid
over the file and checked as one. A section stands for all keys within it. Every other key stands in the file alone, and a
restart takes it up: a document that names one is rejected, and \`requiresRestart\` says which.

${table(["kind", "keys"], rows)}`;
}

function units(): string {
  const rows = Object.values(KINDS).map(({ name, example, units: known }) => [
    name.replace(/^an? /, ""),
    Object.keys(known).join(", "),
    `\`${example}\``,
  ]);
  return table(["quantity", "units", "as"], rows);
}

/** A section, then those within it. */
function sections(path: string, entries: Section, before = ""): readonly string[] {
  const inner = Object.entries(entries).flatMap(([key, entry]) =>
    isSetting(entry) ? [] : within(path === "" ? key : `${path}.${key}`, entry),
  );
  return [section(path === "" ? "The device" : `\`${path}\``, entries, before), ...inner];
}

function within(path: string, entry: Exclude<Entry, Setting>): readonly string[] {
  if (isOptional(entry)) return sections(path, entry.of, `${entry.meaning} Without this section there is none.\n\n`);
  if (isNamed(entry)) {
    return sections(
      `${path}.NAME`,
      entry.of,
      `${entry.meaning} At most ${entry.max}, each as \`${entry.example}\`.\n\n`,
    );
  }
  if (!isList(entry)) return sections(path, entry);
  return isSetting(entry.of) ? [] : sections(path, entry.of, `${entry.meaning} ${listWords(entry)}\n\n`);
}

const listWords = ({ max, example }: List): string => `A list of at most ${max}, as \`${example}\`.`;

function section(title: string, entries: Section, before = ""): string {
  const rows = Object.entries(entries).flatMap(([key, entry]): readonly (readonly string[])[] => {
    const name = `\`${fileKey(key, entry)}\``;
    if (isSetting(entry)) return [[name, ...cells(entry)]];
    if (isList(entry) && isSetting(entry.of)) return [[name, valuesOf(entry, entry.of), "none", entry.meaning]];
    return [];
  });
  const keys = rows.length === 0 ? "" : table(["key", "what to write", "default", "what it does"], rows);
  return `## ${title}\n\n${before}${keys}`;
}

function valuesOf({ max, example }: List, of: Setting): string {
  const [write] = cells(of);
  return `a list of at most ${max}: ${write}, as ${example}`;
}

function cells(setting: Setting): readonly [write: string, usual: string, meaning: string] {
  const { meaning } = setting;
  if (isNumeric(setting)) {
    const { kind, min, max, default: usual } = setting;
    const none = usual === null ? "none" : "";
    return [`${shown(kind, min)} to ${shown(kind, max)}`, usual == null ? none : shown(kind, usual), meaning];
  }
  const usual = setting.default === null ? "none" : String(setting.default ?? "");
  switch (setting.kind) {
    case "switch":
      return ["true or false", usual, meaning];
    case "choice":
      return [either(setting.of), usual, meaning];
    case "text":
      return [setting.write.replace(/^Write /, "").replace(/\.$/, ""), usual, meaning];
    case "line":
      return [LINE_CELLS[setting.only ?? "any"], usual, meaning];
  }
}

const LINE_CELLS = {
  port: "a port, as /dev/serial0",
  gpio: "a line, as GPIO17 or pinctrl-bcm2711/17",
  pwm: "a channel, as fe20c000.pwm/0",
  "board-pin": "a pin of a board, as arduino-1/2",
  "board-analog": "an analog pin of a board, as arduino-1/A0",
  i2c: "a chip on a bus, as i2c-1/0x40",
  "i2c-channel": "a chip's channel, as i2c-1/0x48/A0",
  any: "a line or a port, as GPIO17",
} as const;

function parts(): string {
  const kinds = Object.keys(ROLES) as DeviceKind[];
  return `## \`parts\`

Its hardware, a line each: \`pir-1: { role: motion, driver: mock, line: GPIO17 }\`. The name is yours: a small letter, then
small letters, digits and -, at most 32. The role says what it is in this device, the driver which model it is. Each
role is of one part, and each line or port too. A device that names no clock has that of its
computer. A mock has no hardware and runs with \`--mock\` alone; its line may stand there already.

${kinds.map((kind) => `### Roles of a ${kind}\n\n${roles(kind)}`).join("\n")}
### Drivers

Each has the keys \`role\` and \`driver\`, and these.

${drivers()}`;
}

const NEEDED: Readonly<Record<Need, string>> = {
  always: "yes",
  press: "only with `bin.press`",
  pressOptional: "no, and only with `bin.press`",
  optional: "no",
};

function roles(kind: DeviceKind): string {
  const words: Readonly<Record<string, string>> = ROLE_WORDS[kind];
  const rows = Object.entries<Role>(ROLES[kind]).map(([role, { contract, need }]) => [
    `\`${role}\``,
    contract.replaceAll("-", " "),
    driversFor(contract, role).join(", "),
    NEEDED[need],
    words[role] ?? "",
  ]);
  return table(["role", "what it is", "drivers", "needed", "what it says or does"], rows);
}

function drivers(): string {
  const rows = Object.entries(DRIVERS).flatMap(([name, { contract, settings }]) => {
    const first = [`\`${name}\``, contract?.replaceAll("-", " ") ?? "any, under `--mock` alone"];
    const keys = Object.entries<Setting>(settings).map(([key, setting]) => [
      `\`${fileKey(key, setting)}\``,
      ...cells(setting),
    ]);
    return keys.length === 0 ? [[...first, "none", "", "", ""]] : keys.map((key) => [...first, ...key]);
  });
  return table(["driver", "what it is", "key", "what to write", "default", "what it does"], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cellsOfRow: readonly string[]): string =>
    `| ${cellsOfRow.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return line(head) + line(head.map(() => "---")) + rows.map(line).join("");
}
