/** What a shell tells of a program that SIGPIPE ended: 128 and its number. Node ignores that signal. */
const AS_BY_SIGPIPE = 141;

/**
 * Whoever read what a verb tells is gone, as `head` is after its lines: it ends without a word, as other programs do. One
 * that has something to end first listens too, and does it itself. A file that takes no more, on a full disk, is a problem.
 */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (cause: NodeJS.ErrnoException) => {
      if (cause.code !== "EPIPE") endUntold(cause);
      if (stream.listenerCount("error") === 1) process.exit(AS_BY_SIGPIPE);
    });
}

function endUntold(cause: NodeJS.ErrnoException): never {
  // What no system call said is a mistake of ours.
  if (cause.errno === undefined) throw cause;
  process.stderr.write(`What is to be told cannot be written (${cause.message}). Make room, or write it elsewhere.\n`);
  process.exit(1);
}
