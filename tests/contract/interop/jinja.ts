/** Names that a Python dictionary has as methods: with a dot, Jinja gives those before it looks for a key. */
const METHODS = [
  "clear",
  "copy",
  "fromkeys",
  "get",
  "items",
  "keys",
  "pop",
  "popitem",
  "setdefault",
  "update",
  "values",
];
type Scope = { readonly value_json: unknown };

/** What Home Assistant makes of a template of ours. Of Jinja only what our templates use; anything else throws. */
export function rendered(template: string, scope: Scope): string {
  const inner = /^\{\{ (.+) \}\}$/.exec(template)?.[1];
  if (inner === undefined) throw new Error(`not one expression: ${template}`);
  const [, yes, condition, no] = /^(.+) if (.+) else (.+)$/.exec(inner) ?? [];
  if (yes === undefined || condition === undefined || no === undefined) return shown(piped(inner, scope));
  return shown(piped(holds(condition, scope) ? yes : no, scope));
}

function holds(condition: string, scope: Scope): boolean {
  const [, left, sign, right] = /^(.+) (==|>) (\S+)$/.exec(condition) ?? [];
  if (left === undefined || right === undefined) throw new Error(`no comparison: ${condition}`);
  const [one, other] = [piped(left, scope), piped(right, scope)];
  return sign === "==" ? one === other : Number(one) > Number(other);
}

function piped(text: string, scope: Scope): unknown {
  const [first = "", ...filters] = text.split(" | ");
  return filters.reduce((value: unknown, filter) => filtered(value, filter), operand(first, scope));
}

function filtered(value: unknown, filter: string): unknown {
  const [, otherwise] = /^default\('(.*)'\)$/.exec(filter) ?? [];
  if (otherwise !== undefined) return value ?? otherwise;
  const [, key, wanted] = /^selectattr\('(\w+)', 'eq', '([\w-]+)'\)$/.exec(filter) ?? [];
  if (key !== undefined) return (value as Record<string, unknown>[]).filter((entry) => entry[key] === wanted);
  if (filter === "list") return value;
  if (filter === "count") return (value as unknown[]).length;
  throw new Error(`no such filter here: ${filter}`);
}

function operand(text: string, { value_json }: Scope): unknown {
  if (/^\d+$/.test(text)) return Number(text);
  if (/^'[^']*'$/.test(text)) return text.slice(1, -1);
  const [, path] = /^value_json((?:\.\w+|\['\w+'\])+)$/.exec(text) ?? [];
  if (path === undefined) throw new Error(`neither a value nor a path: ${text}`);
  return [...path.matchAll(/\.(\w+)|\['(\w+)'\]/g)].reduce((value: unknown, [, dotted, key = ""]) => {
    if (dotted !== undefined && METHODS.includes(dotted)) throw new Error(`${text}: .${dotted} is a method in Python`);
    return (value as Record<string, unknown> | undefined)?.[dotted ?? key];
  }, value_json);
}

function shown(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
