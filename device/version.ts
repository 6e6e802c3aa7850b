import manifest from "../package.json" with { type: "json" };

/** Of the running program, as records, births and flight records name it. */
export const VERSION: string = manifest.version;
