import type { Mutant } from "../mutants/mutants.ts";
import { ASKED_BUGS } from "./asked-bugs.ts";
import { SAID_BUGS } from "./said-bugs.ts";

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
    file: "device/link/session/own-state.ts",
    find: "this.#parts.publish();",
    put: "",
  },
  {
    name: "a boot that is the same after each start of link, and so a seq that is used again",
    file: "device/together/device.ts",
    find: "const boot = hex16(random);",
    put: 'const boot = "00000000000000aa";',
  },
  {
    name: "a session number that is used again after a start",
    file: "device/link/counters.ts",
    find: "let session = found.success ? found.data.claimed : 0;",
    put: "let session = 0;",
  },
  {
    name: "an acknowledgement before the store has it",
    file: "device/link/store/desk.ts",
    find: "const waiting = this.#urgent.add(change, settled);",
    put: 'settled("durable"); const waiting = this.#urgent.add(change, () => undefined);',
  },
  {
    name: "a link that came back and is told nothing again",
    file: "device/control/outgoing.ts",
    find: "for (const message of this.#unstored) if (!this.#end.send(message)) break;",
    put: "",
  },
  {
    name: "an unacknowledged record that is forgotten when the connection breaks",
    file: "device/link/store/taking.ts",
    find: "for (const row of this.#shelf.rows.all()) this.#reset(row, STATE.taken);",
    put: "",
  },
  {
    name: "a refused batch that is thrown away",
    file: "device/link/outbox/flow.ts",
    find: "outbox.giveBack(parcel.entries);",
    put: "outbox.acknowledge(parcel.entries);",
  },
  {
    name: "a backfill that stops for good at refusals",
    file: "device/link/outbox/flow.ts",
    find: "if (isBatch) this.#plan = plan.paused(this.#plan, plan.REFUSED_PAUSE_MS, now);",
    put: "if (isBatch) this.#plan = plan.paused(this.#plan, 1e12 as never, now);",
  },
  {
    name: "a time that is stamped anew when it is sent",
    file: "device/link/outbox/flow.ts",
    find: "parcel.entries.map(({ json }) => json)",
    put: 'parcel.entries.map(({ json }) => json.replace(/"ts":[0-9]+/, `"ts":${1.7e12 + Math.round(now)}`))',
  },
  {
    name: "history on live topics",
    file: "device/link/store/taking.ts",
    find: "({ uptimeMs }) => uptimeMs >= since",
    put: "() => true",
  },
  {
    name: "history in the order of classes reversed",
    file: "device/link/store/taking.ts",
    find: "for (const of of CLASSES)\n      for (const row of this.#shelf.rows.of(of)) {\n        if (row.unsent",
    put: "for (const of of [...CLASSES].reverse())\n      for (const row of this.#shelf.rows.of(of)) {\n        if (row.unsent",
  },
  {
    name: "a receipt above what was sent that is believed",
    file: "device/link/store/taking.ts",
    find: "if (seq > known || (boot === boots.own && this.#isUnsent(of, seq))) above += 1;",
    put: "if (seq < 0) above += 1;",
  },
  {
    name: "a refused gap that takes with it what it told of",
    file: "device/link/store/taking.ts",
    find: "if (row.gaps.some((gap) => gap.index === index)) {",
    put: "if (row.gaps.length > 99) {",
  },
  {
    name: "a gap that is told again and again",
    file: "device/link/store/losses.ts",
    find: "this.#take(loss);",
    put: "",
  },
  {
    name: "a poisoned record of which no gap tells",
    file: "device/link/store/taking.ts",
    find: 'this.#shelf.losses.add(row.boot, row.class, "poison", seq, seq);',
    put: "{}",
  },
  {
    name: "a backoff without end",
    file: "device/link/session/session.ts",
    find: "const wait = from + Math.min(width, BACKOFF_CAP_MS - from) * chance.jitter;",
    put: "const wait = from + BACKOFF_BASE_MS * 4 ** failures;",
  },
  {
    name: "rows that a rotten disk took with it, and of which no gap tells",
    file: "device/link/store/shelf.ts",
    find: 'if (row.held === null) this.lose(row, "corrupt");',
    put: "if (row.held === null) this.drop(row);",
  },
  {
    name: "what a disk holds that opened late, and stays there",
    file: "device/link/store/shelf.ts",
    find: "this.rows.adopt(found.rows);",
    put: "",
  },
  {
    name: "a broker's acknowledgement that counts for the city's receipt",
    file: "device/link/store/taking.ts",
    find: "const awaits = this.#receipts ?? !isUnsaid;",
    put: "const awaits = false && isUnsaid;",
  },
  {
    name: "a city that was not heard of yet, taken for one that gives no receipts",
    file: "device/link/store/taking.ts",
    find: "const awaits = this.#receipts ?? !isUnsaid;",
    put: "const awaits = this.#receipts ?? (false && isUnsaid);",
  },
  {
    name: "a clock that was set wrong and whose error nobody tells",
    file: "device/control/control.ts",
    find: "timeErrorMs: errorMs,",
    put: "timeErrorMs: 0 as typeof errorMs,",
  },
  {
    name: "a record of link's own that is dated with when control last spoke",
    file: "device/link/heard-time.ts",
    find: "Math.round(moment.ts + (now - moment.at))",
    put: "Math.round(moment.ts + 0 * now)",
  },
  {
    name: "a clock that was set, of which link hears a minute later",
    file: "device/control/alive.ts",
    find: "return Math.abs(is.ts - told.ts - elapsed(told.at, is.at)) > LEAP_MS;",
    put: "return LEAP_MS < 0;",
  },
  ...ASKED_BUGS,
  ...SAID_BUGS,
];
