import { z } from "zod";
import { LOOK_CAUSES, OUTCOMES, REFUSAL_CAUSES } from "../measure/update-outcome.ts";
import { active, choice, count, date, hash, quantity, sentence, word } from "./fields.ts";
import { GAP_RANGES_MAX } from "./limits.ts";
import { alarm, BOTH, event, sample, type Stream } from "./stream.ts";

export const GAP_REASONS = ["full", "corrupt", "poison", "downsampled"] as const;
/** Why something the city said is not obeyed. */
export const REFUSALS = [
  "signature",
  "key",
  "audience",
  "type",
  "expired",
  "too-long-lived",
  "replayed",
  "challenge",
  "shape",
  "size",
  "epoch",
  "version",
  "above",
  "full",
] as const;

const classOf = (meaning: string) => z.union([z.literal(0), z.literal(1), z.literal(2)]).meta({ description: meaning });

const version = (meaning: string) => z.string().max(64).meta({ description: meaning });

/** What link tells of its own doing: of losses, of what the city asked and changed, of the way to it, of new programs. */
export const LINK_STREAMS: readonly Stream[] = [
  {
    ...event("gap", 0, BOTH, "records that will never come: every loss is told once"),
    values: z.strictObject({
      boot: hash("of the records"),
      class: classOf("of the records"),
      ranges: z
        .array(z.tuple([z.int().min(1), z.int().min(1)]))
        .min(1)
        .max(GAP_RANGES_MAX)
        .meta({
          description: "of `seq`, each from and to",
        }),
      count: count("records in them"),
      reason: choice(GAP_REASONS, "why; `downsampled`: their mean comes in their place"),
    }),
  },
  {
    ...event("closed", 0, BOTH, "an older boot makes no more records: with its last one it is complete"),
    values: z.strictObject({
      boot: hash("that is over"),
      class: classOf("of its records"),
      last: count("the last `seq`; 0: there was none"),
    }),
  },
  {
    ...event("audit", 0, BOTH, "what the city changed or asked here, and with whose key"),
    values: z.strictObject({
      what: choice(["command", "settings", "trust"], "kind of act"),
      name: word("of the command").optional(),
      id: z.string().max(64).optional().meta({ description: "of the command" }),
      kid: z.string().max(48).meta({ description: "whose key signed it" }),
      code: z.int().min(100).max(599).meta({ description: "as in HTTP: what the device said to it" }),
      epoch: count("of the settings").optional(),
      version: count("of the settings").optional(),
    }),
  },
  {
    ...event("refused", 0, BOTH, "messages of the city that were not obeyed, counted for a minute"),
    values: z.strictObject({
      what: choice(["command", "settings", "receipt"], "kind of message"),
      reason: choice(REFUSALS, "why"),
      kid: z.string().max(48).optional().meta({ description: "whose key it named; absent: nobody's we know" }),
      count: count("of them in this minute"),
    }),
  },
  {
    ...event("update", 1, BOTH, "what became of a new program"),
    values: z.strictObject({
      n: count("its number on this device, one more each time; one that came before is the same again"),
      is: choice(OUTCOMES, "what became of it; `refused`: nothing of the repository was taken"),
      version: version("of the new program; of `refused`, where it is not known: the one that runs"),
      from: version("that ran before").optional(),
      to: version("that runs again").optional(),
      cause: choice(REFUSAL_CAUSES, "why it was refused").optional(),
      text: sentence("why it was rolled back").optional(),
      happenedAt: count("ms since 1970, by the computer's clock"),
    }),
  },
  {
    ...alarm("update-fetch", BOTH, [], "new programs cannot be fetched: it tries again, and what runs runs on"),
    values: z.strictObject({
      active,
      cause: choice(LOOK_CAUSES, "why; told again when it is another").optional(),
      detail: sentence("for a person: which file, and what was said").optional(),
    }),
  },
  {
    ...sample("uplink-day", 1, BOTH, 86_400, "one day by UTC of the way to the city"),
    values: z.strictObject({
      date: date("by UTC"),
      interface: word("that carried the newest session; `unknown`: the computer does not say"),
      kind: choice(["fibre", "ethernet", "wifi", "cellular", "loopback", "unknown"], "of that interface"),
      changes: count("of interface"),
      sessions: count("begun"),
      lost: count("sessions that broke"),
      downS: quantity("s", 0, 1e6, "without a session"),
      delayMs: quantity("ms", 0, 1e6, "median from a packet to its acknowledgement").optional(),
      delayWorstMs: quantity("ms", 0, 1e6, "worst of the day").optional(),
      records: count("acknowledged"),
    }),
  },
];
