import type { DeviceConfig } from "../../../config/device-config.ts";
import type { Problem } from "../../../config/problem.ts";
import type { Standing } from "../../bin/told/standing.ts";
import type { LocalStatus } from "../../control/local-status.ts";
import type { Values } from "../../measure/decision.ts";

/** All that a check rests on. Plain data: who gathers it decides nothing, and who judges it looks at nothing else. */
export type Facts = {
  readonly config: DeviceConfig;
  readonly notes: readonly Problem[];
  /** `file:line:column` of each of {@link PLACES}, or of its nearest section that stands in the file. */
  readonly places: Readonly<Record<string, string>>;
  readonly version: string;
  readonly releasedMs: number;
  /** This computer's clock, ms since 1970. */
  readonly nowMs: number;
  readonly control: ControlFacts;
  /** As `drivers/linux/board-health.ts` has it: what a board does not tell is left out. */
  readonly board: Values;
  /** The kernel's word, for a control that does not run; null: it cannot be asked. */
  readonly kernelClock: { readonly synchronised: boolean; readonly errorMaxMs: number } | null;
  readonly storage: StorageFacts;
  readonly city: CityFacts;
  /** Where whose updates it takes is looked for, in vain; null: it is known, or `city.updates` is not there. */
  readonly updateRootMissing: string | null;
  readonly walk: WalkFacts | null;
};

/** Settings that a finding may be about, beside the parts, which know their own place. */
export const PLACES = [
  "place",
  "city.broker",
  "city.tls.ca",
  "city.tls.certificate",
  "city.tls.key",
  "city.trust",
  "city.updates",
] as const;
export const placeIn = ({ places }: Pick<Facts, "places">, path: (typeof PLACES)[number]): string =>
  places[path] ?? path;

/** `first` and `last` are more than a second apart: what holds in both is no passing thing. */
export type ControlFacts =
  | { readonly is: "running"; readonly first: Status; readonly last: Status }
  | { readonly is: "absent" | "silent" | "forbidden" | "strange"; readonly text: string };

/** What a running control answers to `{"ask":"status"}`, of it what is looked at. */
export type Status = Pick<
  LocalStatus,
  "at" | "run" | "version" | "configHash" | "figures" | "readings" | "writeFaults" | "link"
> & {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly standing: Standing | null;
};

export type StorageFacts = { readonly folder: string } & (
  | { readonly is: "fine"; readonly freeBytes: number; readonly freeFiles: number; readonly slowestWriteMs: number }
  /** `code`: the system's word, `TIMEOUT` for a write that did not end. */
  | { readonly is: "failed"; readonly code: string; readonly freeBytes: number | null }
);

/** null: the config names no broker. */
export type CityFacts = {
  readonly url: string;
  readonly reach: Reach;
  readonly own: OwnCertificate | null;
  readonly ca: { readonly path: string; readonly problem: string | null; readonly endsMs: number | null } | null;
  readonly trust: { readonly path: string; readonly problem: string | null } | null;
} | null;

/** How far a connection came. `code`: what the system, or OpenSSL, calls it. */
export type Reach =
  | { readonly came: "open"; readonly tookMs: number }
  | { readonly came: "name" | "connect"; readonly code: string }
  /** `NO_TLS`: it answers in other words; `TIMEOUT`: it answers, and no more comes. `shown`: the broker's certificate. */
  | { readonly came: "tls"; readonly code: string; readonly shown: ShownCertificate | null }
  /** It ended the handshake after it had seen ours. */
  | { readonly came: "turned-away"; readonly code: string };
export type ShownCertificate = {
  readonly names: string;
  readonly issuer: string;
  readonly fromMs: number;
  readonly toMs: number;
};

/** The device's own. `problem`: the system's code, or `damaged`. */
export type OwnCertificate = {
  readonly path: string;
  readonly keyPath: string;
  readonly keyProblem: string | null;
  /** Others than its owner and group may read it. */
  readonly keyIsOpen: boolean;
} & (
  | { readonly is: "unread"; readonly problem: string }
  | {
      readonly is: "read";
      readonly commonName: string;
      readonly fromMs: number;
      readonly toMs: number;
      /** null: the key cannot be read. */
      readonly keyFits: boolean | null;
    }
);

/** What was seen while someone walked past. */
export type WalkFacts = {
  readonly tookMs: number;
  /** Why nothing of the walk counts: control ended meanwhile, or was started again. null: it stayed. */
  readonly wentAway: string | null;
  /** Rising edges by part; a sensor that gave no reading is left out. */
  readonly edges: Readonly<Record<string, number>>;
  /** Edges on lines that the config does not name, most first; null: none could be watched. */
  readonly others: readonly { readonly line: string; readonly edges: number }[] | null;
  /** Power at levels that the lamp was held at; null: nothing measures it, or it could not be held. */
  readonly power: readonly { readonly askedPct: number; readonly powerW: number }[] | null;
};
