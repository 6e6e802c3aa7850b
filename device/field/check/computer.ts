import type { WallClock } from "../../measure/time.ts";
import type { Facts, Status, StorageFacts, WalkFacts } from "./facts.ts";
import { error, warning, type Look, type Verdict } from "./finding.ts";
import { lookAtParts, partsOf, valueOf } from "./parts.ts";

/** A Raspberry Pi slows itself down from 80 degrees on (its documentation, "frequency management and thermal control"). */
const HOT_C = 80;

export function judgeSupply({ board }: Facts): Verdict {
  const [now, since] = [words(board["slowedBy"]), words(board["slowedSinceStart"])];
  const { cpuC } = board;
  const is = { part: null, at: null };
  const feed = "Measure the 5 V at the board under load: a thin wire or a small supply drops it. Over 4.9 V is right.";
  const looks: Look[] = [null];
  if (now.includes("under-voltage"))
    looks.push(
      error({
        ...is,
        cause: "under-voltage",
        brief: "the 5 V feed is too low now",
        text: `The board says: under-voltage, now. ${feed}`,
      }),
    );
  else if (since.includes("under-voltage"))
    looks.push(
      warning({
        ...is,
        cause: "under-voltage",
        brief: "under-voltage since start; look at the 5 V feed",
        text: `The board says: under-voltage since the start. ${feed}`,
      }),
    );
  if (typeof cpuC === "number" && cpuC >= HOT_C)
    looks.push(
      warning({
        ...is,
        cause: "hot",
        brief: `the processor has ${Math.round(cpuC)} C`,
        text: `The processor has ${Math.round(cpuC)} C, and slows itself down. Give the box air, or shade.`,
      }),
    );
  else if (now.some((word) => word !== "under-voltage"))
    looks.push(
      warning({
        ...is,
        cause: "slowed",
        brief: `slowed down: ${now.join(", ")}`,
        text: `The board slows itself down (${now.join(", ")}). Look at its supply and its cooling.`,
      }),
    );
  const heat = typeof cpuC === "number" ? `processor ${Math.round(cpuC)} C` : "this board does not tell";
  return { subject: "supply", fine: heat, looks: looks.length > 1 ? looks.slice(1) : looks };
}

const words = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : []);

const MS_PER_S = 1_000;
/** A clock that runs freely is told once it may be off by so much: a command is judged by whole minutes (contract). */
const FREE_MOST_MS = 60_000;

export function judgeClock(facts: Facts): Verdict {
  const { control, nowMs, releasedMs } = facts;
  const early = nowMs < releasedMs ? beforeRelease(facts) : null;
  if (control.is !== "running") return withoutControl(facts, early);
  const { last } = control;
  const looks = [...lookAtParts(facts, last, "clock"), early];
  const clock = valueOf(last, "clock");
  if (clock === null) return { subject: "clock", fine: "it has just begun", looks };
  const [part] = partsOf(facts, "clock");
  const fine = `${QUALITY[clock.quality]}, ${errorWords(clock.errorMs)} off${part?.driver === "ds3231" ? "; clock chip present" : ""}`;
  return { subject: "clock", fine, looks: [...looks, early === null ? trust(clock, part?.at ?? null) : null] };
}

const QUALITY = {
  sync: "network time",
  rtc: "by its clock chip",
  estimated: "runs freely",
  none: "not known",
} as const;
const errorWords = (ms: number): string => (ms < MS_PER_S ? `${Math.round(ms)} ms` : `${Math.round(ms / MS_PER_S)} s`);

function trust({ quality, errorMs }: WallClock, at: string | null): Look {
  const cure =
    "Look at `timedatectl`: network time must be on, and port 123 open towards a time server; or add a clock chip (ds3231).";
  if (quality === "none")
    return error({
      part: null,
      cause: "clock-lost",
      brief: "the time is not known",
      text: `No time service and no clock chip has set the clock since the start. ${cure}`,
      at,
    });
  if (quality !== "estimated" || errorMs <= FREE_MOST_MS) return null;
  const text = `The clock runs freely and may be ${errorWords(errorMs)} off: its time service does not answer any more. ${cure}`;
  return warning({ part: null, cause: "clock-free", brief: `may be ${errorWords(errorMs)} off`, text, at });
}

function beforeRelease({ nowMs, releasedMs }: Facts): Look {
  const [says, made] = [nowMs, releasedMs].map((ms) => new Date(ms).toISOString().slice(0, 10));
  const text = `This computer's clock says ${says ?? ""}, and this program was made on ${made ?? ""}. Connect it to a time server, or type: sudo date -s "2026-12-31 12:00"`;
  return error({ part: null, cause: "clock-before-release", brief: `the clock says ${says ?? ""}`, text, at: null });
}

function withoutControl(facts: Facts, early: Look): Verdict {
  const { kernelClock } = facts;
  if (kernelClock === null)
    return early === null ? { subject: "clock", unseen: NOT_ASKED } : { subject: "clock", fine: "", looks: [early] };
  const { synchronised, errorMaxMs } = kernelClock;
  const hasChip = partsOf(facts, "clock").some(({ driver }) => driver === "ds3231");
  if (!synchronised && hasChip && early === null) return { subject: "clock", unseen: CHIP_NOT_READ };
  const clock = { offsetMs: 0, quality: synchronised ? "sync" : "none", errorMs: errorMaxMs } as WallClock;
  return {
    subject: "clock",
    fine: `network time, ${errorWords(errorMaxMs)} off`,
    looks: [early ?? trust(clock, null)],
  };
}
const CHIP_NOT_READ = "only a running control reads its clock chip";
const NOT_ASKED = "control does not run, and the kernel cannot be asked";

/** Link's records may grow to 64 MB, and as much again stands beside them while it tidies (contract, classes). */
const FREE_LEAST_BYTES = 128 * 1_048_576;
const FILES_LEAST = 100;
/** A sound card answers in 0.2 s at the worst; one that dies stalls for 3 to 17 s on a write (architecture). */
const SLOW_MS = 500;
const DYING_MS = 3_000;

export function judgeStorage({ storage }: Facts): Verdict {
  const { folder } = storage;
  const is = { part: null, at: null };
  if (storage.is === "failed") return { subject: "storage", fine: "", looks: [storageFailed(storage)] };
  const { freeBytes, freeFiles, slowestWriteMs } = storage;
  const free = sizeWords(freeBytes);
  const room = freeBytes < FREE_LEAST_BYTES || freeFiles < FILES_LEAST;
  const left = freeBytes < FREE_LEAST_BYTES ? `${free} left` : `room for ${freeFiles} files`;
  const took = `${Math.round(slowestWriteMs)} ms`;
  const slow = `A small write to ${folder} took ${took}. Cards do that before they die: change it soon, and take another maker's.`;
  return {
    subject: "storage",
    fine: `${free} free, slowest write ${took}`,
    looks: [
      room
        ? error({
            ...is,
            cause: "full",
            brief: `nearly full: ${left}`,
            text: `${folder}: ${left}, and 128 MB are needed. ${ROOM}`,
          })
        : null,
      slowestWriteMs > DYING_MS
        ? error({ ...is, cause: "slow", brief: `a write took ${took}`, text: slow })
        : slowestWriteMs > SLOW_MS
          ? warning({ ...is, cause: "slow", brief: `a write took ${took}`, text: slow })
          : null,
    ],
  };
}

const ROOM = "Look what fills it: sudo du -xh / | sort -h | tail; journalctl --vacuum-size=50M helps.";
const sizeWords = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;

function storageFailed({ folder, code }: StorageFacts & { is: "failed" }): Look {
  const found = (
    cause: "full" | "read-only" | "slow" | "no-permission" | "broken",
    brief: string,
    cure: string,
  ): Look => error({ part: null, cause, brief, text: `${folder}: ${brief}. ${cure}`, at: null });
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return found("full", "no room for a single file", ROOM);
    case "EROFS":
      return found(
        "read-only",
        "it is read-only",
        "The card protects itself: change it. If it is meant so, mount another disk there.",
      );
    case "EACCES":
    case "EPERM":
      return warning({
        part: null,
        cause: "no-permission",
        brief: "not looked at: you may not write there",
        text: `${folder}: you may not write there. Say it with sudo, or as the user of control.`,
        at: null,
      });
    case "TIMEOUT":
      return found("slow", "a small write did not end", "The card stalls: change it.");
    case "ENOENT":
      return found(
        "broken",
        "there is no such folder",
        "It is made at the first start of gaturum: start it, or set GATURUM_STATE_DIR as its unit does.",
      );
    default:
      return found("broken", `it cannot be written (${code})`, "Look at dmesg; change the card.");
  }
}

/** Our choice: of 50 cycles a second, so many may be missed before anyone sees it; and how long the lamp may stand still. */
const MISSED_MOST_SHARE = 0.1;
const STILL_MS = 1_000;
/** A start is late by itself: a minute of 50 a second. */
const CYCLES_LEAST = 3_000;

export function judgeCycle(facts: Facts, first: Status, last: Status): Verdict {
  const { cycles, lateCycles, missedCycles, worstLateLastHourMs } = last.figures;
  const is = { part: null, at: null };
  const stands = cycles === first.figures.cycles;
  const share = missedCycles / Math.max(1, cycles + missedCycles);
  const slow = `${missedCycles} of ${cycles + missedCycles} cycles did not run. Look what else works here (top), and whether control has its real-time priority (docs/technician.md).`;
  const still = `Control stood still for ${(worstLateLastHourMs / MS_PER_S).toFixed(1)} s within the last hour. ${STILL_CURE}`;
  const hurt = `Restart it: sudo systemctl restart gaturum-control. If it comes again, send the flight record (gaturum why --record FILE --device ${facts.config.device}).`;
  return {
    subject: "cycle",
    fine: `${facts.config.cycleHz} Hz, late ${lateCycles} of ${cycles.toLocaleString("en")}`,
    looks: [
      stands
        ? error({
            ...is,
            cause: "no-cycles",
            brief: "control answers and does not work",
            text: `Control made no cycle in a second. ${hurt}`,
          })
        : null,
      cycles > CYCLES_LEAST && share > MISSED_MOST_SHARE
        ? error({ ...is, cause: "late", brief: `${Math.round(share * 100)} % of the cycles did not run`, text: slow })
        : worstLateLastHourMs > STILL_MS
          ? warning({
              ...is,
              cause: "late",
              brief: `stood still for ${(worstLateLastHourMs / MS_PER_S).toFixed(1)} s`,
              text: still,
            })
          : null,
      ...(facts.walk === null ? [] : [stayed(facts.walk)]),
      last.version === facts.version
        ? null
        : warning({
            ...is,
            cause: "other-version",
            brief: `control is version ${last.version}`,
            text: `Control runs version ${last.version}, and this is ${facts.version}. Restart it: sudo systemctl restart gaturum-control gaturum-link.`,
          }),
    ],
  };
}
const STILL_CURE = "Look at dmesg and top at that hour, at the supply, and whether control has its real-time priority.";

/** Whoever walked is told why they walked in vain, also once control is there again. */
function stayed({ wentAway }: WalkFacts): Look {
  if (wentAway === null) return null;
  const text = `Control, asked as you walked: ${wentAway} Nothing of the walk counts. Why it ended: journalctl -u gaturum-control -n 20. Then walk again.`;
  return error({ part: null, cause: "not-running", brief: "control went away as you walked", text, at: null });
}
