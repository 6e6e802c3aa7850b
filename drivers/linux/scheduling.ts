import { readFileSync } from "node:fs";

/** How the kernel picks a thread to run. FIFO and RR go before all that is ordinary. */
export type Scheduling = { readonly policy: "ordinary" | "FIFO" | "RR" | "DEADLINE"; readonly priority: number };

/** sched(7): numbers of the policies; all others are ordinary. */
const POLICIES: Readonly<Record<string, Scheduling["policy"]>> = { 1: "FIFO", 2: "RR", 6: "DEADLINE" };
/** proc_pid_stat(5) counts from 1; the third field is the first behind the program's name, which may hold anything. */
const FIELD = { first: 3, priority: 40, policy: 41 } as const;

export function readScheduling(): Scheduling {
  try {
    return parseScheduling(readFileSync("/proc/self/stat", "utf8"));
  } catch {
    // A computer without /proc is somebody's desk, and schedules as desks do.
    return { policy: "ordinary", priority: 0 };
  }
}

export function parseScheduling(stat: string): Scheduling {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const field = (number: number): string => fields[number - FIELD.first] ?? "";
  return { policy: POLICIES[field(FIELD.policy)] ?? "ordinary", priority: Number(field(FIELD.priority)) };
}

export function schedulingInWords({ policy, priority }: Scheduling): string {
  if (policy !== "ordinary") return `timing: SCHED_${policy} ${priority}`;
  return (
    "timing: ordinary scheduling; under load cycles come late. For steady ones start it with sudo chrt -f 50, " +
    "or install the package, whose unit does"
  );
}
