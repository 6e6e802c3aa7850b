/** What we use of a line of the package `onoff`. */
export type OnoffLine = {
  writeSync(value: 0 | 1): void;
  watch(told: (error: Error | null | undefined, value: number) => void): void;
  unexport(): void;
};
export type Onoff = new (
  number: number,
  direction: "in" | "high" | "low",
  edge: "none" | "both",
  options: { readonly activeLow: boolean; readonly debounceTimeout: number },
) => OnoffLine;

/**
 * `onoff` is optional: it needs a compiler. Its name is in a variable so that our types do not need it either.
 * Null: it is not there, or not built for this Node.
 */
export async function loadOnoff(): Promise<Onoff | null> {
  const name = "onoff";
  try {
    return ((await import(name)) as { readonly Gpio: Onoff }).Gpio;
  } catch {
    return null;
  }
}
