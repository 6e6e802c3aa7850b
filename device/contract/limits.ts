/** Longest payload of any packet, settings apart: 64 KB, half of what the strictest brokers we know of take. */
export const PAYLOAD_BYTES_MAX = 65_536;
/** Records in one backfill packet. Our choice: about 48 KB at 240 bytes a record, so that bytes rarely cut it short. */
export const BATCH_RECORDS_MAX = 200;
/** QoS 1 packets on the way at once; a broker's smaller Receive Maximum lowers it. Our choice, see `docs/backend.md`. */
export const IN_FLIGHT_MAX = 16;
/** What a post tells another through a broker: always so long, whatever it says. */
export const ZONE_BYTES = 192;
/** Longest of our topics: the longest tenant, device and stream. */
export const TOPIC_LENGTH_MAX = 128;
/** Topics in one SUBSCRIBE: some brokers refuse more. */
export const SUBSCRIBE_TOPICS_MAX = 8;
/** Alarms that one device can have open; far above what its parts can give. */
export const ALARMS_MAX = 64;
/** Settings that a city may want, one message. */
export const DESIRED_BYTES_MAX = 32_768;
/** Brackets within brackets of it. A calendar's switch points are the deepest of ours, 6; twice that is our choice. */
export const DESIRED_DEPTH_MAX = 12;
/** Groups that one device may belong to. */
export const GROUPS_MAX = 4;
/** No command lives longer: a city that was away for a day must ask again. */
export const COMMAND_LIFE_MAX_MS = 86_400_000;
/** Commands of one key that may overtake each other, as in IPsec (RFC 4303, 3.4.3). */
export const COUNTER_WINDOW = 64;
/** Boots in one receipt, and in what a device keeps: our choice; a boot is closed when its last record is stored. */
export const BOOTS_MAX = 64;
/** Ranges that a backend may ask for in one message. Our choice. */
export const NEED_RANGES_MAX = 64;
/** Ranges that one gap names; more make more gaps. Our choice. */
export const GAP_RANGES_MAX = 64;
