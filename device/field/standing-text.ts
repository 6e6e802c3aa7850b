import type { PressStanding, Standing } from "../bin/told/standing.ts";

/** How a bin stands now, for whoever stands before it: a line each for what it waits for and what to do about it. */
export function standingLines({ fill, calibration, press }: Standing): readonly string[] {
  const level = fill.quality === "valid" ? `fill ${Math.round(fill.fillPct)} %` : `fill not known: ${fill.quality}`;
  if (press === null) return [`now       ${level}`];
  const { state, forS, waitsFor, latch, missing, stuckButtons, blocks } = press;
  return [
    `now       ${state} for ${forS} s, ${level}${lastStroke(press)}`,
    ...(calibration === null
      ? []
      : [`measuring ${calibration.samples} of ${calibration.of} samples: leave the bin empty and the door closed`]),
    ...(waitsFor === null ? [] : [`waits for ${waitsFor}`]),
    ...latch.flatMap(({ cause, text, cure }) => [`latched   ${text} (${cause})`, `to do     ${cure}`]),
    ...missing.map((words) => `look at   ${words}`),
    ...stuckButtons.map(
      (name) =>
        `stuck     the button ${name.toUpperCase()}: it was held at start or over 5 s. Release it, or replace it`,
    ),
    ...(state === "IDLE" || state === "COOL" ? blocks.map(({ text }) => `no stroke ${text}`) : []),
  ];
}

function lastStroke({ strokes: { lastAgoS, lastEndMm } }: PressStanding): string {
  if (lastAgoS === null) return "";
  return `, last stroke ${Math.round(lastAgoS / 60)} min ago${lastEndMm === null ? "" : ` down to ${lastEndMm} mm`}`;
}
