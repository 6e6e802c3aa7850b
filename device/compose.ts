import type { DeviceConfig } from "../config/device-config.ts";
import { binMachine } from "./bin/machine.ts";
import type { ControlEnd } from "./channel/messages.ts";
import { Control } from "./control/control.ts";
import type { Hardware } from "./control/control-options.ts";
import type { RecordHeader } from "./control/flight-record.ts";
import type { About } from "./control/local-status.ts";
import type { Source } from "./control/held.ts";
import type { MachineUnder } from "./control/replay.ts";
import { settingsMisfit } from "./control/settings/check.ts";
import { LiveSettings, type MachineFound } from "./control/settings/live-settings.ts";
import { lampPostHardware, litterBinHardware } from "./control/hardware.ts";
import type { AnyMachine } from "./control/think.ts";
import type { LampPostParts, LitterBinParts } from "./hal/parts.ts";
import type { EvidenceKeep } from "./keep/evidence/evidence-keep.ts";
import type { Keep } from "./keep/keep.ts";
import { lampMachine } from "./lamp/machine.ts";
import type { Json } from "./measure/decision.ts";
import type { Profile, RestartCause } from "./measure/restart.ts";
import { hours, millis, type Instant, type Millis } from "./measure/time.ts";

/** As the stream `started` has it. */
const WHY_LENGTH_MAX = 500;

export type Surroundings = {
  readonly parts: LampPostParts | LitterBinParts;
  readonly keep: Keep;
  /** Of what must be provable later; left out: it is not kept. */
  readonly evidence?: EvidenceKeep;
  /** Of the city's settings, apart from the machine's memory; left out: it takes none. */
  readonly settingsKeep?: Keep;
  readonly channel: ControlEnd;
  /** 16 random hex digits: one run of control. */
  readonly run: string;
  readonly version: string;
  /** true when any part is a mock: every record then says so. */
  readonly simulated: boolean;
  readonly startedAt: Instant;
  /** Why control had to start, where someone knows. */
  readonly cause?: RestartCause;
  /** Which config this is, and why not the device's own; left out: nobody had a choice. */
  readonly profile?: { readonly profile: Profile; readonly why: string | null };
  /** Readings of the computer itself: nothing is decided by them, and a fault of them is told. */
  readonly sources?: readonly Source[];
};

/** Joins one checked config and one set of parts into a device that runs when its cycle is stepped. */
export function compose(config: DeviceConfig, around: Surroundings): Control {
  const { version, run, cause } = around;
  const { profile, why = null } = around.profile ?? {};
  const known = {
    ...(cause === undefined ? {} : { cause }),
    ...(profile === undefined ? {} : { profile }),
    ...(why === null ? {} : { why: why.slice(0, WHY_LENGTH_MAX) }),
  };
  const started = { version, configHash: config.hash, kind: config.kind, mode: config.mode, ...known };
  const hardware = hardwareFor(config, around.parts);
  const { evidence } = around;
  const live = around.settingsKeep === undefined ? {} : { live: liveSettings(config, around.settingsKeep) };
  return new Control({
    ...live,
    machine: machineFor(config),
    hardware: { ...hardware, sources: [...hardware.sources, ...headOf(evidence), ...(around.sources ?? [])] },
    keep: around.keep,
    ...(evidence === undefined ? {} : { evidence }),
    channel: around.channel,
    hello: { m: "hello", v: 1, run, version, configHash: config.hash },
    simulated: around.simulated,
    writes: config.mode === "active",
    startedAt: around.startedAt,
    opening: [{ kind: "event", stream: "started", class: 1, values: started }],
  });
}

function liveSettings(config: DeviceConfig, keep: Keep): LiveSettings {
  const own = settingsIn(config);
  const under = machineUnder(config);
  const machineOf = (settings: Json): MachineFound => {
    const wrong = settings === null ? null : settingsMisfit(config.kind, own, settings);
    return wrong === null ? { ok: true, machine: under(settings) } : { ok: false, wrong };
  };
  return new LiveSettings({ machineOf, configHash: config.hash, keep });
}

const settingsIn = (config: DeviceConfig): Json => (config.kind === "lamp-post" ? config.lamp : config.bin);

/** The deciders under settings of the city, which have been checked; null: under the device's own config. */
export function machineUnder(config: DeviceConfig): MachineUnder {
  const own = machineFor(config);
  const key = config.kind === "lamp-post" ? "lamp" : "bin";
  return (settings) => (settings === null ? own : machineFor({ ...config, [key]: settings }));
}

/** The deciders of a config. */
export function machineFor(config: DeviceConfig): AnyMachine {
  switch (config.kind) {
    case "lamp-post":
      return lampMachine(config.lamp, config.mode === "observe");
    case "litter-bin":
      return binMachine(config.bin);
  }
}

/** The log's head as a reading, so that a disk that fails is told as any part, and the daily record can carry the head. */
const headOf = (evidence: EvidenceKeep | undefined): readonly Source[] =>
  evidence === undefined ? [] : [{ role: "evidence", part: "evidence", sensor: evidence, maxAgeMs: hours(1) }];

export const periodOf = (config: DeviceConfig): Millis => millis(1_000 / config.cycleHz);

export const recordHeader = (config: DeviceConfig, version: string): RecordHeader => ({
  flightRecord: 1,
  version,
  configHash: config.hash,
  config: config,
});

/** What `gaturum status` says first. */
export const aboutDevice = (
  config: DeviceConfig,
  version: string,
  made: Pick<About, "simulated" | "startedAt">,
): About => ({
  ...{
    device: config.device,
    kind: config.kind,
    mode: config.mode,
    version,
    configHash: config.hash,
    cycleHz: config.cycleHz,
    ...made,
  },
  broker: config.city.broker,
  parts: config.parts.map(({ role, name, driver }) => ({ role, name, driver })),
});

function hardwareFor(config: DeviceConfig, parts: LampPostParts | LitterBinParts): Hardware {
  const names = Object.fromEntries(config.parts.map((part) => [part.role, part.name]));
  switch (config.kind) {
    case "lamp-post":
      return lampPostHardware(parts, names);
    case "litter-bin":
      return litterBinHardware(parts, names);
  }
}
