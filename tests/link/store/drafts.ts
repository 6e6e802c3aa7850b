import type { DeviceRecord } from "../../../device/contract/record.ts";
import type { Draft, Entry } from "../../../device/link/outbox/outbox.ts";
import type { Store } from "../../../device/link/store/store.ts";
import type { RecordClass, Values } from "../../../device/measure/decision.ts";

export const draftFor = (store: Store, of: RecordClass, uptimeMs: number, values: Values = {}): Draft => ({
  v: 1,
  boot: store.boot,
  bootCount: store.bootCount,
  class: of,
  stream: of === 2 ? "daylight" : "clock-lost",
  ts: null,
  uptimeMs,
  timeQuality: "none",
  timeErrorMs: null,
  values,
});

export const recordIn = ({ json }: Entry): DeviceRecord => JSON.parse(json) as DeviceRecord;
