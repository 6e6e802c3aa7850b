import type { Inputs, Memory, Report, Why } from "../measure/decision.ts";
import type { EvidenceEntry } from "../measure/evidence.ts";
import type { Machine, Violation } from "../measure/machine.ts";
import type { NeighbourCall } from "../measure/neighbour.ts";
import { sooner, type Instant } from "../measure/time.ts";
import { watchParts, type WatchState } from "./part-watch.ts";
import type { Readings } from "./held.ts";

/** Everything that a device knows from one cycle to the next; plain JSON data, so that it can be kept and replayed. */
export type Mind = {
  readonly machine: unknown;
  readonly guard: unknown;
  readonly watch: WatchState;
  /** Invariants for which outputs were taken away in this cycle; the machine sees them in the next. */
  readonly taken: readonly string[];
  readonly outputs: unknown;
};
/** A machine of any kind; what is inside its states is its own business. */
export type AnyMachine = Machine<unknown, unknown, Readings, unknown>;

export type Thought = {
  readonly mind: Mind;
  readonly why: readonly Why[];
  readonly reports: readonly Report[];
  readonly calls: readonly NeighbourCall[];
  readonly violations: readonly Violation[];
  readonly memory: Memory | null;
  readonly evidence: readonly EvidenceEntry[];
  readonly wakeAt: Instant | null;
};

const NOTHING_TAKEN: readonly string[] = [];
const NO_CALLS: readonly NeighbourCall[] = [];
const NO_EVIDENCE: readonly EvidenceEntry[] = [];

export const firstMind = (machine: AnyMachine, now: Instant): Mind => ({
  machine: machine.initial(now),
  guard: machine.initialGuard(now),
  watch: {},
  taken: NOTHING_TAKEN,
  outputs: machine.safeOutputs,
});

/** Decide and guard: the second and third step of the cycle, pure. Nothing changed: the same `mind` comes back. */
export function think(machine: AnyMachine, was: Mind, inputs: Inputs<Readings>, now: Instant): Thought {
  const decision = machine.decide(was.machine, inputs, now);
  const guarded = machine.guard(was.guard, inputs, decision.outputs, now);
  const watched = watchParts(was.watch, inputs.readings, now);
  const { violations } = guarded;
  const taken = violations.length === 0 ? NOTHING_TAKEN : violations.map((violation) => violation.invariant);
  const mind = nextMind(was, {
    machine: decision.state,
    guard: guarded.state,
    watch: watched.state,
    taken: taken.length === 0 && was.taken.length === 0 ? was.taken : taken,
    outputs: guarded.outputs,
  });
  const again = mind.taken.length > 0 || was.taken.length > 0 ? now : null;
  return {
    mind,
    why: decision.why,
    reports: joined(decision.reports, watched.reports, violations),
    calls: decision.calls ?? NO_CALLS,
    violations,
    memory: decision.memory,
    evidence: decision.evidence ?? NO_EVIDENCE,
    wakeAt: sooner(sooner(decision.wakeAt, guarded.wakeAt), sooner(watched.wakeAt, again)),
  };
}

function nextMind(was: Mind, is: Mind): Mind {
  const same =
    was.machine === is.machine &&
    was.guard === is.guard &&
    was.watch === is.watch &&
    was.taken === is.taken &&
    was.outputs === is.outputs;
  return same ? was : is;
}

/** In almost every cycle the machine's alone, and none. */
function joined(own: readonly Report[], ofParts: readonly Report[], taken: readonly Violation[]): readonly Report[] {
  return ofParts.length + taken.length === 0 ? own : [...own, ...ofParts, ...taken.map(violationReport)];
}

const violationReport = ({ invariant, text }: Violation): Report => ({
  kind: "event",
  stream: "interlock",
  class: 0,
  values: { invariant, text },
});
