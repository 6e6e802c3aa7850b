import type { DeviceConfig, PartConfig } from "../../../config/device-config.ts";
import { findingsIn, SUBJECTS, type Finding, type Verdict } from "./finding.ts";

/** The parts that a board or a bus carries: `arduino-1` those on `arduino-1/2`, `i2c-1` those on `i2c-1/0x40`. */
export const partsBehind = ({ parts }: DeviceConfig, name: string): readonly PartConfig[] =>
  parts.filter(({ settings }) =>
    Object.values(settings).some((value) => typeof value === "string" && value.startsWith(`${name}/`)),
  );

/**
 * A board or a bus that failed is one thing to mend: it is told once, and its parts as following from it. Pure. Without such
 * a failure the same verdicts come back.
 */
export function sharedCauses(config: DeviceConfig, verdicts: readonly Verdict[]): readonly Verdict[] {
  const lost = Map.groupBy(verdicts.flatMap(findingsIn).filter(isThrough), ({ through }) => through);
  if (lost.size === 0) return verdicts;
  const looks = [...lost].map(([name, found]) => sharedError(config, name, found));
  const shared: Verdict = { subject: "shared", fine: "", looks };
  return [...verdicts.map(asFollowing), shared].sort(
    (a, b) => SUBJECTS.indexOf(a.subject) - SUBJECTS.indexOf(b.subject),
  );
}

type Through = Finding & { readonly through: string };
const isThrough = (finding: Finding): finding is Through => finding.through !== undefined;

function sharedError({ boards }: DeviceConfig, name: string, found: readonly Through[]): Finding {
  const [first] = found;
  if (first === undefined) throw new Error(`${name}: a group of nothing`);
  const { cause, brief, text } = first;
  const behind = [...new Set(found.map(({ part }) => part))].join(", ");
  const at = boards.find((board) => board.name === name)?.at ?? first.at;
  return { level: "error", part: name, cause, brief, text: `${text} Behind it: ${behind}.`, at };
}

function asFollowing(verdict: Verdict): Verdict {
  if (!("looks" in verdict)) return verdict;
  const looks = verdict.looks.map((look) =>
    look === null || !isThrough(look)
      ? look
      : { ...look, level: "follows" as const, brief: `${look.part ?? "a part"} is behind ${look.through}` },
  );
  return { ...verdict, looks };
}
