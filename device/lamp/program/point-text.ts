import type { SwitchPoint } from "../program-settings.ts";
import { minuteText } from "../../measure/local-time.ts";

const MINUTE_MS = 60_000;

/** `22:00`, `sunset +15 min`. */
export function pointText(point: SwitchPoint): string {
  if (point.at === "time") return minuteText(point.minute);
  if (point.offsetMs === 0) return point.at;
  const minutes = Number((Math.abs(point.offsetMs) / MINUTE_MS).toFixed(2));
  return `${point.at} ${point.offsetMs < 0 ? "-" : "+"}${minutes} min`;
}
