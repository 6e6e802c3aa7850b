/**
 * A tar archive of plain files (POSIX.1-1988 `ustar`), in memory: what a bundle needs of the format, so that whoever
 * opens one needs no more than `tar`, and `gaturum replay` not even that. Whole packages for it bring links, sparse files
 * and extraction, which nothing here may do.
 */
export type TarFile = { readonly name: string; readonly content: Buffer };

const BLOCK = 512;
/** Files of one archive; a bundle has about 15. Our choice. */
const FILES_MAX = 64;
/** Offsets and lengths of the header's fields, from the standard. */
const SIZE = { at: 124, length: 12 } as const;
const CHECKSUM = { at: 148, length: 8 } as const;
const NAME_LENGTH = 100;
const PLAIN_FILE = ["0", "\0"];

/** The same files and moment give the same bytes. Names are plain and at most 100 letters: they are ours. */
export function tarOf(files: readonly TarFile[], mtimeS: number): Buffer {
  const blocks = files.flatMap(({ name, content }) => [
    headerOf(name, content.length, mtimeS),
    content,
    Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
  ]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function headerOf(name: string, size: number, mtimeS: number): Buffer {
  if (!/^[\w./-]{1,100}$/.test(name)) throw new RangeError(`tar: ${name} is no plain name of at most 100 letters`);
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, length: number): number =>
    header.write(value.toString(8).padStart(length - 1, "0"), at, "latin1");
  header.write(name, 0, "latin1");
  octal(0o640, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, SIZE.at, SIZE.length);
  octal(mtimeS, 136, 12);
  header.write("0", 156, "latin1");
  header.write("ustar\u000000", 257, "latin1");
  header.write("root", 265, "latin1");
  header.write("root", 297, "latin1");
  header.write(`${checksumOf(header).toString(8).padStart(6, "0")}\0 `, CHECKSUM.at, "latin1");
  return header;
}

/** The sum of the header's bytes, its own field counted as spaces. */
function checksumOf(header: Buffer): number {
  const isChecksum = (at: number): boolean => at >= CHECKSUM.at && at < CHECKSUM.at + CHECKSUM.length;
  return header.reduce((sum, byte, at) => sum + (isChecksum(at) ? 0x20 : byte), 0);
}

/** The plain files of an archive, or in a sentence why it is none. Nothing is written anywhere. */
export function filesOf(tar: Buffer): readonly TarFile[] | string {
  const files: TarFile[] = [];
  for (let at = 0; at + BLOCK <= tar.length;) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return files;
    if (files.length >= FILES_MAX) return `it has more than ${FILES_MAX} files`;
    if (numberIn(header, CHECKSUM) !== checksumOf(header)) return "a header in it is damaged";
    const size = numberIn(header, SIZE);
    const from = at + BLOCK;
    if (size === null || from + size > tar.length) return "it ends in the middle of a file";
    const name = textIn(header, { at: 0, length: NAME_LENGTH });
    const kind = header.toString("latin1", 156, 157);
    if (PLAIN_FILE.includes(kind)) files.push({ name, content: tar.subarray(from, from + size) });
    at = from + Math.ceil(size / BLOCK) * BLOCK;
  }
  return "it ends in the middle";
}

type Field = { readonly at: number; readonly length: number };
const textIn = (header: Buffer, { at, length }: Field): string => {
  const text = header.toString("latin1", at, at + length);
  const end = text.indexOf("\0");
  return end === -1 ? text : text.slice(0, end);
};
function numberIn(header: Buffer, field: Field): number | null {
  const text = textIn(header, field).trim();
  return /^[0-7]+$/.test(text) ? parseInt(text, 8) : null;
}
