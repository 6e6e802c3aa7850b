/**
 * For fast-check's `assert`: how many histories a property is put through, and from which seed. `npm test` takes `usual`
 * and a seed of its own each time, which a failure prints; `npm run test:long` sets both.
 */
export function propertyRuns(
  usual: number,
  env: NodeJS.ProcessEnv = process.env,
): { readonly numRuns: number; readonly seed?: number } {
  const numRuns = wholeNumber(env["GATURUM_RUNS"]) ?? usual;
  const seed = wholeNumber(env["GATURUM_SEED"]);
  return seed === undefined ? { numRuns } : { numRuns, seed };
}

/** A setting that is not set is none; one that means nothing must not pass for a run of nothing. */
export function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new RangeError(`${text}: GATURUM_RUNS and GATURUM_SEED are whole numbers from 1 on`);
}
