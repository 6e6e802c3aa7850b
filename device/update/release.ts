/** One program, as signed metadata names it. */
export type Release = {
  /** As `0.2.0`. */
  readonly version: string;
  /** Of its archive: what it is, whatever it is called. 64 hex digits. */
  readonly sha256: string;
};

/** Computers that a program is made for, in Node's words. */
export const ARCHITECTURES = ["x64", "arm64"] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

/** The one name under which a repository has the newest program for a computer: there is nothing to choose from. */
export const targetName = (architecture: string): string => `gaturum-linux-${architecture}.tar.gz`;

/** Three numbers of up to six digits. No pre-releases: those go to a bench by hand. */
export const VERSION_PATTERN = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})$/;

/** Whether `one` comes after `other`; what is no version comes before every one. */
export function isNewer(one: string, other: string): boolean {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  const at = a.findIndex((number, index) => number !== b[index]);
  return at !== -1 && (a[at] ?? 0) > (b[at] ?? 0);
}

const numbersOf = (version: string): readonly number[] => {
  const [, ...numbers] = VERSION_PATTERN.exec(version) ?? ["", "-1", "-1", "-1"];
  return numbers.map(Number);
};
