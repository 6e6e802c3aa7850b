import type { Range } from "../../device/measure/samples.ts";
import { faulty, valid, type Failed, type Reading } from "../../device/measure/reading.ts";
import { after, elapsed, seconds, type Instant } from "../../device/measure/time.ts";
import type { RangeModel } from "./model.ts";
import { errorShare, OTHER_RUN_MIN, PARSER_START, type Finding, type ParserState } from "./parser.ts";

/** The slowest of these sensors sends every 100 to 300 ms (DFRobot SEN0311), so after a second three frames are missing. */
export const SILENT_MS = seconds(1);
/** From this share of bytes in no frame on, the line is wrong rather than noisy. bins.md 2: over 50 %. */
export const WRONG_SHARE = 0.5;

/** What has been heard on an open port. Plain data, and everything about it is pure. */
export type Listening = {
  readonly part: string;
  readonly port: string;
  /** Stands until the first frame, or until it is known why none comes. */
  readonly standing: Failed;
  /** Since when frames are due: the opening, or the first byte after a silence. */
  readonly since: Instant;
  readonly heardAt: Instant | null;
  readonly newest: { readonly finding: Finding; readonly at: Instant } | null;
  readonly parser: ParserState;
};

/** `standing`: what the part said before; at the very start, `starting`. */
export function startListening(standing: Failed, port: string, now: Instant): Listening {
  const { part } = standing.fault;
  return { part, port, standing, since: now, heardAt: null, newest: null, parser: PARSER_START };
}

export function hear(model: RangeModel, was: Listening, bytes: Uint8Array, now: Instant): Listening {
  const awake = isSilent(was, now) ? { ...was, standing: noAnswer(model, was), since: now, newest: null } : was;
  const { state, findings } = model.parse(was.parser, bytes);
  const finding = findings.at(-1);
  const newest = finding === undefined ? awake.newest : { finding, at: now };
  return { ...awake, heardAt: now, newest, parser: state };
}

export function readingOf(model: RangeModel, heard: Listening, now: Instant): Reading<Range> {
  if (isSilent(heard, now)) return noAnswer(model, heard);
  const framedAt = heard.newest?.at ?? heard.since;
  if (elapsed(framedAt, now) > SILENT_MS) return corrupt(model, heard, after(framedAt, SILENT_MS));
  return heard.newest === null ? heard.standing : readingOfFinding(model, heard, heard.newest.finding, heard.newest.at);
}

function readingOfFinding(model: RangeModel, { part }: Listening, finding: Finding, at: Instant): Reading<Range> {
  switch (finding.kind) {
    case "range":
      return valid(finding.range, at);
    case "beyond-range":
      return faulty(part, "out-of-range", at, model.beyondRange);
  }
}

const isSilent = (heard: Listening, now: Instant) => elapsed(heard.heardAt ?? heard.since, now) > SILENT_MS;

const noAnswer = ({ supply }: RangeModel, heard: Listening): Failed =>
  faulty(
    heard.part,
    "no-answer",
    after(heard.heardAt ?? heard.since, SILENT_MS),
    `${heard.port} is open and nothing comes: check the sensor's supply (${supply}) and that its TX goes to our RX.`,
  );

const corrupt = (model: RangeModel, { part, port, parser }: Listening, at: Instant): Failed =>
  faulty(part, "corrupt", at, wrongFrames(model, port, parser));

/** Why bytes come and none makes a frame, and what to do. */
export function wrongFrames({ label, otherModel }: RangeModel, port: string, parser: ParserState): string {
  if (parser.otherRun >= OTHER_RUN_MIN) return `the frames on ${port} are not those of model ${label}: ${otherModel}`;
  if (errorShare(parser) > WRONG_SHARE) {
    return (
      `over half of the bytes on ${port} make no frame of model ${label}: check polarity (RS232 inverted) or model. ` +
      "No RS-232 level shifter may turn the signal round, and the sensor must send plain TTL."
    );
  }
  return `frames came on ${port}, and now bytes that make none: check the sensor's cable and what runs beside it.`;
}
