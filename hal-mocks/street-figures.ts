import type { StreetHost } from "./host/host.ts";
import type { RecordPlay } from "./host/record-play.ts";
import type { Running } from "./running.ts";
import { siteFigures } from "./site-figures.ts";

/** What a watched street comes to; null: not known, as everything of the street is while a flight record plays. */
export type StreetFigures = ReturnType<typeof countedIn>;

export const streetFigures = ({ record, running }: Pick<StreetHost, "record" | "running">): StreetFigures =>
  record === null ? countedIn(running) : ofRecord(record);

function countedIn({ street, tally }: Running) {
  const { records, doubles, invalidRecords, devicesOnline: online } = tally();
  const { savedNetPct, walkedInDarkS, passages, strokes } = siteFigures(street.world);
  const counted: Readonly<Record<Counted, number | null>> = {
    ...{ online, records, doubles, invalidRecords, savedNetPct, walkedInDarkS, passages, strokes },
    interlockViolations: street.devices.reduce((sum, { control }) => sum + control.violations, 0),
    waiting: street.waiting,
  };
  return { at: new Date(street.world.wall).toISOString(), controllers: street.sites.length, ...counted };
}

type Counted =
  | ("online" | "records" | "doubles" | "invalidRecords" | "interlockViolations" | "waiting")
  | ("savedNetPct" | "walkedInDarkS" | "passages" | "strokes");

const ofRecord = ({ wall }: RecordPlay): StreetFigures => ({
  ...{ at: new Date(wall).toISOString(), controllers: 1 },
  ...{ online: null, records: null, doubles: null, invalidRecords: null, interlockViolations: null, waiting: null },
  ...{ savedNetPct: null, walkedInDarkS: null, passages: null, strokes: null },
});
