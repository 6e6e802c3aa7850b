import { useEffect } from "preact/hooks";
import type { CanvasPair } from "./canvas-pair.ts";

type CanvasRef = { readonly current: HTMLCanvasElement | null };
/** A finger is never quite still. */
const TAP_PX = 6;

/** Hover and tap find what stands there; a drag and a sideways wheel move along the street. */
export function usePointing(
  canvas: CanvasRef,
  pair: CanvasPair | null,
  hit: (pair: CanvasPair, x: number, y: number) => string | null,
  point: (device: string | null) => void,
  choose: (device: string) => void,
): void {
  useEffect(() => {
    const element = canvas.current;
    if (element === null || pair === null) return undefined;
    const found = (event: MouseEvent): string | null => hit(pair, event.offsetX, event.offsetY);
    let drag: { lastX: number; movedPx: number } | null = null;
    const down = (event: PointerEvent): void => {
      if (event.button !== 0) return;
      drag = { lastX: event.clientX, movedPx: 0 };
      element.setPointerCapture(event.pointerId);
    };
    const move = (event: PointerEvent): void => {
      if (drag !== null) {
        const byPx = event.clientX - drag.lastX;
        drag = { lastX: event.clientX, movedPx: drag.movedPx + Math.abs(byPx) };
        if (drag.movedPx > TAP_PX) pair.panBy(byPx);
        return;
      }
      const device = found(event);
      element.style.cursor = device === null ? "grab" : "pointer";
      point(device);
    };
    const up = (event: PointerEvent): void => {
      const tapped = drag !== null && drag.movedPx <= TAP_PX ? found(event) : null;
      drag = null;
      point(tapped);
      if (tapped !== null) choose(tapped);
    };
    // A finger that is lifted has left as well, and what it tapped is to stay.
    const leave = ({ pointerType }: PointerEvent): void => {
      if (pointerType === "mouse") point(null);
    };
    const cancel = (): void => void (drag = null);
    const wheel = (event: WheelEvent): void => {
      if (Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return;
      event.preventDefault();
      pair.panBy(-event.deltaX);
    };
    const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointerleave: leave } as const;
    return listening(element, { ...listeners, pointercancel: cancel, wheel });
  }, [canvas, pair, hit, point, choose]);
}

type Listeners = { readonly [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void };

function listening(element: HTMLElement, listeners: Listeners): () => void {
  const all = Object.entries(listeners) as [string, EventListener][];
  for (const [name, take] of all) element.addEventListener(name, take, { passive: false });
  return () => {
    for (const [name, take] of all) element.removeEventListener(name, take);
  };
}
