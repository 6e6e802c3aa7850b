import type { Range } from "../../device/measure/samples.ts";
import { faulty, valid, type Failed, type Reading } from "../../device/measure/reading.ts";
import { after, elapsed, seconds, type Instant } from "../../device/measure/time.ts";
import { AJ_RUN_MIN, PARSER_START, parse, type Finding, type ParserState } from "./parser.ts";

/** The sensor sends every 100 to 300 ms (DFRobot SEN0311), so after a second three frames are missing. */
export const SILENT_MS = seconds(1);

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

export function hear(was: Listening, bytes: Uint8Array, now: Instant): Listening {
  const awake = isSilent(was, now) ? { ...was, standing: noAnswer(was), since: now, newest: null } : was;
  const { state, findings } = parse(was.parser, bytes);
  const finding = findings.at(-1);
  const newest = finding === undefined ? awake.newest : { finding, at: now };
  return { ...awake, heardAt: now, newest, parser: state };
}

export function readingOf(heard: Listening, now: Instant): Reading<Range> {
  if (isSilent(heard, now)) return noAnswer(heard);
  const framedAt = heard.newest?.at ?? heard.since;
  if (elapsed(framedAt, now) > SILENT_MS) return corrupt(heard, after(framedAt, SILENT_MS));
  return heard.newest === null ? heard.standing : readingOfFinding(heard, heard.newest.finding, heard.newest.at);
}

function readingOfFinding({ part }: Listening, finding: Finding, at: Instant): Reading<Range> {
  switch (finding.kind) {
    case "range":
      return valid(finding.range, at);
    case "beyond-range":
      return faulty(
        part,
        "out-of-range",
        at,
        "the sensor gives a distance that an A02YYUW cannot give: check the model.",
      );
  }
}

const isSilent = (heard: Listening, now: Instant) => elapsed(heard.heardAt ?? heard.since, now) > SILENT_MS;

const noAnswer = (heard: Listening): Failed =>
  faulty(
    heard.part,
    "no-answer",
    after(heard.heardAt ?? heard.since, SILENT_MS),
    `${heard.port} is open and nothing comes: check the sensor's supply (3.3 to 5 V) and that its TX goes to our RX.`,
  );

const corrupt = ({ part, port, parser }: Listening, at: Instant): Failed =>
  faulty(
    part,
    "corrupt",
    at,
    parser.ajRun >= AJ_RUN_MIN
      ? `the checksums on ${port} are those of an AJ-SR04M, not of an A02YYUW: fit the right sensor.`
      : `bytes come on ${port} and none makes a frame: check that it is an A02YYUW, its cable, and that no RS-232 level ` +
          "shifter turns the signal round.",
  );
