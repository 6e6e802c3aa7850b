/** Set to `yes`, this process may not touch a pin of the machine that it runs on. Tests set it: tests/vitest.config.ts. */
const NO_PINS = "GATURUM_NO_PINS";

/** Throws where pins are forbidden, so that no test ever moves what is wired to its machine. */
export function requirePins(): void {
  if (process.env[NO_PINS] === "yes") throw new Error(`${NO_PINS} is set: this process may not touch pins`);
}
