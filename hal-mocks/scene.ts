/** Where things stand: metres along the path, and the place on earth that the sun is reckoned for. */
export type Scene = {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly label: string;
  readonly timeZone: string;
  readonly posts: readonly { readonly name: string; readonly atM: number }[];
  readonly bins: readonly { readonly name: string; readonly atM: number }[];
};

/** Posts of the Kungsholms strand trial stand so far apart (34 in 750 m). */
export const POST_GAP_M = 22;
const STOCKHOLM = { latitudeDeg: 59.32938, longitudeDeg: 18.06871, timeZone: "Europe/Stockholm" };

export function streetScene(postCount = 6, binCount = 2): Scene {
  const posts = Array.from({ length: postCount }, (_, i) => ({ name: `lamp-${i + 1}`, atM: i * POST_GAP_M }));
  const bins = Array.from({ length: binCount }, (_, i) => ({ name: `bin-${i + 1}`, atM: (2 * i + 0.5) * POST_GAP_M }));
  return { ...STOCKHOLM, label: "Hornsgatan", posts, bins };
}

/** One device alone, under the name that its config gives it. */
export const singlePost = (name: string): Scene => ({ ...streetScene(0, 0), posts: [{ name, atM: 0 }] });
export const singleBin = (name: string): Scene => ({ ...streetScene(0, 0), bins: [{ name, atM: 0 }] });
