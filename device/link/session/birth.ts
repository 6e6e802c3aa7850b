import { streamList } from "../../contract/field-table.ts";
import { BATCH_RECORDS_MAX, IN_FLIGHT_MAX, PAYLOAD_BYTES_MAX } from "../../contract/limits.ts";
import type { BirthMessage } from "../../contract/session.ts";
import type { LinkConfig } from "../link-config.ts";
import type { Boot } from "../outbox/records.ts";

/** What this device is and what its streams mean, as `up/birth` carries it. */
export function birthOf(
  config: LinkConfig,
  firmware: string,
  boot: Boot & { storeLost: boolean },
  session: number,
): BirthMessage {
  const { plate, cabinet, phase, luminaire, place } = config.asset;
  const { latitudeDeg, longitudeDeg, label } = place;
  return {
    v: 1,
    tenant: config.tenant,
    device: config.device,
    session,
    boot: boot.boot,
    bootCount: boot.bootCount,
    firmware,
    kind: config.kind,
    mode: config.mode,
    ...(config.lamp?.supply === "switched" ? { supply: "switched" as const } : {}),
    asset: { plate, cabinet, phase, luminaire, place: { latitudeDeg, longitudeDeg, label } },
    config: { version: 0, hash: config.hash },
    streams: streamList(config.kind),
    limits: { payloadBytes: PAYLOAD_BYTES_MAX, batchRecords: BATCH_RECORDS_MAX, inFlight: IN_FLIGHT_MAX },
    ...(boot.storeLost ? { storeLost: true } : {}),
  };
}
