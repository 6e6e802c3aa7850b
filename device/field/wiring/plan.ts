import type { DeviceConfig, PartConfig } from "../../../config/device-config.ts";
import type { DriverSettings } from "../../../config/drivers.ts";
import { HEADER_UART } from "../../../config/header-lines.ts";
import type { Setting } from "../../../device/measure/setting.ts";
import type { Contact, End, Rail, Wire } from "../../../drivers/wiring.ts";
import { wiringOf } from "../../../drivers/wirings.ts";
import { HEADER_BLOCK, pinsOf, placeOf, type LineKind, type Place } from "./header.ts";

/** One wire of a part. `to` names its end in full; `place` is null where that is not on the controller or its boards. */
export type Row = {
  readonly from: string;
  readonly colour: string;
  readonly to: string;
  readonly by: string | null;
  readonly place: Place | null;
  /** On the header; null: elsewhere. A rail has several, and this is one. */
  readonly pin: number | null;
};
/** A part as it is drawn. `isMock`: its line is kept for the real part, and nothing is wired. */
export type Box = {
  readonly name: string;
  readonly role: string;
  readonly what: string;
  readonly rows: readonly Row[];
  readonly off: string;
  readonly isMock: boolean;
};
/** `shared`: pins of the header that two parts claim, in words. */
export type Plan = {
  readonly device: string;
  readonly file: string;
  readonly boxes: readonly Box[];
  readonly shared: readonly string[];
};
type Drivers = Readonly<Record<string, DriverSettings>>;
/** How often each pin of the header is taken by a rail so far. */
type Taken = Map<number, number>;

const MOCK = "mock";
/** Enough to tell two adapters apart. Our choice. */
const PORT_LETTERS = 12;
const PORT_PINS = Object.values(HEADER_UART).flatMap(pinsOf);
/** As a computer's power supply has them; of an I2C bus as Qwiic and STEMMA QT have them. */
const RAIL_COLOURS: Readonly<Record<Rail, string>> = { "3.3 V": "orange", "5 V": "red", GND: "black" };
const BUS_COLOURS: Readonly<Record<string, string>> = { SDA: "blue", SCL: "yellow" };
/** Of the signals of one part, in turn. Our choice: none is the colour of a rail. */
const SIGNAL_COLOURS = ["green", "white", "violet", "grey"];

/** What is wired where, as a config has it. */
export function planWiring(config: DeviceConfig, drivers: Drivers): Plan {
  const taken: Taken = new Map();
  const boxes = config.parts.map((part) => boxOf(part, drivers, taken));
  return { device: config.device, file: config.file, boxes, shared: sharedPins(boxes) };
}

function boxOf(part: PartConfig, drivers: Drivers, taken: Taken): Box {
  const { name, role } = part;
  if (part.driver === MOCK) {
    const rows = rowsOf(keptWires(part), (key) => guessKind(lineOf(part, key)), part, taken);
    const off = rows.length === 0 ? "mock: nothing to wire." : "mock: nothing to wire; the line is kept.";
    return { name, role, what: "", rows, off, isMock: true };
  }
  const settings: Readonly<Record<string, Setting>> = drivers[part.driver]?.settings ?? {};
  const wiring = wiringOf(part.driver, part.settings) ?? ownWiring(part, settings);
  const kindOf = (key: string): LineKind => {
    const setting = settings[key];
    return setting?.kind === "line" && setting.only !== undefined ? setting.only : guessKind(lineOf(part, key));
  };
  return {
    name,
    role,
    what: wiring.what,
    rows: rowsOf(wiring.wires, kindOf, part, taken),
    off: wiring.off,
    isMock: false,
  };
}

/** Of a driver of one's own only the lines that its settings name are known. */
function ownWiring(part: PartConfig, settings: Readonly<Record<string, Setting>>) {
  const keys = Object.keys(settings).filter((key) => settings[key]?.kind === "line" && part.settings[key] != null);
  const wires = keys.map((key): Wire => ({ from: key, end: { key } }));
  return { what: `driver ${part.driver}`, wires, off: "Supply and ground: as the part's own page says." };
}

const keptWires = ({ settings }: PartConfig): readonly Wire[] =>
  typeof settings["line"] === "string" ? [{ from: "line", colour: "none yet", end: { key: "line" } }] : [];

const lineOf = ({ settings }: PartConfig, key: string): string => {
  const line = settings[key];
  return typeof line === "string" ? line : "";
};

function guessKind(line: string): LineKind {
  if (line.startsWith("/dev/")) return "port";
  if (/^i2c-\d+\//.test(line)) return "i2c";
  return /^GPIO\d+$|^pinctrl-/.test(line) ? "gpio" : "board-pin";
}

/** Rails first, then signals in the order of their pins, so that drawn wires do not cross. */
function rowsOf(
  wires: readonly Wire[],
  kindOf: (key: string) => LineKind,
  part: PartConfig,
  taken: Taken,
): readonly Row[] {
  const placed = wires.map(({ end }) =>
    isContact(end) ? placeOf(kindOf(end.key), lineOf(part, end.key), end.as) : null,
  );
  const home = placed.find((place) => place !== null) ?? null;
  let signals = 0;
  const nextSignal = (): string => SIGNAL_COLOURS[signals++ % SIGNAL_COLOURS.length] ?? "any";
  const rows = wires.map(({ from, end, by = null, ...wire }, index): Row => {
    const place = placed[index] ?? null;
    const row = { from, colour: wire.colour ?? colourOf(end, nextSignal), by, place };
    if (isRail(end)) return { ...row, ...railIn(end, home, taken) };
    return { ...row, pin: place?.pins[0] ?? null, to: place === null ? awayOf(end) : labelOf(place) };
  });
  const orderOf = ({ place }: Row): number => place?.pins[0] ?? 0;
  return rows.toSorted((one, other) => orderOf(one) - orderOf(other));
}

const isContact = (end: End): end is Contact => typeof end === "object" && "key" in end;
const isRail = (end: End): end is Rail => typeof end === "string" && end !== "open";
const awayOf = (end: End): string => (typeof end === "object" && "away" in end ? end.away : "left open");

function colourOf(end: End, nextSignal: () => string): string {
  if (isRail(end)) return RAIL_COLOURS[end];
  if (end === "open") return "none";
  if (isContact(end)) return BUS_COLOURS[end.as ?? ""] ?? nextSignal();
  return "any";
}

/** The pin of that rail with the fewest wires, and of those the one nearest to the part's own line. */
function railIn(rail: Rail, home: Place | null, taken: Taken): Pick<Row, "to" | "pin"> {
  if (home !== null && home.pins.length === 0) return { to: `${rail} of ${shortBlock(home.block)}`, pin: null };
  const near = home?.pins[0] ?? 1;
  const [pin = 0] = pinsOf(rail).toSorted(
    (a, b) => (taken.get(a) ?? 0) - (taken.get(b) ?? 0) || Math.abs(a - near) - Math.abs(b - near),
  );
  taken.set(pin, (taken.get(pin) ?? 0) + 1);
  return { to: `${rail} · pin ${pin}`, pin };
}

function labelOf({ block, contact, pins }: Place): string {
  return block === HEADER_BLOCK ? `${contact} · pin ${pins[0] ?? 0}` : `${contact} of ${shortBlock(block)}`;
}

/** A port is called by the end of its path: what is before is much the same for all. */
export const shortBlock = (block: string): string => (block.startsWith("/") ? `…${block.slice(-PORT_LETTERS)}` : block);

/** The header's serial port takes both of its pins, also where one wire is left open. A bus is there to be shared. */
function sharedPins(boxes: readonly Box[]): readonly string[] {
  const users = new Map<number, Set<string>>();
  for (const { name, rows } of boxes) {
    for (const { place } of rows) {
      const [kind = ""] = place?.contact.split(" ") ?? [];
      const pins = kind === "RX" || kind === "TX" ? PORT_PINS : (place?.pins ?? []);
      const user = kind === "SDA" || kind === "SCL" ? "the I2C bus" : name;
      if (place?.block !== HEADER_BLOCK) continue;
      for (const pin of pins) users.set(pin, (users.get(pin) ?? new Set()).add(user));
    }
  }
  return [...users].flatMap(([pin, names]) =>
    names.size > 1 ? [`pin ${pin} is claimed by ${[...names].join(" and ")}: give one of them another line`] : [],
  );
}

export const firstPin = ({ rows }: Box): number | null =>
  rows.find(({ place }) => (place?.pins.length ?? 0) > 0)?.place?.pins[0] ?? null;

/** Boards, adapters and chips beside the header, in the order of their first part. */
export const blockNames = (boxes: readonly Box[]): readonly string[] => [
  ...new Set(
    boxes.flatMap(({ rows }) =>
      rows.flatMap(({ place }) => (place === null || place.block === HEADER_BLOCK ? [] : [place.block])),
    ),
  ),
];
