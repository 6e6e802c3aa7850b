import type { DeviceKind } from "../measure/roles.ts";
import { exampleValues } from "./examples.ts";
import { BATCH_RECORDS_MAX } from "./limits.ts";
import { streamsOf } from "./streams.ts";
import { buildTopic } from "./topics.ts";

/** What one device sends in an hour in which nothing happens but its periods: live, QoS 1, without TCP and TLS. */
export type Load = { readonly records: number; readonly bytes: number; readonly outageHourBytes: number };

const HOUR_S = 3_600;
/** Fixed header with a length of two bytes, length of the topic, packet id; and the PUBACK that comes back. */
const PACKET_BYTES = 3 + 2 + 2;
const PUBACK_BYTES = 4;
/** As long as ours mostly are. */
const AT = { tenant: "stockholm", device: "post-4711-0382" };
const ENVELOPE = {
  v: 1,
  boot: "5d0c2f9a41be7736",
  bootCount: 17,
  class: 1,
  seq: 41_204,
  stream: "",
  ts: 1_795_518_900_000,
  uptimeMs: 981_000_000,
  timeQuality: "sync",
  timeErrorMs: 12,
};
const AGGREGATE = { count: 3, min: 30, max: 100, mean: 44.2, windowS: 300 };

/** By the periods of the streams and the bytes of their examples; events come on top, some ten a day and device. */
export function loadOf(kind: DeviceKind): Load {
  let [records, bytes, outageHourBytes] = [0, 0, 0];
  for (const { name, periodS, aggregateOf } of streamsOf(kind)) {
    if (periodS === null) continue;
    const values = exampleValues(name);
    if (values === undefined) throw new Error(`no example of ${name}: write one into example-values.ts`);
    const record = {
      ...ENVELOPE,
      stream: name,
      values,
      ...(aggregateOf === undefined ? {} : { aggregate: AGGREGATE }),
    };
    const recordBytes = JSON.stringify(record).length;
    const perHour = HOUR_S / periodS;
    records += perHour;
    bytes +=
      perHour * (PACKET_BYTES + PUBACK_BYTES + buildTopic({ at: "sample", ...AT, stream: name }).length + recordBytes);
    outageHourBytes += perHour * (recordBytes + 1);
  }
  return { records, bytes: Math.round(bytes), outageHourBytes: Math.round(outageHourBytes) };
}

/** Packets in which an outage of so many hours comes back. */
export const backfillPackets = (kind: DeviceKind, hours: number): number =>
  Math.ceil((loadOf(kind).records * hours) / BATCH_RECORDS_MAX);
