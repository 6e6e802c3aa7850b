import { posix } from "node:path";
import ts from "typescript";
import type { Source } from "./source.ts";

/** `type`: gone when the program runs. `lazy`: loaded when the line runs, not before. */
export type Import = {
  readonly kind: "static" | "lazy" | "type";
  /** A path from the root for a file of ours, else a package's name or `node:…`. */
  readonly target: string;
  readonly line: number;
};

/** Everything a file imports, in its order. */
export function importsOf(file: Source): Import[] {
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (kind: Import["kind"], specifier: ts.Node | undefined): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const line = tree.getLineAndCharacterOfPosition(specifier.getStart()).line + 1;
    found.push({ kind, target: targetOf(file.path, specifier.text), line });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(onlyTypes(node.importClause) ? "type" : "static", node.moduleSpecifier);
    else if (ts.isExportDeclaration(node)) add(node.isTypeOnly ? "type" : "static", node.moduleSpecifier);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add("type", node.argument.literal);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add("lazy", node.arguments[0]);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function onlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { name, namedBindings } = clause;
  if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every((element) => element.isTypeOnly);
}

/** `@scope/name/file` is the package `@scope/name`, and `mqtt/build/x` is `mqtt`. */
function targetOf(path: string, specifier: string): string {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(path), specifier);
  if (specifier.startsWith("node:")) return specifier;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
