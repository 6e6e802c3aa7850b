import type { Answer, ToPage, Watched, Wish } from "../host/protocol.ts";

/** The browser asks again by itself every few seconds; so long silence means that nobody is there. */
const SILENT_MS = 4_000;

/** A street in another process, which serves this page. `ended` is told when it goes away and when it is back. */
export function watchServer(ended: (isEnded: boolean) => void): Watched {
  return { listen: (take) => listen(take, ended), ask };
}

function listen(take: (message: ToPage) => void, ended: (isEnded: boolean) => void): void {
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
    setTimeout(() => listen(take, ended), SILENT_MS);
  };
}

async function ask(wish: Wish): Promise<Answer> {
  const response = await fetch("/do", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(wish),
  });
  return (await response.json()) as Answer;
}
