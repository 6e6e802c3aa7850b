import { DiskError } from "./cabinet.ts";
import type { Disk } from "./disk.ts";

const NO_ANSWER = { cause: "failing", detail: "it has not answered since link began" } as const;

/** A disk that hangs at opening is not touched before `answers`: whoever touched it would hang too. */
export const lateDisk = (disk: Disk, answers: () => boolean): Disk => ({
  open() {
    if (!answers()) throw new DiskError(NO_ANSWER);
    return disk.open();
  },
  seal: (lines) => disk.seal(lines),
  anew: () => disk.anew(),
  freeBallast: () => disk.freeBallast(),
  layBallast: () => disk.layBallast(),
});
