import { monitorEventLoopDelay } from "node:perf_hooks";

/** Nothing here keeps a process so long from its next turn; an emulated machine that is not given its processor does. */
const STOOD_STILL_MS = 250;
const AT_MOST = 3;

/**
 * The body of a test that rests on milliseconds in an emulated machine. Where it fails and the machine had stood still
 * meanwhile, nothing was shown, and it is done again, at most twice; each time it says so. A failure on a machine that
 * ran is a failure at once. `stillMs`: what else tells how long something stood still, such as the device's late cycles.
 */
export function onSteadyMachine(body: () => Promise<void>, stillMs: () => Promise<number> = none): () => Promise<void> {
  return async () => {
    for (let attempt = 1; ; attempt += 1) {
      const watch = monitorEventLoopDelay({ resolution: 10 });
      watch.enable();
      const before = await stillMs();
      try {
        await body();
        return;
      } catch (cause) {
        const after = await stillMs();
        // What was as bad before this attempt says nothing of it.
        const still = Math.max(watch.max / 1e6, after === before ? 0 : after);
        if (still < STOOD_STILL_MS || attempt === AT_MOST) throw cause;
        process.stdout.write(`done again: the machine stood still for ${Math.round(still)} ms. ${String(cause)}\n`);
      } finally {
        watch.disable();
      }
    }
  };
}

const none = (): Promise<number> => Promise.resolve(0);
