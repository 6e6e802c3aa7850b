/** Puts in place what the console tells anew, and sends the buttons. */
function live(): void {
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
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = new URLSearchParams();
    for (const [key, value] of new FormData(event.target as HTMLFormElement))
      if (typeof value === "string") body.append(key, value);
    fetch("/act", { method: "POST", body }).then(
      ({ status }) => setGone(status === 401),
      () => setGone(true),
    );
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
  showState();
  listen();
}

/** What is being typed, and where the finger is, stays. */
function put(id: string, text: string): void {
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
}

/** On a phone the drawing is wider than the screen. */
function showState(): void {
  const scroll = document.querySelector(".scroll");
  const state = document.querySelector(".current")?.getBoundingClientRect();
  if (scroll === null || state === undefined) return;
  const { left, width } = scroll.getBoundingClientRect();
  scroll.scrollLeft += state.left + state.width / 2 - left - width / 2;
}

/** What runs in the page: these functions as they stand here, which so may use nothing but each other. */
export const SCRIPT = `${[live, put, showState].map(String).join("\n")}\nlive();\n`;
