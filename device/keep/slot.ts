import { createHash } from "node:crypto";
import type { Memory } from "../measure/decision.ts";
import { MEMORY_BYTES_MAX } from "./keep.ts";

/** The longest slot, its head included. */
export const SLOT_BYTES_MAX = MEMORY_BYTES_MAX;

/** What one slot holds. The greater `sequence` is the newer; the keep gives it, so a `revision` may begin anew. */
export type SlotContent = { readonly sequence: number; readonly memory: Memory };

/** What was found of a slot's file. `failed`: it is there, or may be, and cannot be read. */
export type SlotFile =
  | { readonly kind: "absent" }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "failed"; readonly error: string };

/** Both slots, read at start: `unreadable` is neither of them good although there is something. */
export type Found =
  | { readonly status: "empty" | "unreadable" }
  | { readonly status: "found"; readonly best: SlotContent; readonly intact: readonly [number, number] };

/** Throws when it is longer than {@link SLOT_BYTES_MAX}: a programmer's mistake. */
export function encodeSlot({ sequence, memory }: SlotContent): Uint8Array {
  const body = Buffer.from(JSON.stringify({ sequence, revision: memory.revision, value: memory.value }));
  const head = Buffer.from(`${MAGIC} ${body.length} ${digest(body)}\n`);
  const bytes = Uint8Array.from(Buffer.concat([head, body]));
  if (bytes.length > SLOT_BYTES_MAX) {
    throw new RangeError(`keep: a memory of ${bytes.length} bytes is longer than ${SLOT_BYTES_MAX}`);
  }
  return bytes;
}

/** Null: torn, rotten or never written. Bytes behind the body are those of an older, longer memory. */
export function decodeSlot(bytes: Uint8Array): SlotContent | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headEnd = buffer.indexOf("\n");
  const head = HEAD.exec(buffer.toString("latin1", 0, Math.max(headEnd, 0)));
  if (head === null) return null;
  const length = Number(head[1]);
  const body = buffer.subarray(headEnd + 1, headEnd + 1 + length);
  if (body.length !== length || digest(body) !== head[2]) return null;
  const { sequence, revision, value } = JSON.parse(body.toString()) as SlotContent & Memory;
  return { sequence, memory: { revision, value } };
}

/**
 * What two slots are worth. A slot comes into being whole (written aside, then renamed), and is overwritten only while
 * the other is intact; so one that is absent beside one that is bad was lost, and that is not `empty`.
 */
export function recover(a: SlotFile, b: SlotFile): Found {
  if (a.kind === "absent" && b.kind === "absent") return { status: "empty" };
  const contentA = a.kind === "bytes" ? decodeSlot(a.bytes) : null;
  const contentB = b.kind === "bytes" ? decodeSlot(b.bytes) : null;
  const best = newer(contentA, contentB);
  if (best === null) return { status: "unreadable" };
  return { status: "found", best, intact: [contentA?.sequence ?? 0, contentB?.sequence ?? 0] };
}

const MAGIC = "gaturum-keep 1";
const HEAD = new RegExp(`^${MAGIC} ([1-9][0-9]{0,4}) ([0-9a-f]{64})$`);

const digest = (body: Uint8Array) => createHash("sha256").update(body).digest("hex");

function newer(a: SlotContent | null, b: SlotContent | null): SlotContent | null {
  if (a === null || b === null) return a ?? b;
  return a.sequence >= b.sequence ? a : b;
}
