import type { Happened } from "../host/protocol.ts";
import type { RecordPlay } from "../host/record-play.ts";
import { captionText } from "../captions.ts";
import { LocalDay } from "../local-day.ts";
import { sunPhase } from "../sky.ts";
import { binPicture, LOG_MAX, postPicture, type Outside } from "./picture.ts";
import type { StreetPicture } from "./street-picture.ts";
import { timeText, wallText } from "./wall-text.ts";

const SECOND_MS = 1_000;
const MINUTE_S = 60;

/** A flight record as it plays, for a view to draw: what one device recorded, and nothing that it could not know. */
export function recordPicture(
  play: RecordPlay,
  told: readonly Happened[],
  { hint, refusal }: Pick<Outside, "hint" | "refusal">,
): StreetPicture {
  const { recorded, scene, sky, wall, speed, clockLost } = play;
  const { config } = recorded;
  const name = config.device;
  const isPost = config.kind === "lamp-post";
  return {
    place: `record of ${name}`,
    wallTime: momentOf(play),
    sunPhase: sunPhase(sky.elevationDeg, LocalDay.in(scene.timeZone).hoursAt(wall)),
    daylightLx: sky.lux,
    speed,
    seed: null,
    posts: isPost ? [postPicture(name, 0, recorded.postShown())] : [],
    walkers: [],
    bins: isPost ? [] : [binPicture(name, 0, recorded.binShown())],
    savedPct: null,
    walkedInDarkS: null,
    city: { ...NOTHING_HEARD, clockLost },
    loop: null,
    log: logOf(told, scene.timeZone),
    hint,
    message: refusal ?? captionText({ key: "recorded", device: name }, "en", 0),
  };
}

/** A record tells nothing of the city. */
const NOTHING_HEARD = { online: null, total: 1, reportsPerS: null, waiting: null, networkUp: null } as const;

/** Its wall time, if the device knew it, and how far into the record that is. */
function momentOf({ recorded, scene: { timeZone }, wall }: RecordPlay): string {
  const { from, now, to, offsetMs } = recorded;
  const far = `${spanText(now - from)} of ${spanText(to - from)}`;
  return offsetMs === null ? far : `${wallText(wall, timeZone)}, ${far}`;
}

/** Minutes and seconds: 1:05. */
function spanText(spanMs: number): string {
  const seconds = Math.floor(spanMs / SECOND_MS);
  return `${Math.floor(seconds / MINUTE_S)}:${String(seconds % MINUTE_S).padStart(2, "0")}`;
}

const logOf = (told: readonly Happened[], timeZone: string): readonly string[] =>
  told
    .filter((one) => one.what === "decided")
    .slice(-LOG_MAX)
    .reverse()
    .map(({ wall, text }) => `${timeText(wall, timeZone)} ${text}`);
