import { formatProblem, type Problem } from "../../../config/problem.ts";
import type { Facts } from "./facts.ts";
import { error, warning, type Finding, type Verdict } from "./finding.ts";

/** A file that is refused: each problem of it, with its place. */
export function judgeBadConfig(problems: readonly Problem[]): Verdict {
  const [first] = problems;
  if (first?.denied) return { subject: "config", unseen: formatProblem(first) };
  return { subject: "config", fine: "", looks: problems.map((problem) => error(told(problem))) };
}

export function judgeConfig({ config, notes, control }: Facts): Verdict {
  const { length } = config.parts.filter(({ driver }) => driver !== "system-clock");
  const other = control.is === "running" && control.last.configHash !== config.hash;
  const restart =
    `Control runs with another config than ${config.file}: what you changed is not in force. ` +
    "Restart it: sudo systemctl restart gaturum-control gaturum-link.";
  return {
    subject: "config",
    fine: `${length} ${length === 1 ? "part" : "parts"}, no line used twice`,
    looks: [
      null,
      ...notes.map((note) => warning(told(note))),
      other
        ? error({ part: null, cause: "other-config", brief: "control runs with another one", text: restart, at: null })
        : null,
    ],
  };
}

function told(problem: Problem): Omit<Finding, "level"> {
  const { file, line, column, path, wrong, instead } = problem;
  const part = /^parts\.([a-z][a-z0-9-]*)/.exec(path)?.[1] ?? null;
  const at = `${file}:${line}:${column}`;
  const text = formatProblem(problem).slice(at.length).replace(/^:? /, "");
  return {
    part,
    cause: "config",
    brief: `${path === "" ? "" : `${path}: `}${wrong}`,
    text: text === "" ? instead : text,
    at,
  };
}
