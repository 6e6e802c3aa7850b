// ts-node's own hooks, with errors that survive the way from Node's loader thread: a TSError arrives empty there.
import { load as tsNodeLoad, resolve } from "ts-node/esm";

export { resolve };

export async function load(...words) {
  try {
    return await tsNodeLoad(...words);
  } catch (error) {
    throw new Error(error.diagnosticText ?? error.message);
  }
}
