import type { Values } from "../measure/decision.ts";
import { EXAMPLE_VALUES } from "./example-values.ts";
import { lampDayWithOutage } from "./sample-day.ts";
import { binHour, lampNightHour, type SampleLine } from "./samples.ts";
import { parseTopic } from "./topics.ts";

const SAMPLES: readonly SampleLine[] = [...lampDayWithOutage(), ...lampNightHour(), ...binHour()];
/** Of a backfill so many records are shown. */
const SHOWN_RECORDS = 1;

/** The first sample on that topic; what goes to a group is a command, and what posts say is sealed. */
export function exampleOn(name: string): unknown {
  const of = name === "group-command" ? "command" : name;
  const payload = SAMPLES.find(({ topic }) => parseTopic(topic)?.at === of)?.payload;
  if (name !== "batch" || payload === undefined) return name === "birth" ? shortened(payload) : payload;
  const { records, ...rest } = payload as { records: unknown[] };
  return { ...rest, records: records.slice(0, SHOWN_RECORDS) };
}

/** A birth lists every stream of the device: one of them is enough to read it. */
function shortened(birth: unknown): unknown {
  const { streams, ...rest } = birth as { streams: unknown[] };
  return { ...rest, streams: streams.slice(0, SHOWN_RECORDS) };
}

/** The values of one record of that stream. */
export function exampleValues(name: string): Values | undefined {
  const payloads = SAMPLES.map(({ topic, payload }) => ({ topic: parseTopic(topic), payload }));
  const at = name === "answer" ? ["answer"] : ["sample", "event"];
  const live = payloads.find(
    ({ topic }) =>
      topic !== null && "stream" in topic && at.includes(topic.at) && (name === "answer" || topic.stream === name),
  );
  return (live?.payload as { values?: Values } | undefined)?.values ?? EXAMPLE_VALUES[name];
}
