import { expect } from "vitest";

/** Waits until `holds`, at most ten seconds, and says what was seen last when it does not come. */
export async function eventually<T>(look: () => T, holds: (seen: T) => boolean): Promise<T> {
  const until = performance.now() + 10_000;
  for (;;) {
    const seen = look();
    if (holds(seen)) return seen;
    if (performance.now() > until) expect.fail(`did not come about in 10 s; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resume) => setTimeout(resume, 2));
  }
}
