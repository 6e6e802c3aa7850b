import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../../config/load.ts";
import type { DeviceConfig } from "../../../config/device-config.ts";
import type { Facts, Status } from "../../../device/field/check/facts.ts";
import { findingsIn, type AskedSubject, type Finding } from "../../../device/field/check/finding.ts";
import { judge } from "../../../device/field/check/judge.ts";
import { valid } from "../../../device/measure/reading.ts";
import { instant } from "../../../device/measure/time.ts";
import { ROOT } from "../../setup/vitest-run.ts";

/** A post at the example's place, at noon of midsummer, some hours after its start. */
export const NOW_MS = Date.parse("2026-06-21T11:00:00Z");
export const AT = instant(20_000_000);

export function postConfig(change: (text: string) => string = (text) => text): DeviceConfig {
  const parsed = parseConfig(change(readFileSync(join(ROOT, "config/lamp-post.yaml"), "utf8")), "lamp-post.yaml");
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.config;
}

export function healthyStatus(config: DeviceConfig): Status {
  const figures = { cycles: 1_000_000, lateCycles: 12, missedCycles: 1, worstLateMs: 30, worstLateLastHourMs: 3 };
  return {
    at: AT,
    run: "00112233aabbccdd",
    version: "1.0.0",
    configHash: config.hash,
    figures,
    outputs: { levelPct: 0 },
    readings: {
      motion: valid({ active: false, edges: 40, lastEdgeAt: instant(19_000_000) }, instant(19_002_000)),
      daylight: valid(40_000, instant(19_990_000)),
      lamp: valid({ levelPct: 0, powerW: 0 }, instant(10_000_000)),
      clock: valid({ offsetMs: NOW_MS - AT, quality: "sync", errorMs: 8 }, instant(1_000)),
    },
    standing: null,
    writeFaults: [],
    link: { present: true, city: { live: true, trouble: null, refused: [] } },
  };
}

type Changes = Partial<Omit<Facts, "control">> & {
  readonly status?: Partial<Status>;
  readonly readings?: Status["readings"];
};

/** Facts of a healthy post, but for what a test says; a status that is changed was so a second ago too. */
export function factsOf({ status, readings, ...changes }: Changes = {}): Facts {
  const config = changes.config ?? postConfig();
  const healthy = healthyStatus(config);
  const last: Status = { ...healthy, ...status, readings: { ...healthy.readings, ...readings } };
  const first: Status = { ...last, figures: { ...last.figures, cycles: last.figures.cycles - 60 } };
  return {
    config,
    notes: [],
    places: {},
    version: "1.0.0",
    releasedMs: Date.parse("2026-01-01"),
    nowMs: NOW_MS,
    control: { is: "running", first, last },
    board: { cpuC: 51, slowedBy: [], slowedSinceStart: [] },
    kernelClock: null,
    storage: { folder: "/var/lib/gaturum", is: "fine", freeBytes: 2e9, freeFiles: 1e6, slowestWriteMs: 140 },
    city: { url: "mqtts://broker.example:8883", reach: { came: "open", tookMs: 80 }, own: null, ca: null, trust: null },
    updateRootMissing: null,
    walk: null,
    ...changes,
  };
}

export const found = (facts: Facts, subject: AskedSubject): readonly Finding[] =>
  judge(facts, [subject]).flatMap(findingsIn);
export const told = (facts: Facts, subject: AskedSubject): string =>
  found(facts, subject)
    .map(({ level, cause, part }) => `${level} ${cause} ${part ?? "-"}`)
    .join(", ");
