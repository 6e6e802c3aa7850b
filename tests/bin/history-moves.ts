import type { BinReadings } from "../../device/bin/readings.ts";
import type { FaultCause } from "../../device/measure/fault.ts";
import type { Range } from "../../device/measure/samples.ts";
import type { Contact } from "../../hal-mocks/bin-contacts.ts";
import { NO_FAULTS, type PressFaults } from "../../hal-mocks/press-make.ts";
import type { BinBench } from "./bin-bench.ts";
import { drive } from "./reach.ts";
import { TOOL } from "./tool-faults.ts";

/** Something that happens at a bin; `size` from 0 to 1 says how long, how much or which. */
export type Move = (bench: BinBench, size: number) => void;

/** From 20 ms to 60 s, short ones as often as long. */
export const logTime = (size: number): number => Math.round(20 * 3_000 ** size);
const pick = <T>(from: readonly T[], size: number): T => {
  const picked = from[Math.min(from.length - 1, Math.floor(size * from.length))];
  if (picked === undefined) throw new Error("nothing to pick from");
  return picked;
};
const during = (bench: BinBench, contact: Contact, active: boolean, ms: number): void => {
  bench.set(contact, active);
  bench.run(ms);
  bench.set(contact, !active);
};
const pair = (bench: BinBench, what: "hopper" | "door", active: boolean): void => {
  bench.set(`${what}A`, active);
  bench.run(40);
  bench.set(`${what}B`, active);
};

const PARTS: readonly (keyof BinReadings)[] = [
  ...(["current", "temperature", "top", "topOpen", "bottom", "chain", "hopperA", "hopperB", "doorA"] as const),
  ...(["lockClosed", "battery", "level", "ram", "eStop", "tilt", "key", "binPresent", "start", "beam"] as const),
  ...(["serviceA", "serviceB", "reset", "buzzer", "signAmber"] as const),
];
const CAUSES: readonly FaultCause[] = ["stale", "disconnected", "corrupt", "no-answer"];
const LIMITS: readonly Partial<PressFaults>[] = [
  { stuckTop: "open" },
  { stuckTop: "conflict" },
  { stuckBottom: "open" },
];
const ECHOES: readonly Exclude<Range["quality"], "valid">[] = [
  "noEcho",
  "blind",
  "blindOrNoEcho",
  "weak",
  "overexposed",
  "twoTargets",
];
const CONTACTS = ["hopperA", "hopperB", "doorA", "doorB", "binPresent", "eStop", "tilt"] as const;
const REST: Readonly<Record<Contact, boolean>> = {
  ...{ hopperA: true, hopperB: true, doorA: true, doorB: true, binPresent: true, eStop: false, tilt: false },
  ...{ key: false, beam: false, start: false, reset: false, returned: false, serviceA: false, serviceB: false },
};

/** What happens often: people and what they throw, press and touch. */
export const USUAL: Readonly<Record<string, Move>> = {
  wait: (bench, size) => bench.run(logTime(size)),
  "throw in": (bench, size) => {
    bench.throwIn(50 + 750 * size);
    bench.run(3_000);
  },
  "press and look in": (bench, size) => {
    bench.request("compact");
    if (bench.runTo("EXTEND", 8_000)) bench.run(25_000 * size);
  },
  "run to the end of the stroke": (bench, size) => {
    if (["EXTEND", "PAUSE", "DWELL", "RETRACT"].includes(bench.mode.name)) bench.runTo("VERIFY", 35_000);
    if (bench.mode.name === "VERIFY") bench.run(20_000 * size);
  },
  "open the flap": (bench, size) => {
    pair(bench, "hopper", false);
    bench.run(logTime(size / 2));
    pair(bench, "hopper", true);
  },
  "flick a contact": (bench, size) => {
    const contact = pick(CONTACTS, size);
    bench.blip(contact, !REST[contact], 5);
    bench.run(20);
  },
  "press a button": (bench, size) => {
    const button = pick(["start", "reset", "returned"] as const, size);
    bench.push(button, pick([100, 300, 1_000, 1_000, 6_000], (size * 17) % 1));
  },
  "do what the table asks": (bench) => followTable(bench),
  "open the door": (bench, size) => {
    pair(bench, "door", false);
    bench.run(logTime(size / 2));
    pair(bench, "door", true);
  },
  "move it by hand": (bench, size) => {
    bench.set("key", true);
    bench.run(logTime((size * 7) % 1) / 10);
    for (const [way, ms] of [[size < 0.6 ? "down" : "up", 6_000 * size] as const, ["up", 7_000 * size] as const]) {
      drive(bench, way, ms);
    }
    if (size < 0.7) bench.set("key", false);
    bench.run(100);
  },
  "press a service button": (bench, size) => {
    bench.blip(size < 0.5 ? "serviceA" : "serviceB", true, logTime((size * 23) % 1) / 10);
    bench.run(logTime((size * 31) % 1) / 30);
  },
  "turn the key": (bench, size) => during(bench, "key", true, logTime(size / 3)),
  ask: (bench, size) => {
    bench.request(pick(["compact", "unlock", "reset", "inhibit", "reset-latch"], size), {
      forMs: Math.round(20_000 * size),
    });
    bench.run(20);
  },
  "cut the power": (bench) => bench.cutPower(),
  "a part fails for a while": (bench, size) => {
    const role = pick(PARTS, size);
    bench.breakPart(role, pick(CAUSES, (size * 13) % 1));
    bench.run(logTime((size * 29) % 1) / 10);
    bench.mendPart(role);
  },
  "voltage sags": (bench, size) => {
    bench.voltageMv = 10_000;
    bench.touched();
    bench.run(1_000 * size);
    bench.voltageMv = 12_800;
    bench.touched();
  },
};

/** What happens seldom: alarms, a disk that fails, and parts that stay broken until somebody comes. */
export const RARE: Readonly<Record<string, Move>> = {
  "a crew comes": (bench) => void bringBack(bench),
  "a tool fault is taken back unrepaired": (bench) => takeBack(bench),
  "another controller": (bench) => bench.refit(),
  collect: (bench, size) => {
    bench.collect();
    bench.run(70_000 * size);
  },
  "half open the flap": (bench, size) => during(bench, size < 0.5 ? "hopperA" : "hopperB", false, 11_000 * size * size),
  "emergency stop": (bench, size) => during(bench, "eStop", true, logTime(size / 2)),
  tilt: (bench, size) => during(bench, "tilt", true, 12_000 * size),
  "hot inside": (bench, size) => {
    bench.temperatureC = 45 + 60 * size;
    bench.touched();
    bench.run(2_000);
    bench.temperatureC = 20;
    bench.touched();
  },
  "cold outside": (bench, size) => {
    bench.temperatureC = 16 - 30 * size;
    bench.touched();
    bench.run(1_000);
  },
  "take the bin out": (bench, size) => during(bench, "binPresent", false, logTime(size / 2)),
  "the memory rots": (bench) => {
    bench.store.spoil();
    bench.cutPower();
  },
  "the store stalls": (bench, size) => {
    bench.store.stalled = true;
    bench.run(12_000 * size);
    bench.store.stalled = false;
    bench.touched();
  },
  "the store stalls and the power fails": (bench, size) => {
    bench.store.stalled = true;
    bench.cutPower();
    bench.run(12_000 * size);
    bench.store.stalled = false;
    bench.touched();
  },
  "lose the level": (bench, size) => {
    bench.level = { quality: pick(ECHOES, size) };
    bench.touched();
  },
  "find the level": (bench) => {
    bench.level = null;
    bench.touched();
  },
  "block the beam": (bench, size) => during(bench, "beam", true, 15_000 * size),
  "low charge": (bench, size) => {
    bench.chargePct = Math.round(100 * size);
    bench.touched();
  },
  "a part fails": (bench, size) => bench.breakPart(pick(PARTS, size), pick(CAUSES, (size * 13) % 1)),
  jam: (bench, size) => bench.breakPress({ jamDownMm: Math.round(600 * size * size) }),
  "jam upwards": (bench, size) => bench.breakPress({ jamUpMm: Math.round(400 * size) }),
  "motor wire breaks": (bench) => bench.breakPress({ wireBroken: true }),
  "lock sticks": (bench) => bench.breakPress({ lockStuckOpen: true }),
  "a limit fails": (bench, size) => bench.breakPress(pick(LIMITS, size)),
  mend: (bench) => mend(bench),
};

/** Hardware that says what is not so: here the monitor may have something to take away. */
export const LIES: Readonly<Record<string, Move>> = {
  /** Away from its top nothing but the travel tells of it, and what it has told must be on disk: device/bin/README.md. */
  "TOP sticks made": (bench) => {
    const tellsTravel = bench.readings.ram.ok && !bench.isBroken("ram");
    if (bench.site.travelMm > 0 && (!tellsTravel || bench.store.stalled)) return;
    bench.breakPress({ stuckTop: "made" });
    bench.run(500);
  },
  "BOTTOM sticks made": (bench) => bench.breakPress({ stuckBottom: "made" }),
  "a relay welds": (bench, size) => bench.breakPress({ weld: size < 0.5 ? "down" : "up" }),
};
export const MOVES: Readonly<Record<string, Move>> = { ...USUAL, ...RARE, ...LIES };

/** Everything as it should be again; what the bin has latched it keeps. */
export function mend(bench: BinBench): void {
  bench.mendParts();
  bench.breakPress(NO_FAULTS);
  bench.level = null;
  bench.temperatureC = 20;
  bench.chargePct = 90;
  bench.voltageMv = 12_800;
  bench.store.stalled = false;
  for (const contact of Object.keys(REST) as Contact[]) bench.set(contact, REST[contact]);
}

/** What somebody who knows the table does in these states; in the others there is nothing to do but wait. */
const BY_THE_TABLE: Readonly<Partial<Record<string, (bench: BinBench) => void>>> = {
  LOCKOUT: (bench) => bench.push("reset"),
  WAIT_START: (bench) => bench.push("start"),
  COLLECTION: (bench) => {
    bench.run(2_000);
    bench.push("returned");
  },
  FULL_LOCKED: (bench) => {
    bench.collect();
    bench.settle();
  },
  SERVICE: (bench) => bench.set("key", false),
};
export function followTable(bench: BinBench): void {
  const does = BY_THE_TABLE[bench.mode.name] ?? ((waiting: BinBench) => waiting.run(1_000));
  does(bench);
}

/** Takes back a fault that wants a tool: key at SERVICE, who and why, RESET, key back. */
export function takeBack(bench: BinBench): void {
  bench.set("key", true);
  bench.run(100);
  bench.request("reset-latch", { who: "crew 7", why: "repaired" }, "site");
  bench.run(40);
  bench.push("reset");
  bench.run(100);
  bench.set("key", false);
  bench.run(100);
}

const needsTool = ({ mode }: BinBench): boolean =>
  mode.name === "LOCKOUT" && mode.causes.some((cause) => TOOL.test(cause));

/**
 * Waits for whoever is still there, mends everything, and does as the table says until the bin is ready. Fire takes
 * longest but an empty battery: 10 minutes below 40 degrees, and 30 minutes of charge.
 */
export function bringBack(bench: BinBench): "ready" | "lost" {
  bench.settle();
  mend(bench);
  bench.run(1_000);
  for (let round = 0; round < 60; round++) {
    if (bench.mode.name === "IDLE") return "ready";
    if (bench.mode.name === "SHUTDOWN") bench.run(30 * 60_000);
    else if (needsTool(bench)) takeBack(bench);
    else followTable(bench);
    bench.runTo("IDLE", 20_000);
  }
  return "lost";
}
