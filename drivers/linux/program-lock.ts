import { readFileSync } from "node:fs";
import koffi from "koffi";

/** mlock2(2), Linux 4.4 and glibc 2.27: what was never touched takes no memory. */
const MLOCK_ONFAULT = 1;
const mlock2 = koffi.load(null).func("int mlock2(uintptr_t address, size_t length, unsigned int flags)") as (
  address: bigint,
  length: bigint,
  flags: number,
) => number;

/**
 * Keeps the program itself in memory, Node and its libraries, as far as it has been touched. A computer that is short of
 * memory drops such pages first, and reads them from the card again in the middle of a cycle: measured 138 ms late, and
 * 9 ms with this (`npm run test:long -- stress`). Not more than the program: V8 dies when pages of its heap are locked.
 * 0, or the number of the error.
 */
export function lockProgram(): number {
  for (const { address, length } of programPages(readFileSync("/proc/self/maps", "utf8"))) {
    if (mlock2(address, length, MLOCK_ONFAULT) !== 0) return koffi.errno();
  }
  return 0;
}

type Pages = { readonly address: bigint; readonly length: bigint };

/** Mappings of files, from the text of proc_pid_maps(5). */
export function programPages(maps: string): readonly Pages[] {
  return [...maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) r\S{2}p \S+ \S+ \d+ +\/(?!dev\/)/gm)].map(
    ([, from = "", to = ""]) => {
      const address = BigInt(`0x${from}`);
      return { address, length: BigInt(`0x${to}`) - address };
    },
  );
}

export function lockInWords(errno: number): string {
  if (errno === 0) return "memory: the program is locked in it";
  return (
    `memory: the program could not be locked in it (error ${errno}); when memory is short, cycles come late. ` +
    "Write LimitMEMLOCK=infinity in the systemd unit"
  );
}
