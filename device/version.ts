import manifest from "../package.json" with { type: "json" };

/** Of the running program, as records, births and flight records name it. */
export const VERSION: string = manifest.version;

/** When it was made, ms since 1970: a clock that says less is wrong. */
export const RELEASED_MS = Date.parse(manifest.released);
