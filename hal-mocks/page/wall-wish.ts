import { useRef, useState } from "preact/hooks";
import { usePage } from "./page-context.ts";

/** A drag sends no more wishes than this allows; the last place always goes. */
const WISH_EVERY_MS = 100;
/** So long the handle stays where it was put, until frames come from there. */
const SETTLE_MS = 500;

/** Moves the time by hand: the handle follows at once, and the street is told a few times a second. */
export function useWallWish() {
  const { ask } = usePage();
  /** Where the handle was put; null: it is where the street is. */
  const [wall, setWall] = useState<number | null>(null);
  const wishedAtMs = useRef(-Infinity);
  const settling = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wish = (to: number): void => {
    setWall(to);
    ask({ do: "wall", to: Math.round(to) });
    clearTimeout(settling.current);
    settling.current = setTimeout(() => setWall(null), SETTLE_MS);
  };
  const follow = (to: number, nowMs: number): void => {
    setWall(to);
    if (nowMs - wishedAtMs.current < WISH_EVERY_MS) return;
    wishedAtMs.current = nowMs;
    wish(to);
  };
  return { wall, wish, follow };
}
