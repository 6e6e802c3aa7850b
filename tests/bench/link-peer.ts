import { once } from "node:events";
import mqtt, { UniqueMessageIdProvider, type IClientOptions } from "mqtt";
import { Manager } from "mqtt-jsonl-store";

/**
 * A client of mqtt.js as its manual has it, told while it is offline of so many records and then let at its broker. Words:
 * store (`memory`, `jsonl`), broker, records, folder. Says `ready` and waits for a word; then `stored` when all are told,
 * and `drained` at the last PUBACK.
 */
const [, , store = "memory", broker = "", records = "0", folder = ""] = process.argv;
/** By default the store on disk writes once a minute, and sooner only from 2,000 changes on. */
const SETTLE_MS = store === "jsonl" ? 62_000 : 2_000;

const options: IClientOptions = {
  clientId: `peer-${store}`,
  clean: false,
  protocolVersion: 4,
  reconnectPeriod: 200,
  messageIdProvider: new UniqueMessageIdProvider(),
};
const manager = store === "jsonl" ? new Manager(folder) : null;
await manager?.open();
const stores = manager === null ? {} : { incomingStore: manager.incoming, outgoingStore: manager.outgoing };
const client = mqtt.connect(broker, { ...options, ...(stores as IClientOptions) });
client.on("error", () => undefined);

process.send?.({ ready: true });
await once(process, "message");
const published = Array.from({ length: Number(records) }, (_, index) =>
  client.publishAsync("gaturum/1/stockholm/peer/up/t/daylight", record(index + 1), { qos: 1 }),
);
setTimeout(() => process.send?.({ stored: true }), SETTLE_MS);
const settled = await Promise.allSettled(published);
process.send?.({ drained: settled.filter(({ status }) => status === "fulfilled").length });

/** As long as one of ours. */
function record(seq: number): string {
  const ts = 1_795_518_900_000 + seq * 1_000;
  return JSON.stringify({
    ...{ v: 1, boot: "5d0c2f9a41be7736", bootCount: 17, class: 2, seq, stream: "daylight", ts, uptimeMs: seq * 1_000 },
    ...{ timeQuality: "sync", timeErrorMs: 12, values: { daylightLux: (seq * 7) % 1_000 } },
  });
}
