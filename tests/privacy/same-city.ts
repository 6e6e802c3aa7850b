import { parseTopic } from "../../device/contract/topics.ts";
import { streamNamed } from "../../device/contract/streams.ts";
import { epochMs, instant, millis, type Instant } from "../../device/measure/time.ts";
import { Device } from "../../device/together/device.ts";
import { MemoryCity } from "../../device/together/memory-city.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { SimulatedStreet } from "../../hal-mocks/simulated-street.ts";
import { example } from "../simulation/example.ts";

/** What someone does on the street at a moment of their own. */
export type Doing = { readonly at: Instant; readonly do: (street: SimulatedStreet) => void };

/** Everything that left a street of one post and one bin in that time, as the broker saw it, one packet a line. */
export async function everythingSaid(seed: number, startsAt: string, hours: number, doings: readonly Doing[]) {
  const configs = { post: await example("lamp-post.yaml"), bin: await example("litter-bin.yaml") };
  const startsAtMs = epochMs(Date.parse(startsAt));
  const street = new SimulatedStreet({ configs, scene: streetScene(1, 1), seed, startsAt: startsAtMs, make: Device });
  const said: string[] = [];
  const city = new MemoryCity(street.time, ({ topic, payload }) => {
    said.push(...whatIsLeft(topic, Buffer.from(payload).toString()));
  });
  street.startLinks(city);
  for (const doing of doings)
    street.time.after(millis(doing.at), () => {
      doing.do(street);
      street.poked();
    });
  street.runTo(instant(hours * 3_600_000 + 95_000), "jump");
  return said;
}

/**
 * A packet without what the contract lets out about people: values that are aggregates of 5 minutes or more, and when an
 * alarm (class 0) began, with the level that it was measured at.
 */
function whatIsLeft(topicText: string, payload: string): string[] {
  const topic = parseTopic(topicText);
  if (topic === null || topic.at === "zone") return [];
  const value = JSON.parse(payload) as { records?: unknown[]; active?: unknown };
  const records = value.records ?? [value];
  return records.map((record) => `${topicText} ${JSON.stringify(withoutAllowed(record))}`);
}

/** A rate of growth that is a mean over an hour. */
const HOURLY: readonly string[] = ["bin-forecast"];

function withoutAllowed(record: unknown): unknown {
  if (typeof record !== "object" || record === null || !("stream" in record)) return record;
  const { values, aggregate, ts, uptimeMs, ...rest } = record as Rest;
  if (rest.class === 0) return { ...rest, values: { ...values, fillPct: null } };
  const isAggregate = streamNamed(rest.stream).private === true || HOURLY.includes(rest.stream);
  return isAggregate ? { ...rest, ts, uptimeMs } : { ...rest, ts, uptimeMs, values, aggregate };
}

type Rest = {
  readonly stream: string;
  readonly class: number;
  readonly values?: object;
  readonly aggregate?: unknown;
  readonly ts?: unknown;
  readonly uptimeMs?: unknown;
};
