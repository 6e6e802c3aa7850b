import type { SwitchPoint } from "../program-settings.ts";
import { minuteText } from "./local-time.ts";

const MINUTE_MS = 60_000;

/** `22:00`, `sunset +15 min`. */
export function pointText(point: SwitchPoint): string {
  return point.at === "time" ? minuteText(point.minute) : eventText(point.at, point.offsetMs);
}

export function eventText(event: string, offsetMs: number): string {
  if (offsetMs === 0) return event;
  const minutes = Number((Math.abs(offsetMs) / MINUTE_MS).toFixed(2));
  return `${event} ${offsetMs < 0 ? "-" : "+"}${minutes} min`;
}
