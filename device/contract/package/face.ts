/** What the package of the contract gives to whoever builds a backend: the runtime's own words, and nothing of it. */
export { mosquittoAccess } from "../access/mosquitto.ts";
export type { Aggregate, Json, RecordClass, Values } from "../../measure/decision.ts";
export type { DeviceKind } from "../../measure/roles.ts";
export * from "../limits.ts";
export type { AckMessage, CommandMessage, DesiredMessage, TwinMessage } from "../downlink.ts";
export { ackSchema, commandSchema, desiredSchema, twinSchema } from "../downlink.ts";
export { fieldsOf } from "../field-table.ts";
export { homeAssistantOf, type Discovery } from "../interop/home-assistant.ts";
export type { KnownBin } from "../interop/known-bin.ts";
export { groupsOf } from "../interop/ngsi-group.ts";
export { keyValues, normalised, type Entity, type Facts } from "../interop/ngsi-entity.ts";
export type { KnownPost } from "../interop/ngsi.ts";
export { batteryOf, fillingLevelOf, type SenmlRecord } from "../interop/senml.ts";
export { talqBinOf } from "../interop/talq-bin.ts";
export { talqOf } from "../interop/talq.ts";
export { toNgsiLd, type KnownDevice } from "../interop/to-ngsi-ld.ts";
export { isLateWill } from "../late-will.ts";
export type { DeviceRecord, RecordFlag } from "../record.ts";
export type { ActiveMessage, BirthMessage, HostMessage, StateMessage } from "../session.ts";
export { activeSchema, birthSchema, hostSchema, stateSchema } from "../session.ts";
export {
  audienceOf,
  commandType,
  groupAudienceOf,
  isSignedBy,
  privateKeyFrom,
  publicKeyFrom,
  publicTextOf,
  SETTINGS_TYPE,
  signed,
  type Signed,
} from "../signed.ts";
export type { Stream } from "../stream.ts";
export { ANSWER, STREAMS, streamNamed, streamsOf } from "../streams.ts";
export { buildTopic, clientIdOf, commandFilter, groupFilter, parseTopic, type Topic } from "../topics.ts";
export { checkRecord, readPacket, recordSchemaOf, validate, type Checked, type Received } from "../validate.ts";
