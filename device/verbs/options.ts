import { InvalidArgumentError } from "commander";

export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`Write a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

export function levelOf(text: string): number {
  const match = /^(\d{1,3}(?:\.\d+)?) ?%?$/.exec(text);
  if (match === null || Number(match[1]) > 100) wrongUse(`"${text}" is no level. Write 0 to 100, or clear.`);
  return Number(match[1]);
}

/** `15s`, `15 s`, `2 min`, `1 h`, to whole milliseconds: the contract has no others, and 4.1 min is none as it is multiplied. */
export function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?) ?(ms|s|min|h)$/.exec(text);
  const unit = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 }[match?.[2] ?? ""];
  if (match === null || unit === undefined) throw new InvalidArgumentError('Write a duration such as "15s" or "2min".');
  return Math.round(Number(match[1]) * unit);
}

/** A {@link duration} within limits, which are told as they are written: `1 s`, `24 h`. */
export function durationFrom(least: string, most: string): (text: string) => number {
  return (text) => {
    const ms = duration(text);
    if (ms >= duration(least) && ms <= duration(most)) return ms;
    throw new InvalidArgumentError(`Write a time from ${least} to ${most}.`);
  };
}

export function brokerUrl(text: string): string {
  // No name has a %, and mqtt.js throws at one that decodes to nothing.
  const match = /^mqtts?:\/\/[^\s/:%]+(?::(\d{1,5}))?$/.exec(text);
  // 1: no port was named, and each of the two has its own.
  const port = Number(match?.[1] ?? 1);
  if (match !== null && port > 0 && port < 65_536 && URL.canParse(text)) return text;
  throw new InvalidArgumentError("Write an address such as mqtt://127.0.0.1:1883.");
}

/** Names that stand in topics and client ids. As in the contract, which `--help` does not wait for; a test compares. */
export const NAMES = {
  "a tenant": { pattern: /^[a-z0-9][a-z0-9-]{0,22}$/, has: 'small letters, digits and "-", at most 23' },
  "a device": { pattern: /^[a-z0-9][a-z0-9_-]{0,39}$/, has: 'small letters, digits, "-" and "_", at most 40' },
  "a group": { pattern: /^[a-z0-9][a-z0-9-]{0,47}$/, has: 'small letters, digits and "-", at most 48' },
  "a receiver": { pattern: /^[a-z0-9][a-z0-9_-]{0,47}$/, has: 'small letters, digits, "-" and "_", at most 48' },
} as const;

export function named(what: keyof typeof NAMES): (text: string) => string {
  const { pattern, has } = NAMES[what];
  return (text) => {
    if (pattern.test(text)) return text;
    throw new InvalidArgumentError(`The name of ${what} has ${has}.`);
  };
}

/** What commander says of a mistake, with its guess on a line of its own, as one line that says how to go on. */
export function inOneLine(mistake: string, write: (line: string) => void): void {
  write(
    `${mistake.trim().replaceAll("\n", " ").replace(/\.$/, "")}. Say \`gaturum --help\`, or \`gaturum VERB --help\`.\n`,
  );
}

export function wrongUse(sentence: string): never {
  process.stderr.write(`error: ${sentence}\n`);
  process.exit(2);
}

/** What was typed after a verb. */
export type PlanWords = {
  readonly config: string;
  readonly from?: string;
  readonly days: number;
  readonly allowDark: boolean;
  readonly json: boolean;
};
export type StreetWords = {
  readonly duration?: number;
  readonly speed: number;
  readonly seed: number;
  readonly posts: number;
  readonly bins: number;
  readonly pagePort: number;
  readonly broker?: string;
  readonly port: number;
  readonly json: boolean;
};
