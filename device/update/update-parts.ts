import type { Instant, Millis } from "../measure/time.ts";
import type { Outcome } from "../measure/update-outcome.ts";
import type { Sample } from "./health.ts";
import type { SlotDisk } from "./slot-disk.ts";

export type UpdateParts = {
  readonly disk: SlotDisk;
  /** A folder with the trusted metadata, and the file that an archive is copied to. */
  readonly trusted: string;
  readonly incoming: string;
  /** The version of the packaged program, which is the one that does this. */
  readonly packaged: string;
  readonly architecture: string;
  readonly look: () => Promise<Sample>;
  /** Starts control and link again, each only if it is not stopped. */
  readonly restart: () => Promise<void>;
  readonly now: () => Instant;
  readonly wait: (time: Millis) => Promise<void>;
  /** Never throws: what became of the programs does not hang on who is told. */
  readonly tell: (outcome: Outcome) => void;
};

/** What came of one run. `waits`: the update is where it was, and `text` says what for. */
export type Ended = { readonly is: "kept" | "rolled-back" | "nothing" | "refused" | "waits"; readonly text: string };
