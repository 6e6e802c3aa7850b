/**
 * What runs in the page: it is sent as it stands here, so it may use nothing from outside itself. Puts in place what the
 * console tells anew, and sends the buttons.
 */
export function live(): void {
  /** The console tells something every second. */
  const SILENT_MS = 5_000;
  const RETRY_MS = 4_000;
  const gone = document.getElementById("gone");
  let source: EventSource | null = null;
  let silence = 0;

  const setGone = (isGone: boolean): void => {
    if (gone !== null) gone.hidden = !isGone;
  };
  const heard = (): void => {
    setGone(false);
    clearTimeout(silence);
    silence = window.setTimeout(() => setGone(true), SILENT_MS);
  };
  const listen = (): void => {
    if (source !== null || document.hidden) return;
    const opened = new EventSource(`/events${location.search}`);
    source = opened;
    opened.onopen = heard;
    opened.onmessage = ({ data }: MessageEvent<string>) => {
      heard();
      for (const [id, text] of Object.entries(JSON.parse(data) as Record<string, string>)) put(id, text);
    };
    opened.onerror = () => {
      // A browser gives up for good when the answer is no stream: the console has ended, or is another one.
      if (opened.readyState !== EventSource.CLOSED) return;
      setGone(true);
      stop();
      window.setTimeout(listen, RETRY_MS);
    };
  };
  const stop = (): void => {
    source?.close();
    source = null;
    clearTimeout(silence);
  };
  /** What is being typed, and where the finger is, stays. */
  const put = (id: string, text: string): void => {
    const place = document.getElementById(id);
    if (place === null) return;
    const typed = [...place.querySelectorAll<HTMLInputElement>("input[id]")].map(
      (input) => [input.id, input.value] as const,
    );
    const focused = place.contains(document.activeElement) ? document.activeElement?.id : undefined;
    place.innerHTML = text;
    for (const [key, value] of typed) {
      const input = document.getElementById(key);
      if (input instanceof HTMLInputElement) input.value = value;
    }
    if (focused !== undefined) document.getElementById(focused)?.focus();
    if (id === "machine") showState();
  };
  /** On a phone the drawing is wider than the screen. */
  const showState = (): void => {
    const scroll = document.querySelector(".scroll");
    const state = document.querySelector(".current")?.getBoundingClientRect();
    if (scroll === null || state === undefined) return;
    const { left, width } = scroll.getBoundingClientRect();
    scroll.scrollLeft += state.left + state.width / 2 - left - width / 2;
  };

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = new URLSearchParams(
      [...new FormData(event.target as HTMLFormElement)].map(([key, value]) => [key, String(value)]),
    );
    fetch("/act", { method: "POST", body }).then(
      ({ ok }) => setGone(!ok),
      () => setGone(true),
    );
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
  showState();
  listen();
}
