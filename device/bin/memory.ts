import type { Json, Kept, Memory } from "../measure/decision.ts";
import type { Reading } from "../measure/reading.ts";
import type { Instant } from "../measure/time.ts";
import { latchedWith } from "./press/facts.ts";
import { merged, NOTHING_REMEMBERED, remembered, resumed, type Remembered } from "./remembered.ts";

/** What is to be remembered, and how far the store is with it. Nothing is put before what was there has been read. */
export type Remembering = {
  readonly read: boolean;
  readonly foundRevision: number;
  readonly revision: number;
  readonly value: Remembered;
};

export const initialRemembering: Remembering = {
  read: false,
  foundRevision: 0,
  revision: 0,
  value: NOTHING_REMEMBERED,
};

/** Takes over what the store found, once. Unreadable is a cause of its own: nobody knows whether the press was moving. */
export function readMemory(was: Remembering, kept: Reading<Kept>, now: Instant): Remembering {
  if (was.read || !kept.ok) return was;
  const { status, value, foundRevision, durable } = kept.value;
  const revision = Math.max(foundRevision, durable);
  const empty = status === "empty";
  const found = empty ? NOTHING_REMEMBERED : status === "found" ? remembered(value) : null;
  const known =
    found === null
      ? { ...was.value, latch: withNvLost(was.value) }
      : merged(interrupted(resumed(found, now)), was.value);
  const put = empty && was.value === NOTHING_REMEMBERED ? revision : revision + 1;
  return { read: true, foundRevision: revision, revision: put, value: known };
}

/** `revision` grows when the value changed. */
export const remembering = (was: Remembering, value: Remembered): Remembering =>
  value === was.value ? was : { ...was, revision: was.read ? was.revision + 1 : was.revision, value };

/** Everything that is to be remembered is on disk. */
export const isStored = (memory: Remembering, kept: Reading<Kept>): boolean =>
  memory.read && kept.ok && kept.value.durable >= memory.revision;

export const memoryToStore = ({ read, foundRevision, revision, value }: Remembering): Memory | null =>
  read && revision > foundRevision ? { revision, value: value as unknown as Json } : null;

/** What the power cut interrupted is a cause from the first moment on: another stop at start must not come before it. */
function interrupted(found: Remembered): Remembered {
  if (!found.strokeOpen && !found.serviceOpen) return found;
  const latch = found.strokeOpen ? latchedWith(found, "openIntent") : found.latch;
  if (!found.serviceOpen) return { ...found, latch };
  return { ...found, latch: latchedWith({ ...found, latch }, "openService"), serviceOpen: false };
}

const withNvLost = ({ latch }: Remembered): Remembered["latch"] =>
  latch.includes("nvLost") ? latch : [...latch, "nvLost"];
