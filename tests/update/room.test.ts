import { expect, it } from "vitest";
import { isRoomFor, ROOM_KEPT_BYTES, UNPACKED_PER_PACKED } from "../../device/update/room.ts";

const ARCHIVE_BYTES = 65e6;
const UNPACKED_BYTES = ARCHIVE_BYTES * UNPACKED_PER_PACKED;

it.each([
  ["a new card", 20e9, 0, true],
  ["room for the copy and the program", ARCHIVE_BYTES + UNPACKED_BYTES + ROOM_KEPT_BYTES, 0, true],
  ["one byte less", ARCHIVE_BYTES + UNPACKED_BYTES + ROOM_KEPT_BYTES - 1, 0, false],
  ["room for the copy, and a slot that is emptied", ARCHIVE_BYTES + ROOM_KEPT_BYTES, UNPACKED_BYTES, true],
  ["not even for the copy, which comes before the slot is emptied", ARCHIVE_BYTES, 1e9, false],
])("a card with %s", (_words, freeBytes, slotBytes, is) => {
  expect(isRoomFor(ARCHIVE_BYTES, { freeBytes, slotBytes })).toBe(is);
});
