/** One post of a group as a backend knows it. null: not told, or not any more. */
export type GroupMember = {
  /** What `up/state` says. */
  readonly status: "online" | "offline" | "lost" | null;
  readonly levelPct: number | null;
  readonly powerW: number | null;
  /** Whether an alarm of class 0 is open there. */
  readonly hasAlarm: boolean;
};
export type GroupState = "fault" | "unknown" | "lit" | "off";

/** A driver at rest takes 0.5 W (EU 2019/2020), and meters of this class are 0.5 W off: from here on it burns. */
export const LIT_FROM_W = 1;

/** Row 22: the worst of its members. Never off while one of them takes power or may be lit for all that is known. */
export function groupState(members: readonly GroupMember[]): GroupState {
  const states = members.map(memberState);
  return WORST_FIRST.find((state) => states.includes(state)) ?? "unknown";
}

const WORST_FIRST: readonly GroupState[] = ["fault", "unknown", "lit", "off"];

function memberState({ status, levelPct, powerW, hasAlarm }: GroupMember): GroupState {
  if (hasAlarm) return "fault";
  if (powerW !== null && powerW >= LIT_FROM_W) return "lit";
  if (status !== "online" || levelPct === null) return "unknown";
  return levelPct > 0 ? "lit" : "off";
}
