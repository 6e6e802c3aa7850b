/** Longest line either side takes: a bin's 29 readings at once are about 4,000 bytes. */
export const LINE_BYTES_MAX = 16_384;
/** Bytes that the other side has not read yet. Beyond it, it has stopped, and the connection is cut. */
export const UNREAD_BYTES_MAX = 262_144;

export const asLine = (message: object): string => `${JSON.stringify(message)}\n`;

/** Hands over each line's JSON value; undefined for what is none. True: a line is longer than it may be. */
export function lineReader(take: (value: unknown) => void): (chunk: string) => boolean {
  let rest = "";
  return (chunk) => {
    rest += chunk;
    for (let end = rest.indexOf("\n"); end !== -1; end = rest.indexOf("\n")) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      take(parsed(line));
    }
    return rest.length > LINE_BYTES_MAX;
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
