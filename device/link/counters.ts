import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Boot } from "./outbox/records.ts";
import { StateFile } from "./state-file.ts";

/** What numbers the starts and the connections of this device. */
export interface Counters extends Boot {
  /** The file was there and could not be read: numbers begin anew, and the birth says so. */
  readonly storeLost: boolean;
  /** Larger than every number handed out before, restarts included. */
  nextSession(): number;
}

/** Session numbers claimed on disk ahead, so that a connection never waits for a card. A restart skips what is left. */
export const SESSIONS_AHEAD = 64;

/** A file in `directory`; +1 boot for each call. */
export async function fileCounters(directory: string, say: (line: string) => void): Promise<Counters> {
  const file = new StateFile(join(directory, "counters.json"), say);
  const found = await file.read();
  const before = storedIn(found);
  const storeLost = found !== undefined && before === null;
  const bootCount = (before?.bootCount ?? 0) + 1;
  let session = before?.session ?? 0;
  let claimed = session + SESSIONS_AHEAD;
  await file.write({ bootCount, session: claimed });
  return {
    boot: randomBytes(8).toString("hex"),
    bootCount,
    storeLost,
    nextSession() {
      session += 1;
      if (session > claimed - SESSIONS_AHEAD / 2) {
        claimed = session + SESSIONS_AHEAD;
        void file.write({ bootCount, session: claimed });
      }
      return session;
    },
  };
}

/** For simulated time: `boot` is the caller's, so that the same seed gives the same bytes. */
export function memoryCounters(boot: string, bootCount = 1, session = 0): Counters {
  return { boot, bootCount, storeLost: false, nextSession: () => (session += 1) };
}

function storedIn(found: Awaited<ReturnType<StateFile["read"]>>): { bootCount: number; session: number } | null {
  if (found === undefined || found === "broken" || typeof found.value !== "object" || found.value === null) return null;
  const { bootCount, session } = found.value as Readonly<Record<string, unknown>>;
  return isCount(bootCount) && isCount(session) ? { bootCount, session } : null;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
