import { readFileSync } from "node:fs";

/** Linux counts a process's time in hundredths of a second (USER_HZ). */
const TICKS_PER_S = 100;

/** Processor time of a process with all its threads, user and kernel; null once it has ended. */
export function cpuSecondsOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Fields 14 and 15 of proc_pid_stat(5), counted behind the name, which may hold spaces.
    const [user, kernel] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13);
    return (Number(user) + Number(kernel)) / TICKS_PER_S;
  } catch {
    return null;
  }
}
