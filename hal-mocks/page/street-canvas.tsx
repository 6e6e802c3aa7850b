import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { CanvasPair } from "./canvas-pair.ts";
import { DeviceList, type Anchor } from "./device-list.tsx";
import { PLUG } from "./device-names.ts";
import type { Feed } from "./feed.ts";
import { usePage } from "./page-context.ts";
import { usePointing } from "./pointing.ts";
import type { Theme } from "./preferences.ts";
import type { Stage } from "../host/protocol.ts";
import { CaptionLine, RunBanner } from "./scene-overlays.tsx";
import type { Seen } from "./store.ts";
import { isLightSky } from "./ribbon-colour.ts";
import { Verbs } from "./verbs.tsx";

type Props = {
  readonly feed: Feed;
  readonly seen: Seen;
  readonly chosen: string | null;
  readonly onChoose: (device: string) => void;
};

/** The street and what the city knows of it, with all that is said and done over them. */
export function StreetCanvas({ feed, seen, chosen, onChoose }: Props) {
  const { words } = usePage();
  const { stage, frame } = seen;
  const street = useRef<HTMLCanvasElement>(null);
  const city = useRef<HTMLCanvasElement>(null);
  const [pair, widthPx] = useCanvases(feed, street, city);
  const [pointed, point] = usePointed();
  const hover = useCallback((device: string | null) => pair?.hover(device), [pair]);
  const choose = useCallback(
    (device: string) => {
      if (device !== PLUG) onChoose(device);
    },
    [onChoose],
  );
  useEffect(() => pair?.choose(chosen), [pair, chosen]);
  useEffect(() => pair?.hover(pointed), [pair, pointed]);
  usePointing(street, pair, hitStreet, point, choose);
  usePointing(city, pair, hitCity, hover, choose);
  const anchorOf = useCallback((device: string): Anchor | null => pair?.anchorOf(device) ?? null, [pair]);
  return (
    <section class={`scene ${isLightSky(frame.sky.elevationDeg) ? "light-sky" : "dark-sky"}`}>
      <div class="street">
        <canvas ref={street} role="img" aria-label={words.scene} />
        <Verbs run={stage.run} frame={frame} />
        <div class="over">
          <CaptionLine run={stage.run} frame={frame} />
          <RunBanner stage={stage} frame={frame} />
        </div>
        <DeviceList
          {...{ stage, frame, pointed, widthPx, anchorOf }}
          onPoint={point}
          onChoose={choose}
          onReach={(device) => reach(stage, pair, device)}
        />
      </div>
      <div class="city">
        <canvas ref={city} role="img" aria-label={words.city} />
        <p class="city-caption quiet">{words.city}</p>
      </div>
    </section>
  );
}

const hitStreet = (pair: CanvasPair, x: number, y: number): string | null => pair.hit(x, y);
const hitCity = (pair: CanvasPair, x: number): string | null => pair.hitInCity(x);

function reach({ posts, bins }: Stage, pair: CanvasPair | null, device: string): void {
  const standing = [...posts, ...bins].find(({ name }) => name === device);
  if (standing !== undefined) pair?.panTo(standing.atM);
}

type CanvasRef = { readonly current: HTMLCanvasElement | null };

/** Draws both canvases with each animation frame, in the size that the page gives them. */
function useCanvases(feed: Feed, street: CanvasRef, city: CanvasRef): readonly [CanvasPair | null, number] {
  const { words, theme, language } = usePage();
  const [pair, setPair] = useState<CanvasPair | null>(null);
  const [widthPx, setWidthPx] = useState(0);
  useLayoutEffect(() => {
    if (street.current === null || city.current === null) return undefined;
    const made = new CanvasPair(street.current, city.current, { theme, words, language });
    setPair(made);
    const stop = feed.subscribe((message) => made.take(message, performance.now()));
    // A canvas that takes another size is empty: drawn at once, so that nobody sees that, not even at first.
    const fit = (): void => {
      setWidthPx(made.fit());
      made.draw(performance.now());
    };
    const resized = new ResizeObserver(fit);
    fit();
    resized.observe(street.current);
    resized.observe(city.current);
    let asked = requestAnimationFrame(function next(nowMs) {
      made.draw(nowMs);
      asked = requestAnimationFrame(next);
    });
    return () => {
      cancelAnimationFrame(asked);
      resized.disconnect();
      stop();
    };
  }, [feed]);
  useEffect(() => pair?.dress({ theme, words, language }), [pair, theme, words, language]);
  useEffect(() => (pair === null ? undefined : followMedia(pair, theme)), [pair, theme]);
  return [pair, widthPx];
}

/** What the browser may change while one looks: how much may move, and that the page is printed. */
function followMedia(pair: CanvasPair, theme: Theme): () => void {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const print = matchMedia("print");
  const move = (): void => pair.setReducedMotion(still.matches);
  const wear = (): void => {
    pair.wear(print.matches ? "sunlight" : theme);
    pair.draw(performance.now());
  };
  still.addEventListener("change", move);
  print.addEventListener("change", wear);
  return () => {
    still.removeEventListener("change", move);
    print.removeEventListener("change", wear);
  };
}

/** The pointer may cross the gap to the words that it made appear. */
const LINGER_MS = 250;

function usePointed(): readonly [string | null, (device: string | null) => void] {
  const [pointed, setPointed] = useState<string | null>(null);
  const leaving = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const point = useCallback((device: string | null) => {
    clearTimeout(leaving.current);
    if (device !== null) setPointed(device);
    else leaving.current = setTimeout(() => setPointed(null), LINGER_MS);
  }, []);
  return [pointed, point];
}
