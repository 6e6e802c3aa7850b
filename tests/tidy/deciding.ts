import ts from "typescript";
import type { Offence, Source } from "./source.ts";

/** Folders and files that decide or draw: time and chance come to them as arguments. */
const DECIDING = [
  /^device\/(?:measure|hal|lamp|bin|words|contract|channel\/(?:lines|messages|from-link))/,
  /^device\/(?:compose\.ts|control\/(?:think|replay|held|part-watch|flight-record|outgoing|own-answers|alive))/,
  /^device\/link\/commands\/(?:age|bundle|challenge|ledger|refusals|trust|verdict|window)\.ts$/,
  /^device\/link\/updates\/(?:look|look-times|untold)\.ts$/,
  /^device\/link\/lan\/(?:payload|peer-clock|neighbourhood|sources|address-rate|peers|sealing)\.ts$/,
  /^device\/backend\/(?:database\/(?:progress|receipt|state-order)|receiver\/(?:facts|subscriptions)|operator\/(?:burn|wish)|tenant\/tenant(?:-view)?|plain)\.ts$/,
  /^device\/field\/console\/(?:gate|way-in|acts|ramp|log|ending|page|html|(?:[a-z]+-)?sections?|value-words)\.ts$/,
  /^device\/(?:screen\/(?:cells|look)|control\/local-status|field\/(?:status\/lines|status\/readings|bundle\/(?:tar|secrets|readme)|selftest\/judge|logs\/lines))\.ts$/,
  /^device\/update\/(?:slots|health|room|release|limits|looked|slots-text)\.ts$/,
  /^drivers\/[^/]+\/(?:(?:[a-z-]+-)?parser|(?:[a-z-]+-)?model|air|listening|settings|tally|find-(?:line|number)|choice|cure|capability)\.ts$/,
  /^hal-mocks\/(?:world|sky|people|litter|agenda|random|scene|local-day|press|post-site|bin-(?:site|people|contacts)|faults|terminal\/(?:plain-line|street-picture|view|scene|keys)\.ts)/,
];

/** Asking the machine for the time, for chance, or to be called later. */
const CALLS =
  /^(?:Date\.now|Math\.random|performance\.now|process\.hrtime(?:\.bigint)?|setTimeout|setInterval|setImmediate|queueMicrotask|crypto\.randomUUID|Atomics\.wait)$/;

/** Each place where deciding code asks the machine instead of its caller. */
export function checkDeciding(file: Source): Offence[] {
  if (!file.path.endsWith(".ts") || !DECIDING.some((pattern) => pattern.test(file.path))) return [];
  return machineCalls(file).map(({ line, call }) => ({
    path: file.path,
    line,
    problem: `${call} in deciding code: take it as an argument`,
  }));
}

function machineCalls(file: Source): { readonly line: number; readonly call: string }[] {
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const found: { line: number; call: string }[] = [];
  const add = (node: ts.Node, call: string): void => {
    found.push({ line: tree.getLineAndCharacterOfPosition(node.getStart()).line + 1, call });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const call = node.expression.getText();
      if (CALLS.test(call)) add(node, call);
      if (call === "Date") add(node, "Date()");
    }
    if (ts.isNewExpression(node) && node.expression.getText() === "Date" && (node.arguments ?? []).length === 0) {
      add(node, "new Date()");
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}
