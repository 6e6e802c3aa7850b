import type { BirthMessage } from "../../contract/session.ts";

/** What one lamp said while it was to burn at 100 %. */
export type Burn = {
  readonly device: string;
  /** What it said to being asked; null: nothing. */
  readonly answer: { readonly code: number; readonly text: string } | null;
  /** Means over windows that lay in the burn altogether. */
  readonly powerW: readonly number[];
  /** Alarms `lamp-failure` that were open at its end. */
  readonly failures: readonly string[];
  readonly birth: BirthMessage | null;
};
export type Verdict = "lit" | "out" | "weak" | "failure" | "refused" | "silent" | "unmeasured";
export type Finding = {
  readonly device: string;
  readonly verdict: Verdict;
  readonly powerW: number | null;
  readonly plate: string | null;
  readonly place: string | null;
  /** In a technician's words. */
  readonly text: string;
};

/** A driver alone takes less, a lamp at 100 % takes more. Our choice. */
export const OUT_W = 2;
/** Below this share of the median of its group something of a lamp is dark. Our choice: lamps of one street are alike. */
export const WEAK_SHARE = 0.5;
/** A median of fewer says nothing of a group. */
const MEDIAN_OF_LEAST = 3;

/** What is out, what is doubtful, and what burns; the worst first. */
export function judgeBurns(burns: readonly Burn[]): Finding[] {
  const measured = burns.flatMap(({ powerW }) => highest(powerW) ?? []).filter((watts) => watts >= OUT_W);
  const usualW = measured.length >= MEDIAN_OF_LEAST ? median(measured) : null;
  const findings = burns.map((burn) => judge(burn, usualW));
  return findings.sort((one, other) => rank(one) - rank(other) || one.device.localeCompare(other.device, "en"));
}

function judge(burn: Burn, usualW: number | null): Finding {
  const powerW = highest(burn.powerW);
  const found = (verdict: Verdict, text: string): Finding => {
    const { plate = null, place } = burn.birth?.asset ?? {};
    return { device: burn.device, verdict, powerW, plate, place: place?.label ?? null, text };
  };
  const { answer } = burn;
  if (answer === null) return found("silent", "it did not answer: look at its supply and at the broker");
  if (answer.code >= 300) return found("refused", `it refused (${answer.code}): ${answer.text}`);
  const watts = powerW === null ? "" : `, ${powerW.toFixed(1)} W`;
  if (burn.failures.length > 0) return found("failure", `${burn.failures.join(", ")}${watts}`);
  if (powerW === null) return found("unmeasured", "no power was reported: it has no meter, or the burn was too short");
  if (powerW < OUT_W) return found("out", `${powerW.toFixed(1)} W at 100 %: the lamp does not burn`);
  if (usualW !== null && powerW < usualW * WEAK_SHARE)
    return found("weak", `${powerW.toFixed(1)} W at 100 %, the others take ${usualW.toFixed(1)} W`);
  return found("lit", `${powerW.toFixed(1)} W`);
}

const ORDER: readonly Verdict[] = ["out", "failure", "weak", "silent", "refused", "unmeasured", "lit"];
const rank = ({ verdict }: Finding) => ORDER.indexOf(verdict);
const highest = (values: readonly number[]) => (values.length === 0 ? null : Math.max(...values));

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
