import type { PartConfig } from "../../../config/device-config.ts";
import type { Fault, FaultCause } from "../../measure/fault.ts";
import type { BinReadings } from "../../bin/readings.ts";
import type { LampReadings } from "../../lamp/readings.ts";
import type { Reading, Valid } from "../../measure/reading.ts";
import { STARTING_MS } from "../../control/part-watch.ts";
import type { Facts, Status } from "./facts.ts";
import { error, type AskedSubject, type Finding, type Look } from "./finding.ts";

/** Which subject a role belongs to; what is not here is one of a bin's guards, or an output of it. */
const SUBJECT_OF: Readonly<Record<string, AskedSubject>> = {
  motion: "motion",
  daylight: "light",
  lamp: "lamp",
  clock: "clock",
  level: "fill",
  level2: "fill",
  level3: "fill",
  temperature: "fill",
  beam: "fill",
  battery: "battery",
  ram: "ram",
  current: "ram",
  top: "ram",
  topOpen: "ram",
  bottom: "ram",
};
export const subjectOf = ({ role }: { readonly role: string }): AskedSubject => SUBJECT_OF[role] ?? "guards";

export const partsOf = (facts: Facts, subject: AskedSubject): readonly PartConfig[] =>
  facts.config.parts.filter((part) => subjectOf(part) === subject);

/** A reading's value, where it has one. */
export function valueOf<Role extends keyof ByRole>(status: Status, role: Role): ValueIn<ByRole[Role]> | null {
  const reading = status.readings[role] as Reading<ValueIn<ByRole[Role]>> | undefined;
  return reading?.ok === true ? reading.value : null;
}
type ByRole = LampReadings & BinReadings;
type ValueIn<Read> = Read extends Valid<infer Value> ? Value : never;

/** One look at each part of a subject: does it answer, and does it take what it is given? */
export function lookAtParts(facts: Facts, status: Status, subject: AskedSubject): readonly Look[] {
  return partsOf(facts, subject).map((part) => faultOf(part, status) ?? refusalOf(part, status));
}

function faultOf(part: PartConfig, { readings, at }: Status): Look {
  const reading = readings[part.role];
  if (reading === undefined || reading.ok) return null;
  const { fault } = reading;
  if (fault.cause === "starting" && at - reading.at < STARTING_MS) return null;
  return partFinding(part, fault);
}

function refusalOf(part: PartConfig, { writeFaults }: Status): Look {
  for (const result of writeFaults)
    if (!result.ok && result.fault.part === part.name) return partFinding(part, result.fault);
  return null;
}

function partFinding({ name: part, at, driver }: PartConfig, { cause, detail, through }: Fault): Finding {
  const [is, cure] = cause === "absent" && driver === "mock" ? MOCK : WORDS[cause];
  const name = through ?? part;
  const text = detail === undefined ? `${name} ${is}. ${cure}` : `${name} ${is}: ${sentence(detail)}`;
  return error({ part, cause, brief: `${name} ${is}`, text, at, ...(through === undefined ? {} : { through }) });
}

const sentence = (detail: string): string => (/[.!?]$/.test(detail) ? detail : `${detail}.`);

const MOCK = ["is a mock", "Name the driver of what is wired, as in docs/config.md."] as const;
/** What it is, and what to do where the driver does not say it itself. */
const WORDS: Readonly<Record<FaultCause, readonly [is: string, cure: string]>> = {
  absent: ["is not there", "The program found no such part: restart it, and look at its log."],
  starting: ["has said nothing since the start", "Look at its supply, then at its signal wire."],
  "no-port": ["has no port", "Look whether its cable or its board is plugged in, and how the config names it."],
  "no-permission": ["may not be opened", "Add the user of control to the group of its device: dialout, gpio or i2c."],
  "port-busy": ["is held by another program", "Stop that program, or give one of the two another line."],
  disconnected: ["went away", "Look at its plug and its supply. It is used again as soon as it is back."],
  "no-answer": ["does not answer", "Look at its supply, then at its signal wires, then change it."],
  corrupt: [
    "speaks nonsense",
    "Look at the model in the config, at its ground wire, and at what runs beside its cable.",
  ],
  stale: ["stopped speaking", "Look at its supply and its plug."],
  "out-of-range": ["says what it cannot measure", "Look at how it is mounted and at its supply, then change it."],
  implausible: ["contradicts itself", "Look at both of its wires, and at how it is mounted."],
  stuck: ["is stuck", "Look at what stands before it, then at its wire, then change it."],
  broken: ["is broken", "Change it."],
};
