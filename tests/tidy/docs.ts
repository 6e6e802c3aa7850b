import { posix } from "node:path";
import { lineAt, type Offence, type Source } from "./source.ts";

/** Links between our pages that lead nowhere. `exists` is told paths from the root. */
export function checkLinks(file: Source, exists: (path: string) => boolean): Offence[] {
  if (!file.path.endsWith(".md")) return [];
  return [...file.text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(({ 1: link = "", index }) => {
    const [target = ""] = link.split("#");
    if (target === "" || /^[a-z]+:/.test(target)) return [];
    const path = posix.join(posix.dirname(file.path), target);
    if (exists(path)) return [];
    return [{ path: file.path, line: lineAt(file.text, index), problem: `${target} is not there` }];
  });
}

type Package = Readonly<
  Partial<Record<"dependencies" | "devDependencies" | "optionalDependencies", Record<string, string>>>
>;

/** Packages that CONTRIBUTING.md gives no reason for, in a line that starts with "- `name`", and reasons for none. */
export function checkReasons(packageJson: string, contributing: string): Offence[] {
  const parsed = JSON.parse(packageJson) as Package;
  const wanted = Object.keys({ ...parsed.dependencies, ...parsed.devDependencies, ...parsed.optionalDependencies });
  const lines = contributing
    .split("\n")
    .flatMap((line) => [...(/^- ((?:`[^`]+`(?:, )?)+)/.exec(line)?.[1] ?? "").matchAll(/`([^`]+)`/g)]);
  const given = lines.map((match) => match[1] ?? "");
  const offence = (problem: string): Offence => ({ path: "CONTRIBUTING.md", line: 1, problem });
  return [
    ...wanted.filter((name) => !given.includes(name)).map((name) => offence(`says no reason for ${name}`)),
    ...given.filter((name) => !wanted.includes(name)).map((name) => offence(`has a reason for ${name}, which is gone`)),
  ];
}
