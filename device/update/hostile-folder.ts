import { constants, fstatSync, openSync, readSync, closeSync } from "node:fs";
import { DownloadHTTPError, DownloadLengthMismatchError } from "tuf-js/dist/error.js";

/** What may be asked of a repository at all: nothing else of the folder is ever opened. */
const METADATA_NAME = /^(?:timestamp|\d{1,9}\.(?:root|snapshot|targets))\.json$/;
const ARCHIVE_NAME = /^[0-9a-f]{64}\.gaturum-linux-[a-z0-9]{1,8}\.tar\.gz$/;

/**
 * A folder that someone else fills: link, who speaks with the network, or a stick. Opened once, so that it cannot become
 * another folder meanwhile; its files are plain ones or none. A link, a pipe, a device is not followed, and nothing waits.
 */
export class HostileFolder {
  readonly #folder: number;

  /** Throws as `openSync` does; a link in the last place is refused with ELOOP or ENOTDIR. */
  constructor(path: string) {
    this.#folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  }

  /** All of a small file. Throws what tuf-js expects: it is not there, or it is longer than it may be. */
  metadata(name: string, bytesMax: number): Buffer {
    const file = METADATA_NAME.test(name) ? this.#open(name) : null;
    if (file === null) throw new DownloadHTTPError(`${name} is not there`, 404);
    try {
      const bytes = Buffer.alloc(bytesMax + 1);
      const length = readFully(file, bytes);
      if (length > bytesMax) throw new DownloadLengthMismatchError(`${name} is too long`);
      return bytes.subarray(0, length);
    } finally {
      closeSync(file);
    }
  }

  /** The archive's file, for whoever reads it to its end and closes it; null: it is not there, or no plain file. */
  archive(name: string): number | null {
    return ARCHIVE_NAME.test(name) ? this.#open(name) : null;
  }

  close(): void {
    closeSync(this.#folder);
  }

  #open(name: string): number | null {
    return openPlain(`/proc/self/fd/${this.#folder}/${name}`);
  }
}

/** All of a small file in a folder that is somebody else's; null: not there, no plain file, or longer than it may be. */
export function plainText(path: string, bytesMax: number): string | null {
  const file = openPlain(path);
  if (file === null) return null;
  try {
    const bytes = Buffer.alloc(bytesMax + 1);
    const length = readFully(file, bytes);
    return length > bytesMax ? null : bytes.toString("utf8", 0, length);
  } finally {
    closeSync(file);
  }
}

/** O_NONBLOCK: to open a pipe would else wait for whoever writes into it. */
function openPlain(path: string): number | null {
  const how = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  try {
    const file = openSync(path, how);
    if (fstatSync(file).isFile()) return file;
    closeSync(file);
    return null;
  } catch (cause) {
    if (UNUSABLE.includes(String((cause as NodeJS.ErrnoException).code))) return null;
    throw cause;
  }
}

/** Not there; a link; a folder or a socket; may not be read. */
const UNUSABLE = ["ENOENT", "ELOOP", "ENXIO", "EACCES", "EPERM"];

function readFully(file: number, into: Buffer): number {
  let length = 0;
  for (let count = -1; count !== 0 && length < into.length; length += count) {
    count = readSync(file, into, length, into.length - length, null);
  }
  return length;
}
