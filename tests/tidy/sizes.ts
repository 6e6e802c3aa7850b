import ts from "typescript";
import type { Offence, Source } from "./source.ts";

/** Past these a file or function is an offence; 150 and 40 are what we aim at. */
export const LIMITS = { fileLines: 300, functionLines: 70 } as const;

/** What is too long today, by `path` or `path#function`, with its lines. It may shrink, and shall be empty. */
export type Ratchet = Readonly<Record<string, number>>;

/** Each too long file and function of the sources, as a ratchet. */
export function tooLong(files: readonly Source[]): Ratchet {
  const found: Record<string, number> = {};
  for (const file of files.filter(({ path }) => /\.(?:tsx?|js|mjs)$/.test(path))) {
    const lines = file.text.trimEnd().split("\n").length;
    if (lines > LIMITS.fileLines) found[file.path] = lines;
    for (const [name, length] of functionLengths(file)) {
      if (length > LIMITS.functionLines) found[`${file.path}#${name}`] = length;
    }
  }
  return found;
}

/** Whatever is longer than its limit and longer than the ratchet lets it be; and what the ratchet holds for nothing. */
export function checkSizes(files: readonly Source[], ratchet: Ratchet): Offence[] {
  const found = tooLong(files);
  const grown = Object.entries(found)
    .filter(([name, lines]) => lines > (ratchet[name] ?? 0))
    .map(([name, lines]) => ({ path: name, line: 1, problem: `has ${lines} lines: split it` }));
  const done = Object.keys(ratchet)
    .filter((name) => found[name] === undefined)
    .map((name) => ({ path: name, line: 1, problem: "is short enough now: take it out of tests/tidy/ratchet.json" }));
  return [...grown, ...done];
}

/** Lines of each function, its signature included. A suite of tests counts by its tests. */
function functionLengths(file: Source): (readonly [name: string, lines: number])[] {
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const found: (readonly [string, number])[] = [];
  const line = (position: number): number => tree.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && !isSuite(node)) {
      found.push([nameOf(node), line(node.end) - line(node.getStart()) + 1]);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function isSuite(node: ts.SignatureDeclaration): boolean {
  const body = "body" in node ? node.body : undefined;
  if (body === undefined || !ts.isBlock(body)) return false;
  return body.statements.some(
    (statement) =>
      ts.isExpressionStatement(statement) && /^(?:describe|it|test|needs)\w*[.(]/.test(statement.getText()),
  );
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name !== undefined) return node.name.getText();
  if (ts.isVariableDeclaration(node.parent) || ts.isPropertyDeclaration(node.parent)) return node.parent.name.getText();
  if (!ts.isCallExpression(node.parent)) return "anonymous";
  const first = node.parent.arguments[0];
  return first !== undefined && ts.isStringLiteralLike(first) ? first.text : "anonymous";
}
