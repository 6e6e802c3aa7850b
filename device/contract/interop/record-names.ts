import { eventRow, named, valueRow, wholly, type NameRow } from "./counterpart.ts";

const WH_OF_KWH = 1_000;
const MONITOR = "LampMonitorFunction";
const DEFECTIVE = named("status=defectiveLamp");
const OF_DAYS = "Ours is one day, theirs since the beginning: add the days up.";

const samples: readonly NameRow[] = [
  valueRow("lamp-level.levelPct", "%", {
    talq: wholly("LampActuatorFunction.actualLightState", "%"),
    lwm2m: wholly("3416/3 Dimming level", "/100"),
    ngsi: named("illuminanceLevel", "1", 100),
    note: "A mean over 5 minutes or more, so that it tells nobody's steps. `powerState` is derived from it.",
  }),
  valueRow("lamp-power.powerW", "W", {
    talq: named(`${MONITOR}.activePower`, "W"),
    lwm2m: named("3418/4 Active power", "W"),
    ngsi: named("powerConsumption", "W"),
    note: "As levelPct, a mean.",
  }),
  valueRow("daylight.daylightLux", "lx", {
    talq: named("LightSensorFunction.lightLevel", "lx"),
    lwm2m: named("3301/5700 Sensor Value", "lx"),
  }),
  valueRow("device-health", null),
];

const day: readonly NameRow[] = [
  valueRow("lamp-day.lampWh", "Wh", {
    talq: named(`${MONITOR}.activeEnergy`, "kWh", WH_OF_KWH),
    lwm2m: named("3416/47 Light source active energy", "kWh", WH_OF_KWH),
    ngsi: named("lifetimePowerConsumption", "kWh", WH_OF_KWH),
    note: `${OF_DAYS} LwM2M means what leaves the driver, ours is what goes in. NGSI names no unit; kWh is our reading.`,
  }),
  valueRow("lamp-day.controllerWh", "Wh", {
    lwm2m: named("3418/6 Cumulated active energy", "Wh"),
    note: `${OF_DAYS} 3418/6 is of the device *and* its load: lampWh + controllerWh.`,
  }),
  valueRow("lamp-day.alwaysFullWh", "Wh"),
  valueRow("lamp-day.date", null),
  valueRow("lamp-day.seenS", "s"),
  valueRow("lamp-day.baseMin", "min"),
  valueRow("lamp-day.boostMin", "min"),
  valueRow("lamp-day.safeMin", "min"),
  valueRow("lamp-day.dayMin", "min"),
  valueRow("lamp-day.failures", null, { note: "As lamp-failure, of those open when the day ended." }),
  valueRow("lamp-meter.energyWh", "Wh", {
    talq: wholly(`${MONITOR}.activeEnergy`, "kWh", WH_OF_KWH),
    lwm2m: wholly("3416/47 Light source active energy", "kWh", WH_OF_KWH),
  }),
  valueRow("lamp-meter.controllerWh", "Wh"),
  valueRow("lamp-meter.starts", null, {
    talq: named(`${MONITOR}.supplyLossCount`),
    note: "Not the same: an ordered restart counts too.",
  }),
  valueRow("lamp-day.savedGrossPct", "%"),
  valueRow("lamp-day.savedNetPct", "%"),
  valueRow("lamp-meter.litH", "h", {
    talq: wholly(`${MONITOR}.operatingHours`, "h"),
    lwm2m: wholly("3416/15 Lamp operating hours", "h"),
  }),
  valueRow("lamp-meter.energyBy", null),
  valueRow("lamp-meter.driverH", "h", { lwm2m: wholly("3416/56 Driver operating hours", "h") }),
  valueRow("lamp-meter.switchOns", null, {
    talq: named(`${MONITOR}.switchOnCounter`),
    lwm2m: named("3416/18 Lamp switch counter"),
  }),
  valueRow("lamp-day.overrideMin", "min"),
  valueRow("lamp-day.belowPromiseS", "s", { note: "No model counts who walked in less light than was promised." }),
  valueRow("lamp-day.movements", null, {
    lwm2m: named("3302/5501 Digital Input Counter"),
    ngsi: named("lifetimeMotionDetected"),
    note: `${OF_DAYS} Counts of 3 or more in buckets of 15 minutes or more, and never a time.`,
  }),
];

const failures: readonly NameRow[] = [
  eventRow("lamp-failure=lampFailure", {
    talq: named(`${MONITOR}.lampFailure`),
    lwm2m: named("3416/5 Lamp failure"),
    ngsi: DEFECTIVE,
  }),
  eventRow("lamp-failure=dimmingFailure", { talq: named(`${MONITOR}.dimmingFailure`), ngsi: DEFECTIVE }),
  eventRow("lamp-failure=cyclingFailure", {
    talq: named(`${MONITOR}.cyclingFailure`),
    lwm2m: named("3416/11 Cycling failure"),
    ngsi: DEFECTIVE,
  }),
  eventRow("lamp-failure=lampUnexpectedOn", {
    talq: named(`${MONITOR}.lampUnexpectedOn`),
    lwm2m: named("3416/10 Day burner"),
    ngsi: DEFECTIVE,
  }),
  eventRow("lamp-failure=lampPowerTooHigh", {
    talq: named(`${MONITOR}.lampPowerTooHigh`),
    lwm2m: named("3418/15 High power"),
    ngsi: DEFECTIVE,
    note: "Against the power that the level should take; LwM2M means a fixed threshold.",
  }),
  eventRow("lamp-failure=lampPowerTooLow", {
    talq: named(`${MONITOR}.lampPowerTooLow`),
    lwm2m: named("3418/12 Low power"),
    ngsi: DEFECTIVE,
    note: "As lampPowerTooHigh.",
  }),
];

const events: readonly NameRow[] = [
  eventRow("part-fault=lamp", {
    talq: named(`${MONITOR}.controlGearCommFailure`),
    lwm2m: named("3416/12 Control gear communication failure"),
    ngsi: DEFECTIVE,
    note: "A part whose role is `lamp`.",
  }),
  eventRow("part-fault", {
    talq: named("fGenericEvents.functionError"),
    note: "A part of any other role: the light goes on, so NGSI's status stays `ok`.",
  }),
  eventRow("motion-doubt", { talq: named("fGenericEvents.functionError"), note: "Of the PresenceSensorFunction." }),
  eventRow("stuck-cell", { talq: named("fGenericEvents.functionError"), note: "Of the PhotocellFunction." }),
  eventRow("clock-lost", { talq: named("TimeFunction.lastSyncError") }),
  eventRow("safe-light"),
  eventRow("driver-changed"),
  eventRow("interlock"),
  eventRow("site-test"),
  eventRow("lost"),
  eventRow("started", { talq: named("BasicFunction.deviceReset") }),
  valueRow("started.version", null, { talq: named("BasicFunction.swVersion"), lwm2m: named("3/3 Firmware Version") }),
];

/** `ts` stands around the values of every record; `up/state` is no stream. */
const session: readonly NameRow[] = [
  valueRow("ts", "ms", {
    talq: named("LogData.timestamp"),
    lwm2m: named("3416/5518 Timestamp", "s", 1_000),
    ngsi: named("observationDateTime"),
    note: "ISO 8601 in TALQ and NGSI. Left out where the post did not know the time.",
  }),
  eventRow("up/state=lost", { talq: named("CommunicationFunction.communicationFailure") }),
];

/** What link tells of its own doing; `uplink-day` is of the network, which these models leave to its own operators. */
const link: readonly NameRow[] = [
  eventRow("gap"),
  eventRow("closed"),
  eventRow("audit"),
  eventRow("refused"),
  eventRow("update"),
  eventRow("certificate", { talq: named("fGenericEvents.functionError") }),
  eventRow("local-mode", { talq: named("CommunicationFunction.communicationFailure") }),
  eventRow("shared-id", { talq: named("CommunicationFunction.communicationFailure") }),
  eventRow("topic-refused", { talq: named("CommunicationFunction.communicationFailure") }),
  eventRow("update-fetch", { talq: named("fGenericEvents.functionError") }),
  eventRow("store-fault", { talq: named("fGenericEvents.functionError") }),
  ...["date", "interface", "kind", "changes", "sessions", "lost", "records"].map((key) =>
    valueRow(`uplink-day.${key}`, null),
  ),
  valueRow("uplink-day.downS", "s"),
  valueRow("uplink-day.delayMs", "ms"),
  valueRow("uplink-day.delayWorstMs", "ms"),
];

export const RECORD_NAMES: readonly NameRow[] = [...samples, ...day, ...failures, ...events, ...session, ...link];
