import type { Answer, ToPage, Watched, Wish } from "../host/protocol.ts";

/** The browser asks again by itself every few seconds; so long silence means that nobody is there. */
const SILENT_MS = 4_000;
/** Opening the largest file takes less. */
const ANSWER_MS = 10_000;

/** A street in another process, which serves this page. `ended` is told when it goes away and when it is back. */
export function watchServer(ended: (isEnded: boolean) => void): Watched {
  return { listen: (take) => listen(take, ended), ask };
}

/** Only while someone looks: a browser has six connections to one place, for all of its pages. */
function listen(take: (message: ToPage) => void, ended: (isEnded: boolean) => void): void {
  let close = document.hidden ? null : follow(take, ended);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      close?.();
      close = null;
    } else close ??= follow(take, ended);
  });
}

/** Gives how to stop it. */
function follow(take: (message: ToPage) => void, ended: (isEnded: boolean) => void): () => void {
  let again: ReturnType<typeof setTimeout> | null = null;
  let stopNext: () => void = () => undefined;
  let silence: ReturnType<typeof setTimeout> | null = null;
  const source = new EventSource("/events");
  const here = (): void => {
    if (silence !== null) clearTimeout(silence);
    silence = null;
    ended(false);
  };
  source.onopen = here;
  source.onmessage = ({ data }: MessageEvent<string>) => take(JSON.parse(data) as ToPage);
  source.onerror = () => {
    silence ??= setTimeout(() => ended(true), SILENT_MS);
    if (source.readyState !== EventSource.CLOSED) return;
    // A browser gives up for good when the answer is not a stream, as of a server that is just starting.
    source.close();
    again ??= setTimeout(() => (stopNext = follow(take, ended)), SILENT_MS);
  };
  return () => {
    source.close();
    if (silence !== null) clearTimeout(silence);
    if (again !== null) clearTimeout(again);
    stopNext();
  };
}

async function ask(wish: Wish): Promise<Answer> {
  const response = await fetch("/do", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(wish),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  return (await response.json()) as Answer;
}
