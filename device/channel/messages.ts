import type { Json, Report, Request } from "../measure/decision.ts";
import type { NeighbourCall, NeighbourWord } from "../measure/neighbour.ts";
import type { EpochMs, Instant, Millis, TimeQuality } from "../measure/time.ts";

/**
 * Between control and link: one JSON object a line. There is no message for reset, jog or calibrate, and control takes
 * nothing on trust: each field is range-checked again on its side.
 */
export type FromControl =
  | {
      readonly m: "hello";
      readonly v: 1;
      readonly run: string;
      readonly version: string;
      readonly configHash: string;
      /** The city's that are in force; absent: the device's own config is. */
      readonly settings?: SettingsId;
    }
  | {
      readonly m: "report";
      readonly n: number;
      readonly report: Report;
      readonly moment: Moment;
      readonly simulated: boolean;
      /** It moves nothing: what it reports of its outputs is what it would have done. */
      readonly observing?: true;
    }
  /** What time it is, so that link can judge by it: at link's hello, at a change, and once a minute. */
  | { readonly m: "alive"; readonly moment: Moment }
  /** For the neighbours on the path, now or never: it is neither numbered nor kept. */
  | { readonly m: "call"; readonly call: NeighbourCall }
  /** In force from this cycle on, and not kept until link says so. */
  | { readonly m: "settings-applied"; readonly id: SettingsId | null }
  | { readonly m: "settings-refused"; readonly id: SettingsId | null; readonly reason: string };

export type FromLink =
  | { readonly m: "hello"; readonly v: 1 }
  /** Every report up to and including `n` of this run of control is safe with link. */
  | { readonly m: "stored"; readonly run: string; readonly n: number }
  | { readonly m: "request"; readonly request: Request }
  | { readonly m: "heard"; readonly word: NeighbourWord }
  /** To be tried: the whole of the machine's settings. Both null: back to the device's own config. */
  | { readonly m: "settings"; readonly id: SettingsId | null; readonly settings: Json }
  /** They have proved themselves: control comes up with them after a power cut. */
  | { readonly m: "settings-keep"; readonly id: SettingsId | null }
  /** How link stands with the city, at each change: for whoever asks at the post. Nothing is decided by it. */
  | { readonly m: "city"; readonly city: CityWord };

/**
 * `trouble`: why the newest connection ended or never began, with its cure; null while one is live, and before the first
 * has failed. `refused`: topics on which the broker does not let this device publish.
 */
export type CityWord = { readonly live: boolean; readonly trouble: string | null; readonly refused: readonly string[] };

/** Which settings of the city: `hash` is of the desired state, 16 hex digits. */
export type SettingsId = { readonly epoch: number; readonly version: number; readonly hash: string };

/** When a report was made: monotonic always, wall time as far as it was known. */
export type Moment = {
  readonly at: Instant;
  readonly ts: EpochMs | null;
  readonly timeQuality: TimeQuality;
  readonly timeErrorMs: Millis | null;
};

/** Longest JSON of a machine's settings: with what stands around it, it fits a line and a slot of the keep. Our choice. */
export const SETTINGS_BYTES_MAX = 60_000;
/** Longest sentence of a trouble: the broker's own words in it are 200 at most, and its address is as long. Our choice. */
export const TROUBLE_MAX = 600;
/** As many topics as link keeps alarms of. */
export const REFUSED_MAX = 8;
/** Longest line either side accepts. */
export const LINE_BYTES_MAX = 65_536;
/** Reports that control keeps until link has stored them: class 0 and 1; class 2 beyond this is dropped and counted. */
export const UNSTORED_MAX = 1_000;
/** Requests waiting for the next cycle; one more is refused. */
export const REQUESTS_MAX = 16;
/** Words of neighbours waiting for the next cycle; one more is dropped: the next is seconds away. */
export const HEARD_MAX = 16;

/** One end of the channel. Sending never waits: `false` means that the other side is not there or does not keep up. */
export interface ChannelEnd<Out, In> {
  send(message: Out): boolean;
  onMessage(take: (message: In) => void): void;
  /** Called with true when the other side has come, false when it has gone. */
  onPeer(take: (present: boolean) => void): void;
  close(): void;
}
export type ControlEnd = ChannelEnd<FromControl, FromLink>;
export type LinkEnd = ChannelEnd<FromLink, FromControl>;
