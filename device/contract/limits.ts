/** Longest payload of any packet, settings apart: 64 KB, half of what the strictest brokers we know of take. */
export const PAYLOAD_BYTES_MAX = 65_536;
/** Records in one backfill packet. Our choice: about 48 KB at 240 bytes a record, so that bytes rarely cut it short. */
export const BATCH_RECORDS_MAX = 200;
/** QoS 1 packets on the way at once; a broker's smaller Receive Maximum lowers it. Our choice, see `docs/backend.md`. */
export const IN_FLIGHT_MAX = 16;
/** What a post tells another through a broker: always so long, whatever it says. */
export const ZONE_BYTES = 192;
/** Topics in one SUBSCRIBE: some brokers refuse more. */
export const SUBSCRIBE_TOPICS_MAX = 8;
/** Alarms that one device can have open; far above what its parts can give. */
export const ALARMS_MAX = 64;
