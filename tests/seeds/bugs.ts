import type { Mutant } from "../mutants/mutants.ts";

/** Bugs that someone could make, each of which `npm run seeds` must find. A text stands once in its file. */
export const BUGS: readonly Mutant[] = [
  {
    name: "a hold from the first edge",
    file: "device/lamp/people/motion.ts",
    find: "): boolean => here || (lastAt !== null && !moments.passed(lastAt, holdMs));",
    put: "): boolean => lastAt === null ? here : !moments.passed(lastAt, holdMs);",
  },
  {
    name: "a lamp that is dark when it is unsure of the time",
    file: "device/lamp/level.ts",
    find: "({ reason, levelPct: safePct })",
    put: "({ reason, levelPct: 0 as typeof safePct })",
  },
  {
    name: "a will that kills a live lamp",
    file: "device/link/session/conversation.ts",
    find: 'this.mention(this.#parts.state("online", this.#session));',
    put: "",
  },
  {
    name: "a boot that is the same after each start of link",
    file: "device/together/device.ts",
    find: "const boot = hex16(random);",
    put: 'const boot = "00000000000000aa";',
  },
  {
    name: "an unacknowledged record that is let go when the connection breaks",
    file: "device/link/outbox/memory-outbox.ts",
    find: "this.#backlog[of].refill([...taken, ...this.#live[of].drain()]);",
    put: "this.#backlog[of].refill(this.#live[of].drain());",
  },
  {
    name: "a refused batch that is thrown away",
    file: "device/link/outbox/flow.ts",
    find: "this.#parts.outbox.giveBack(entries, code !== NOT_AUTHORISED && code !== QUOTA_EXCEEDED);",
    put: "this.#parts.outbox.remove(entries);",
  },
  {
    name: "a backfill that stops for good at the first refusal",
    file: "device/link/outbox/flow.ts",
    find: "if (backlog) this.#batchOnItsWay = false;",
    put: "if (backlog && result.ok) this.#batchOnItsWay = false;",
  },
  {
    name: "a backoff without end",
    file: "device/link/session/session.ts",
    find: "const wait = Math.min(BACKOFF_CAP_MS, Math.max(chance.leastMs, window * chance.jitter));",
    put: "const wait = Math.max(chance.leastMs, BACKOFF_BASE_MS * 4 ** failures);",
  },
];
