/** Faults that no RESET on the street takes back alone, by the table, and every invariant the monitor had to enforce. */
export const TOOL = /^(?:weld|watchdog|limits|suspectTop|suspectBottom|jamUpAgain|discrepancy|I\d+)$/;
