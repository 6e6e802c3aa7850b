/** What was put under a name that a stranger chose: every object knows a `constructor`. */
export const ownOf = <Value>(of: { readonly [name: string]: Value }, name: string): Value | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined;
