/** What a card has for a new program, in bytes. */
export type Room = {
  /** Free, for whoever is not root. */
  readonly freeBytes: number;
  /** In the slot that is emptied before the program is unpacked into it. */
  readonly slotBytes: number;
};

/** Measured: a program for x64 has 48 MB, and takes 149 on a disk. Our choice leaves room for one that packs better. */
export const UNPACKED_PER_PACKED = 4;
/**
 * Stays free while a program is copied and unpacked, for those who write meanwhile: link's store, control's memory, the
 * journal. A few minutes of theirs are far less, and when they are over the copy's room is free as well. With a copy of 65 MB
 * it is less than link leaves when it fetches, so that what link could fetch finds room where a slot is emptied. Our choice.
 */
export const ROOM_KEPT_BYTES = 32e6;

/** Whether an archive can be copied and unpacked, and the rest of the computer goes on writing. Pure. */
export function isRoomFor(archiveBytes: number, { freeBytes, slotBytes }: Room): boolean {
  const unpackedBytes = archiveBytes * UNPACKED_PER_PACKED;
  return (
    freeBytes >= archiveBytes + ROOM_KEPT_BYTES &&
    freeBytes + slotBytes >= archiveBytes + unpackedBytes + ROOM_KEPT_BYTES
  );
}
