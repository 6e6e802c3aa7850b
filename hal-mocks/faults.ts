import type { DeviceKind } from "../device/measure/roles.ts";
import { instant, type Instant } from "../device/measure/time.ts";
import type { Contact } from "./bin-contacts.ts";
import type { ClockTrouble } from "./clock.ts";
import type { PartFault } from "./mock-sensor.ts";
import { NO_FAULTS, type PressFaults } from "./press-make.ts";
import { between, chance } from "./random.ts";
import type { World } from "./world.ts";

/**
 * One thing that goes wrong at a device, from `at` until `until`. All of it is plain data.
 *
 * *Not* injected: late or repeated cycles, a controller that dies or starts again, storage that fills, stalls or lies, a
 * network that is slow, cut or repeats itself, single wrong readings among right ones, a relay that bounces, a sensor
 * that drifts slowly, two parts that break from one cause, litter that sticks or burns, a bin that is carried away, and
 * a fault in the hard-wired guard chain itself.
 */
export type PlannedFault = {
  readonly at: Instant;
  readonly until: Instant;
  readonly device: string;
  readonly fault: InjectedFault;
};
export type InjectedFault =
  | { readonly what: "part"; readonly role: string; readonly says: PartFault }
  | { readonly what: "clock"; readonly trouble: ClockTrouble | { readonly kind: "drift"; readonly ppm: number } }
  | { readonly what: "press"; readonly faults: Partial<PressFaults> }
  | { readonly what: "contact"; readonly contact: Contact; readonly active: boolean };

/** Writes a plan into a world's agenda. What a fault changed is as before at its end, whoever changed it meanwhile. */
export function inject(world: World, plan: readonly PlannedFault[]): void {
  for (const planned of plan) {
    world.plan(planned.at, (at) => {
      begin(world, planned, at);
    });
    world.plan(planned.until, (at) => {
      end(world, planned, at);
    });
  }
}

/** Days without a fault are about half of them. */
const FAULTS_A_DAY_MAX = 2;
const DAY = 86_400_000;
const SHORTEST_MS = 20_000;
const LONGEST_MS = 6 * 3_600_000;
/** Whoever mends a press presses RESET after this, and START as long after that: both leave a latch behind them. */
const MENDER_WAITS_MS = 30_000;

/** Up to two faults a day and device, drawn from the seed; they last from 20 s to 6 hours, short ones as often as long. */
export function faultPlan(
  seed: number,
  devices: readonly { readonly name: string; readonly kind: DeviceKind }[],
  days: number,
  start: Instant,
): readonly PlannedFault[] {
  const plan: PlannedFault[] = [];
  for (const { name, kind } of devices) {
    for (let draw = 0; draw < days * FAULTS_A_DAY_MAX; draw++) {
      if (chance(seed, `fault? ${name}`, draw) < 0.5) continue;
      const fault = pick(CHOICES[kind], chance(seed, `which fault ${name}`, draw));
      const dayMs = Math.floor(draw / FAULTS_A_DAY_MAX) * DAY;
      const at = instant(Math.round(start + dayMs + DAY * chance(seed, `when ${name}`, draw)));
      const ms = SHORTEST_MS * (LONGEST_MS / SHORTEST_MS) ** chance(seed, `how long ${name}`, draw);
      plan.push({ at, until: instant(at + Math.round(ms)), device: name, fault: withSize(fault, seed, draw) });
    }
  }
  return plan.sort((a, b) => a.at - b.at || a.device.localeCompare(b.device));
}

const part = (role: string, says: PartFault): InjectedFault => ({ what: "part", role, says });
const press = (faults: Partial<PressFaults>): InjectedFault => ({ what: "press", faults });
const contact = (name: Contact, active: boolean): InjectedFault => ({ what: "contact", contact: name, active });
const clock = (trouble: Exclude<InjectedFault & { what: "clock" }, never>["trouble"]): InjectedFault => ({
  what: "clock",
  trouble,
});
const CLOCKS = [
  clock({ kind: "lost" }),
  clock({ kind: "step", byMs: 7_200_000 }),
  clock({ kind: "step", byMs: -3_600_000 }),
  clock({ kind: "drift", ppm: 100 }),
];

/** One of these each time, all as likely. */
const CHOICES: Readonly<Record<DeviceKind, readonly InjectedFault[]>> = {
  "lamp-post": [
    ...[part("motion", "no-answer"), part("motion", "frozen"), part("motion", "stuck"), part("lamp", "no-answer")],
    ...[part("daylight", "disconnected"), part("daylight", "frozen"), part("clock", "no-answer"), ...CLOCKS],
  ],
  "litter-bin": [
    ...[part("level", "no-answer"), part("level", "frozen"), part("level", "corrupt"), part("battery", "no-answer")],
    ...[part("current", "broken"), part("top", "disconnected"), part("chain", "stale"), part("ram", "no-answer")],
    ...[press({ jamDownMm: 40 }), press({ jamUpMm: 200 }), press({ wireBroken: true }), press({ lockStuckOpen: true })],
    ...[press({ stuckTop: "made" }), press({ stuckTop: "conflict" }), press({ stuckBottom: "made" })],
    ...[press({ weld: "down" }), contact("eStop", true), contact("tilt", true), contact("doorA", false), ...CLOCKS],
  ],
};

const pick = <T>(from: readonly T[], share: number): T => {
  const picked = from[Math.floor(share * from.length)];
  if (picked === undefined) throw new Error("nothing to pick from");
  return picked;
};

/** A jam is somewhere else each time. */
function withSize(fault: InjectedFault, seed: number, draw: number): InjectedFault {
  if (fault.what !== "press" || (fault.faults.jamDownMm ?? null) === null) return fault;
  return press({ jamDownMm: Math.round(between(5, 500, chance(seed, "jam", draw))) });
}

function begin(world: World, { device, fault }: PlannedFault, at: Instant): void {
  switch (fault.what) {
    case "part":
      world.breakPart(device, fault.role, fault.says);
      return;
    case "clock": {
      const { trouble } = fault;
      world.troubleClock(device, trouble.kind === "drift" ? { ...trouble, since: at } : trouble);
      return;
    }
    case "press":
      world.bins.get(device)?.breakPress(fault.faults, at);
      return;
    case "contact":
      world.bins.get(device)?.set(fault.contact, fault.active, at);
  }
}

function end(world: World, { device, fault }: PlannedFault, at: Instant): void {
  const bin = world.bins.get(device);
  switch (fault.what) {
    case "part":
      world.mendPart(device, fault.role);
      break;
    case "clock":
      world.troubleClock(device, undefined);
      break;
    case "press":
      bin?.breakPress(soundAgain(fault.faults), at);
      break;
    case "contact":
      bin?.set(fault.contact, !fault.active, at);
  }
  bin?.push("reset", instant(at + MENDER_WAITS_MS));
  bin?.push("start", instant(at + 2 * MENDER_WAITS_MS));
}

function soundAgain(faults: Partial<PressFaults>): Partial<PressFaults> {
  const keys = Object.keys(faults) as (keyof PressFaults)[];
  return Object.fromEntries(keys.map((key) => [key, NO_FAULTS[key]]));
}
