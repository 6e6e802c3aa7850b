import { useRef, useState } from "preact/hooks";
import { usePage } from "./page-context.ts";

/** A drag sends no more wishes than this allows; the last place always goes. */
const WISH_EVERY_MS = 100;
/** So long the handle stays where it was put, until frames come from there. */
const SETTLE_MS = 500;

/**
 * Moves the time by hand: the handle follows at once, and the street is told a few times a second. `wish` goes at once;
 * `follow` is for a handle on its way, and `settle` for where it is let go.
 */
export function useWallWish() {
  const { ask } = usePage();
  /** Where the handle was put; null: it is where the street is. */
  const [wall, setWall] = useState<number | null>(null);
  const pacing = useRef(new WishPacing());
  const settling = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wish = (to: number): void => {
    setWall(to);
    ask({ do: "wall", to: Math.round(to) });
    clearTimeout(settling.current);
    settling.current = setTimeout(() => setWall(null), SETTLE_MS);
  };
  const follow = (to: number, nowMs: number): void => {
    setWall(to);
    if (pacing.current.follows(to, nowMs)) wish(to);
  };
  const settle = (to: number): void => {
    if (pacing.current.settles(to)) wish(to);
  };
  return { wall, wish, follow, settle };
}

/** Which places of a handle on its way are wished for: not too many, the last one for certain, and none twice. */
export class WishPacing {
  #wishedAtMs = -Infinity;
  /** Wished for by `follows`, and not let go since. */
  #wished: number | null = null;

  follows(to: number, nowMs: number): boolean {
    if (nowMs - this.#wishedAtMs < WISH_EVERY_MS) return false;
    this.#wishedAtMs = nowMs;
    this.#wished = Math.round(to);
    return true;
  }

  settles(to: number): boolean {
    const isWished = this.#wished === Math.round(to);
    this.#wished = null;
    return !isWished;
  }
}
