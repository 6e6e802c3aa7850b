/** What a shell tells of a program that SIGPIPE ended: 128 and its number. Node ignores that signal. */
const AS_BY_SIGPIPE = 141;

/**
 * Whoever read what a verb tells is gone, as `head` is after its lines: it ends without a word, as other programs do. One
 * that has something to end first listens too, and does it itself.
 */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (cause: NodeJS.ErrnoException) => {
      if (cause.code !== "EPIPE") throw cause;
      if (stream.listenerCount("error") === 1) process.exit(AS_BY_SIGPIPE);
    });
}
