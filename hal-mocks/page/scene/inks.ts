/** The page's themes: by the screen at night, and on paper or in the sun. */
export type Theme = "dusk" | "sunlight";

/** Three meanings have a colour: light that is emitted, data, and fault. */
export type Inks = {
  readonly panel: string;
  readonly ink: string;
  readonly quiet: string;
  readonly light: string;
  readonly data: string;
  readonly fault: string;
};

export const INKS: { readonly [theme in Theme]: Inks } = {
  dusk: {
    panel: "#141C2F",
    ink: "#E9E4D8",
    quiet: "#9FAAC0",
    light: "#FFD79A",
    data: "#56B4E9",
    fault: "#E4572E",
  },
  sunlight: {
    panel: "#F6F4EF",
    ink: "#22242A",
    quiet: "#5C5F66",
    light: "#946200",
    data: "#0B6BA8",
    fault: "#8E1245",
  },
};

export const fontOf = (sizePx: number, weight: 400 | 600 = 400): string =>
  `${weight} ${sizePx}px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif`;

/** Words that stand in the pictures, in the language of the page. */
export type SceneLabels = {
  /** Such as "heard 2 min ago". */
  heardAgo(agoMs: number): string;
  readonly neverHeard: string;
  /** Such as "30 %", with the spacing of the language. */
  percent(value: number): string;
};
