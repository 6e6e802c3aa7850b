import { useMemo, useRef } from "preact/hooks";
import { daysOn, daySky, localDay, sunPhase, elevationDeg, type DaySky } from "./day-sky.ts";
import { usePage } from "./page-context.ts";
import { ribbonColour } from "./ribbon-colour.ts";
import { clockText, dayText } from "../../device/words/spoken.ts";
import type { Seen } from "./store.ts";
import { useWallWish } from "./wall-wish.ts";

const STEP_MS = 15 * 60_000;
const MINUTE_MS = 60_000;

/** The sky of this day from midnight to midnight, with a handle at now that moves the time. */
export function DateRibbon({ seen: { stage, frame } }: { readonly seen: Seen }) {
  const { words, language } = usePage();
  const { timeZone, latitudeDeg, longitudeDeg } = stage;
  const { startsAt } = localDay(frame.wall, timeZone);
  const sky = useMemo(
    () => daySky(startsAt, { timeZone, latitudeDeg, longitudeDeg }),
    [startsAt, timeZone, latitudeDeg, longitudeDeg],
  );
  const isFixed = stage.run.kind !== "street";
  const drag = useDrag(sky, isFixed);
  const wall = drag.wall ?? frame.wall;
  const phase = words.sun[sunPhase(elevationDeg(wall, stage), wall, sky)];
  const step = (event: KeyboardEvent): void => {
    const to = steppedTo(event.key, wall, sky, timeZone);
    if (to === null || isFixed) return;
    event.preventDefault();
    drag.wish(to);
  };
  return (
    <div class="ribbon" ref={drag.ribbon} onPointerDown={drag.begin} title={isFixed ? words.date.fixed : ""}>
      <div class="ribbon-sky" style={{ background: skyGradient(sky) }} />
      <Tick at={sky.dawnAt} label={words.date.dawn} />
      <Tick at={sky.duskAt} label={words.date.dusk} />
      <div
        class="ribbon-handle"
        role="slider"
        tabIndex={0}
        style={{ left: percent(shareOf(wall, sky)) }}
        aria-label={words.date.label}
        aria-disabled={isFixed}
        aria-valuemin={0}
        aria-valuemax={Math.round((sky.endsAt - sky.startsAt) / MINUTE_MS)}
        aria-valuenow={Math.round((wall - sky.startsAt) / MINUTE_MS)}
        aria-valuetext={`${dayText(wall, timeZone, language)} ${clockText(wall, timeZone)}, ${phase}${
          isFixed ? `. ${words.date.fixed}` : ""
        }`}
        onKeyDown={step}
      />
    </div>
  );
}

/** After this share of the day there is no room for a word to the right of its tick. */
const LATE = 0.85;

function Tick({ at, label }: { readonly at: number | null; readonly label: string }) {
  if (at === null) return null;
  return (
    <span class={at > LATE ? "ribbon-tick late" : "ribbon-tick"} style={{ left: percent(at) }} aria-hidden="true">
      {label}
    </span>
  );
}

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;
const shareOf = (wall: number, { startsAt, endsAt }: DaySky): number =>
  Math.min(1, Math.max(0, (wall - startsAt) / (endsAt - startsAt)));

function skyGradient({ elevationsDeg }: DaySky): string {
  const last = elevationsDeg.length - 1;
  const stops = elevationsDeg.map((deg, index) => `${ribbonColour(deg)} ${percent(index / last)}`);
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

function steppedTo(key: string, wall: number, sky: DaySky, timeZone: string): number | null {
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return wall + STEP_MS;
    case "ArrowLeft":
    case "ArrowDown":
      return wall - STEP_MS;
    case "PageUp":
      return daysOn(wall, 1, timeZone);
    case "PageDown":
      return daysOn(wall, -1, timeZone);
    case "Home":
      return sky.startsAt;
    case "End":
      return sky.endsAt - STEP_MS;
    default:
      return null;
  }
}

const ENDS = ["pointerup", "pointercancel"] as const;

function useDrag(sky: DaySky, isFixed: boolean) {
  const ribbon = useRef<HTMLDivElement>(null);
  const { wall, wish, follow, settle } = useWallWish();
  const wallAt = (clientX: number): number => {
    const { left, width } = ribbon.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    const share = Math.min(1, Math.max(0, (clientX - left) / width));
    return sky.startsAt + Math.min(share * (sky.endsAt - sky.startsAt), sky.endsAt - sky.startsAt - MINUTE_MS);
  };
  const begin = (event: PointerEvent): void => {
    const element = ribbon.current;
    if (isFixed || element === null || event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent): void => follow(wallAt(moved.clientX), moved.timeStamp);
    const end = (ended: PointerEvent): void => {
      element.removeEventListener("pointermove", move);
      for (const name of ENDS) element.removeEventListener(name, end);
      if (ended.type === "pointerup") settle(wallAt(ended.clientX));
    };
    move(event);
    element.addEventListener("pointermove", move);
    for (const name of ENDS) element.addEventListener(name, end);
  };
  return { ribbon, wall, begin, wish };
}
