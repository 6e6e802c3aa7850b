import { z } from "zod";
import { count, date, quantity } from "./fields.ts";

/** One day of a bin, by UTC: what the stream `bin-day` carries. The head of its log lets the city prove that log later. */
export const binDayValues = z.strictObject({
  date: date("of the day, by UTC"),
  seenS: quantity("s", 0, 1e7, "how much of the day was seen: less after a power cut"),
  strokes: count("strokes that ended, whatever stopped them"),
  collections: count("visits that took something out"),
  safetyStops: count("safety stops"),
  overflowH: quantity("h", 0, 1e5, "full"),
  downtimeH: quantity("h", 0, 1e5, "out of service: the press waits for a person"),
  evidenceSeq: count("newest entry of its evidence log that was on its disk").optional(),
  evidenceHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({ description: "SHA-256 of that entry; `gaturum evidence --head` checks both" })
    .optional(),
});
