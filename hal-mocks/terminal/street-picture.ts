/** What a view of the street shows at one moment. Plain data, so that a view draws and nothing else. */
export type StreetPicture = {
  readonly place: string;
  /** Wall time at the place, as `Wed 25 Nov 15:35`; of a record also how far into it that is. */
  readonly wallTime: string;
  /** The sun in a word: day, dusk, night, dawn. */
  readonly sunPhase: string;
  readonly daylightLx: number;
  /** Times real time. */
  readonly speed: number;
  /** None for a record: nothing in it is by chance. */
  readonly seed: number | null;
  /** In the order of the street; where they stand is drawn in proportion. */
  readonly posts: readonly PostPicture[];
  readonly walkers: readonly WalkerPicture[];
  readonly bins: readonly BinPicture[];
  /** Energy saved after the controllers' own use; none until there is something to compare. */
  readonly savedPct: number | null;
  readonly walkedInDarkS: number | null;
  readonly city: CityPicture;
  /** None while nothing runs on real time. */
  readonly loop: LoopPicture | null;
  /** Newest first, each ready to print. */
  readonly log: readonly string[];
  /** Where else to look: the broker, the page. */
  readonly hint: string;
  /** What follows from the last verb, in a sentence; may be empty. */
  readonly message: string;
};

export type PostPicture = {
  readonly name: string;
  readonly positionM: number;
  /** None while the post has no power or has not decided yet. */
  readonly levelPct: number | null;
  /** Why, in a word: base, motion, rising, safe. */
  readonly reason: string;
  /** Until the level goes back to base. */
  readonly secondsLeft: number | null;
  /** Shown instead of the seconds, as `lamp-4 said`; may be empty. */
  readonly note: string;
  readonly faulty: boolean;
};

export type WalkerPicture = { readonly positionM: number; readonly direction: "left" | "right" };

export type BinPicture = {
  readonly name: string;
  readonly positionM: number;
  /** None while nothing is known. */
  readonly fillPct: number | null;
  /** What the fill is worth, in a word; `valid` is not shown. */
  readonly fillQuality: string;
  /** In words, as `pressing, 3 s`. */
  readonly state: string;
  /** As `full in about 31 h`; may be empty. */
  readonly forecast: string;
  /** Shown instead of the forecast while the ram is out; none while it rests. */
  readonly ram: { readonly travelCm: number; readonly currentA: number } | null;
  /** A fault that outlives its cause until someone resets it on site. */
  readonly latched: boolean;
  readonly faulty: boolean;
};

/** Null, here and below: not known. */
export type CityPicture = {
  readonly online: number | null;
  readonly total: number;
  readonly reportsPerS: number | null;
  /** Reports that no broker has taken yet. */
  readonly waiting: number | null;
  readonly networkUp: boolean | null;
  readonly clockLost: boolean;
};

export type LoopPicture = {
  readonly rateHz: number;
  readonly late: number;
  readonly cycles: number;
  readonly worstMs: number;
};
