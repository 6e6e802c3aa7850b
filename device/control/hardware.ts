import type { BinOutputs } from "../bin/readings.ts";
import type { Actuator } from "../hal/actuator.ts";
import type { LampBus } from "../hal/lamp-bus.ts";
import type { Lamp } from "../hal/lamp.ts";
import type { AnyPart, LampPostParts, LitterBinParts } from "../hal/parts.ts";
import type { Sensor } from "../hal/sensor.ts";
import type { LampOutputs } from "../lamp/readings.ts";
import { DONE, type Result } from "../measure/fault.ts";
import { faulty } from "../measure/reading.ts";
import { ROLES, type DeviceKind, type Role } from "../measure/roles.ts";
import { instant } from "../measure/time.ts";
import type { Hardware } from "./control-options.ts";
import type { Source } from "./held.ts";

/** What each role's part is called in the config, for faults; a role without a name is `absent`. */
export type PartNames = Readonly<Record<string, string>>;
type Parts = Readonly<Record<string, AnyPart | undefined>>;

export function lampPostHardware(parts: LampPostParts, names: PartNames): Hardware {
  return {
    sources: sourcesOf("lamp-post", parts, names),
    write: (outputs) => [parts.lamp?.setLevel((outputs as LampOutputs).levelPct) ?? DONE],
    halt: () => haltAll(parts),
    bus: busOf(parts.lamp),
  };
}

/** A lamp's part may keep the contract of a bus as well; null: it is on none. */
const busOf = (lamp: Lamp | undefined): LampBus | null =>
  lamp !== undefined && "giveAddress" in lamp ? (lamp as Lamp & LampBus) : null;

export function litterBinHardware(parts: LitterBinParts, names: PartNames): Hardware {
  return {
    sources: sourcesOf("litter-bin", parts, names),
    write: (outputs) => writeBin(parts, outputs as BinOutputs),
    halt: () => haltBin(parts),
    bus: null,
  };
}

/** The ram first when it stops, last when it starts: the lock and the relay are in place before it moves. */
function writeBin(parts: LitterBinParts, { ram, lock, buzzer, sign, watchdog }: BinOutputs): readonly Result<void>[] {
  const moving = ram !== "off";
  const drive = () => parts.ram?.drive(ram) ?? DONE;
  return [
    ...(moving ? [] : [drive()]),
    parts.watchdog?.set(watchdog) ?? DONE,
    parts.lock?.set(lock) ?? DONE,
    parts.buzzer?.set(buzzer) ?? DONE,
    parts.signRed?.set(sign === "red") ?? DONE,
    parts.signAmber?.set(sign === "amber") ?? DONE,
    parts.signGreen?.set(sign === "green") ?? DONE,
    ...(moving ? [drive()] : []),
  ];
}

/** Everything off but the lock: the ram may stand below its top, and the hopper stays shut over it. */
function haltBin({ lock, ...others }: LitterBinParts): readonly Result<void>[] {
  return [...haltAll(others), lock?.set(true) ?? DONE];
}

function sourcesOf(kind: DeviceKind, parts: Parts, names: PartNames): readonly Source[] {
  return Object.entries<Role>(ROLES[kind]).flatMap(([role, { maxAgeMs }]) => {
    const part = parts[role];
    const sensor: Sensor<unknown> = part ?? absent(role);
    return [{ role, part: names[role] ?? role, sensor, maxAgeMs }];
  });
}

function absent(role: string): Sensor<unknown> {
  const reading = faulty(role, "absent", instant(0));
  return { read: () => reading };
}

const haltAll = (parts: Parts): readonly Result<void>[] =>
  Object.values(parts).flatMap((part) => (part !== undefined && "halt" in part ? [(part as Actuator).halt()] : []));
