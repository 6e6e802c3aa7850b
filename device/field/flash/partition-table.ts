/** One partition of a disk, from its master boot record. */
export type Partition = {
  readonly number: number;
  readonly type: number;
  readonly startBytes: number;
  readonly sizeBytes: number;
};

/** The unit of a master boot record, whatever the disk's own sectors are. */
export const SECTOR_BYTES = 512;
const [TABLE_AT, ENTRY_BYTES, ENTRIES, SIGNATURE_AT] = [446, 16, 4, 510] as const;
/** FAT in all its kinds: what a Raspberry Pi starts from. */
const FAT_TYPES: readonly number[] = [0x01, 0x04, 0x06, 0x0b, 0x0c, 0x0e, 0xef];
const GPT_TYPE = 0xee;

/**
 * The partitions of a first sector; null: it is none of a disk. A boot sector of FAT ends with the same two bytes, so that
 * the marks of the entries are looked at too.
 */
export function readPartitions(sector: Uint8Array): readonly Partition[] | null {
  const bytes = new DataView(sector.buffer, sector.byteOffset, sector.byteLength);
  if (sector.length < SECTOR_BYTES || bytes.getUint16(SIGNATURE_AT, true) !== 0xaa55) return null;
  const entries = Array.from({ length: ENTRIES }, (_, index) => TABLE_AT + index * ENTRY_BYTES);
  if (!entries.every((at) => bytes.getUint8(at) === 0 || bytes.getUint8(at) === 0x80)) return null;
  const partitions = entries.map((at, index) => ({
    number: index + 1,
    type: bytes.getUint8(at + 4),
    startBytes: bytes.getUint32(at + 8, true) * SECTOR_BYTES,
    sizeBytes: bytes.getUint32(at + 12, true) * SECTOR_BYTES,
  }));
  const used = partitions.filter(({ type, startBytes, sizeBytes }) => type !== 0 && startBytes > 0 && sizeBytes > 0);
  return used.length === 0 ? null : used;
}

/** The first with FAT; otherwise why there is none, in words. */
export function bootPartition(partitions: readonly Partition[]): Partition | string {
  if (partitions.some(({ type }) => type === GPT_TYPE))
    return "its partition table is GPT, and this knows MBR alone, as a Raspberry Pi's images have it";
  return partitions.find(({ type }) => FAT_TYPES.includes(type)) ?? "it has no boot partition with FAT";
}

/** How long the image must be to hold all of it. */
export const endBytes = (partitions: readonly Partition[]): number =>
  Math.max(...partitions.map(({ startBytes, sizeBytes }) => startBytes + sizeBytes));
