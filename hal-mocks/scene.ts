import type { DeviceKind } from "../device/measure/roles.ts";
import { USUAL_SUPPLY, type SupplyMake } from "./supply.ts";

/** Where things stand: metres along the path, and the place on earth that the sun is reckoned for. */
export type Scene = {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly label: string;
  readonly timeZone: string;
  readonly posts: readonly { readonly name: string; readonly atM: number }[];
  /** `supply` left out: the usual one. */
  readonly bins: readonly { readonly name: string; readonly atM: number; readonly supply?: SupplyMake }[];
};

/** Posts of the Kungsholms strand trial stand so far apart (34 in 750 m). */
export const POST_GAP_M = 22;
const STOCKHOLM = { latitudeDeg: 59.32938, longitudeDeg: 18.06871, timeZone: "Europe/Stockholm" };

export function streetScene(postCount = 6, binCount = 2): Scene {
  const posts = Array.from({ length: postCount }, (_, i) => ({ name: `lamp-${i + 1}`, atM: i * POST_GAP_M }));
  const bins = Array.from({ length: binCount }, (_, i) => ({ name: `bin-${i + 1}`, atM: (2 * i + 0.5) * POST_GAP_M }));
  return { ...STOCKHOLM, label: "Hornsgatan", posts, bins };
}

/** One post alone on its street, and one bin. */
export const singlePost = (name: string): Scene => ({ ...streetScene(0, 0), posts: [{ name, atM: 0 }] });
export const singleBin = (name: string, supply: SupplyMake = USUAL_SUPPLY): Scene => ({
  ...streetScene(0, 0),
  bins: [{ name, atM: 0, supply }],
});

/** One device alone, under the name and at the place that its config gives it, with the battery that it names. */
export function singleSite({ device, kind, asset: { place }, bin }: Placed, chargePct?: number): Scene {
  const { latitudeDeg, longitudeDeg, label } = place;
  const supply = { ...USUAL_SUPPLY, ...bin?.energy, ...(chargePct === undefined ? {} : { chargePct }) };
  const alone = kind === "lamp-post" ? singlePost(device) : singleBin(device, supply);
  return { ...alone, latitudeDeg, longitudeDeg, label: label ?? alone.label };
}

/** What a config tells of its place. */
export type Placed = {
  readonly device: string;
  readonly kind: DeviceKind;
  readonly bin?: { readonly energy: Pick<SupplyMake, "supply" | "capacityWh" | "boardW"> };
  readonly asset: {
    readonly place: { readonly latitudeDeg: number; readonly longitudeDeg: number; readonly label?: string | null };
  };
};

/** From the path's beginning to its last post or bin. */
export const lengthM = ({ posts, bins }: Scene): number => Math.max(0, ...[...posts, ...bins].map(({ atM }) => atM));
