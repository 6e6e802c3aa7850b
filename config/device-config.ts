import type { BinSettings } from "../device/bin/settings.ts";
import type { LampSettings } from "../device/lamp/settings.ts";
import type { Json } from "../device/measure/decision.ts";
import type { Millis } from "../device/measure/time.ts";
import type { Degrees } from "../device/measure/units.ts";
import type { Backend } from "../drivers/gpio/settings.ts";

/**
 * A checked config: plain JSON data, all units resolved. The loader makes it from a YAML file; control is handed it as
 * JSON and loads neither yaml nor zod.
 */
export type DeviceConfig = LampPostConfig | LitterBinConfig;
export type LampPostConfig = CommonConfig & {
  readonly kind: "lamp-post";
  readonly lamp: LampSettings;
  readonly neighbours: NeighbourhoodConfig | null;
};
export type LitterBinConfig = CommonConfig & { readonly kind: "litter-bin"; readonly bin: BinSettings };

type CommonConfig = {
  /** The file as the person named it, for messages. */
  readonly file: string;
  /** First 16 hex digits of the SHA-256 of the checked settings: the same meaning gives the same hash. */
  readonly hash: string;
  readonly tenant: string;
  readonly device: string;
  /** `observe` decides and records and writes nothing. */
  readonly mode: "active" | "observe";
  readonly cycleHz: number;
  readonly gpio: { readonly backend: Backend };
  /** The computer's own watchdog; `device: null`: none is used. */
  readonly watchdog: { readonly device: string | null; readonly timeoutMs: Millis };
  readonly asset: Asset;
  readonly city: CitySettings;
  readonly parts: readonly PartConfig[];
  /** MCU boards whose pins parts use; most devices have none. */
  readonly boards: readonly BoardConfig[];
};

export type Asset = {
  readonly plate: string | null;
  readonly cabinet: string | null;
  readonly phase: "L1" | "L2" | "L3" | null;
  readonly luminaire: string | null;
  readonly place: { readonly latitudeDeg: Degrees; readonly longitudeDeg: Degrees; readonly label: string | null };
};

export type CitySettings = {
  /** `mqtt://host:port` or `mqtts://host:port`; null: no city, the device works alone. */
  readonly broker: string | null;
  /** The first connection waits a random time up to this, so that a street powered up at once is no herd. */
  readonly startDelayMs: Millis;
  readonly keepaliveMs: Millis;
  /** Class 2 goes to the card within this, or when there are so many; left out: 60 s and 64 (contract, classes). */
  readonly storeWithinMs?: Millis;
  readonly storeTogether?: number;
  /** It shows itself to a Home Assistant on the same broker; left out: it does not. */
  readonly homeAssistant?: boolean;
  /** `https://host/folder` with a repository of signed updates; left out or null: link fetches none. */
  readonly updates?: string | null;
  /** A file with the keys of those whose commands are obeyed. Left out or null: nobody's are. */
  readonly trust?: string | null;
  /** Groups whose commands it obeys too, such as `north, sweep`; at most four. */
  readonly groups?: string | null;
  /** Paths of PEM files; left out: as if each were null. */
  readonly tls?: TlsFiles;
};

/** `ca` null: whom Node trusts. `certificate` and `key`: the device's own, both or none. */
export type TlsFiles = { readonly ca: string | null; readonly certificate: string | null; readonly key: string | null };

/** The posts along the path with which this one speaks: over the local network, the broker, or both. */
export type NeighbourhoodConfig = {
  /** The address and UDP port to listen on; null: not over the local network. */
  readonly lan: { readonly host: string; readonly port: number } | null;
  /** A file with the key of the zone. The key itself stands in no config. */
  readonly keyFile: string;
  readonly zone: string;
  /** Over the city's broker too, as an encrypted blob. */
  readonly overBroker: boolean;
  /** In the order of the path, the one furthest behind first; at most 16, no two at one distance, none at 0. */
  readonly posts: readonly NeighbourPost[];
};

/** `distanceM` is along the path, in metres; above 0 is ahead, below behind. `name` is its device's. */
export type NeighbourPost = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly distanceM: number;
};

/** `settings` are the driver's own, checked by its schema. `at` is where the part stands: `lamp-post.yaml:9:3`. */
export type PartConfig = {
  readonly name: string;
  readonly role: string;
  readonly driver: string;
  readonly settings: { readonly [key: string]: Json };
  readonly at: string;
};

/** `port` is its serial port; `at` as of a part. */
export type BoardConfig = {
  readonly name: string;
  readonly driver: "firmata";
  readonly port: string;
  readonly at: string;
};
