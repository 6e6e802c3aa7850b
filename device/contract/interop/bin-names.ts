import { configRow, eventRow, named, valueRow, wholly, type NameRow } from "./counterpart.ts";

const LEVEL = "FillingLevelSensorFunction";
const CONTAINER = "WasteContainerFunction";
const MM_OF_M = 1_000;
const MM_OF_CM = 10;
const MV_OF_V = 1_000;
/** 3435/8 is percent a day. */
const H_OF_DAY = 1 / 24;

const config: readonly NameRow[] = [
  configRow("bin.height", "mm", {
    talq: named(`${LEVEL}.containerHeight`, "m", MM_OF_M),
    lwm2m: wholly("3435/1 Container height", "cm", MM_OF_CM),
    note: "Ours is measured from the fill sensor down to the floor.",
  }),
  configRow("bin.fullAt", "mm", { note: "Theirs are full at the top of the container: our 0 to 100 % ends here." }),
  configRow("bin.full", "%", {
    lwm2m: named("3435/4 High threshold", "/100"),
    ngsi: named("WasteContainer.binFullnessThreshold", "%"),
    note: "TALQ's levelHighThreshold is metres of litter: (height - fullAt) × full. In NGSI-LD this is percent and the level a share.",
  }),
  configRow("bin.fireAbove", "Cel"),
  configRow("bin.press", null, { note: "No model has a compactor." }),
];

const values: readonly NameRow[] = [
  valueRow("bin-fill.fillPct", "%", {
    talq: wholly(`${LEVEL}.fillingPercentage`, "%"),
    lwm2m: named("3435/2 Actual filling percentage", "/100"),
    ngsi: named("WasteContainer.fillingLevel", "1", 100),
    note: "Left out while the quality is not `valid`, and never 0. Bigbelly has tenths (0 to 10), Bintel a share of one.",
  }),
  valueRow("bin-fill.quality", null, {
    lwm2m: named("3435/6042 Measurement Quality Indicator"),
    note: "`valid` is 4, all others 1 (rejected). In NGSI-LD an attribute of our own, `fillingLevelQuality`.",
  }),
  valueRow("bin-fill.compactedPct", "%", { note: "How full when pressed. No model has a second level." }),
  valueRow("bin-fill.strokesLeft", null),
  valueRow("bin-fill.errorPct", "%", {
    note: "LwM2M 3435/6042 has good, uncertain and bad, and no figure. Where it is told the quality stays `valid`.",
  }),
  valueRow("bin-state.state", null, {
    note: "In NGSI-LD an attribute of our own, `compactorState`: `status` is about safety alone.",
  }),
  valueRow("bin-state.blocks", null),
  valueRow("bin-state.strokes", null, { note: "LwM2M 3435/19 counts what is thrown in, and nobody hears of that." }),
  valueRow("battery.chargePct", "%", {
    talq: named("BatteryManagementSystemFunction.batteryLevel", "%"),
    lwm2m: wholly("3411/1 Battery level", "/100"),
  }),
  valueRow("battery.voltageMv", "mV", {
    talq: named("BatteryManagementSystemFunction.batteryVoltage", "V", MV_OF_V),
    lwm2m: named("3411/3 Battery voltage", "V", MV_OF_V),
  }),
  valueRow("bin-forecast.fullAt", null, {
    lwm2m: named("3435/10 Forecast full date"),
    ngsi: named("WasteContainer.nextActuationDeadline"),
    note: "Epoch ms here, s in LwM2M, ISO 8601 in NGSI-LD.",
  }),
  valueRow("bin-forecast.reliability", null, { note: "Bintel's `low`, `medium`, `high`." }),
  valueRow("bin-forecast.ratePctPerH", "%/h", { lwm2m: named("3435/8 Average filling speed", "/100", H_OF_DAY) }),
  valueRow("bin-ready.reason", null, { note: "Bigbelly's FULLNESS, AGE, ALERT, NOT_READY." }),
  valueRow("bin-ready.reasons", null),
  valueRow("collection.responseS", "s"),
  valueRow("bin-day", null, {
    note: "No model has a bin's day, nor the head of a log. LwM2M 3435 and NGSI-LD count nothing by day.",
  }),
  valueRow("bin-energy", null, {
    note: "Wh of sun, controller and strokes, and days left: 3411 and TALQ's battery know charge, voltage and states alone.",
  }),
  valueRow("fire.temperatureC", "Cel", { ngsi: named("WasteContainer.temperature", "Cel") }),
];

const events: readonly NameRow[] = [
  eventRow("bin-full", {
    talq: named(`${LEVEL}.containerFull`),
    lwm2m: named("3435/5 Container full"),
    note: "Confirmed by three samples or by the ram, with hysteresis; theirs is the level alone.",
  }),
  eventRow("collection", {
    talq: named(`${CONTAINER}.lastCollectionDate`),
    ngsi: named("WasteContainer.dateLastEmptying"),
    note: "Those whose result is `collected` or `partlyEmptied`; LwM2M has none.",
  }),
  eventRow("bin-alarm=collectionLate", { talq: named(`${CONTAINER}.collectionLate`) }),
  eventRow("bin-alarm=doorOpen", {
    lwm2m: named("3435/21 Cover open"),
    ngsi: named("WasteContainer.status=lidOpen"),
    note: "3435/21 also means that the level cannot be estimated: quality `doorOpen`.",
  }),
  eventRow("bin-alarm=dropped", {
    talq: named("MovementSensorFunction.notInProperPosition"),
    lwm2m: named("3435/13 Container out of position"),
    ngsi: named("WasteContainer.status=dropped"),
    note: "Leaning over 20 degrees.",
  }),
  eventRow("bin-alarm=tamper", {
    talq: named(`${CONTAINER}.containerTampered`),
    ngsi: named("WasteContainer.status=vandalized"),
  }),
  eventRow("bin-state=lowBattery", {
    talq: named("BatteryManagementSystemFunction.batteryEmpty"),
    lwm2m: named("3411/6 Battery level too low"),
    note: "Among `blocks`: no stroke begins.",
  }),
  eventRow("bin-alarm=nearlyFull"),
  eventRow("bin-alarm=critical"),
  eventRow("bin-alarm=guardsOpen"),
  eventRow("bin-alarm=waiting"),
  eventRow("bin-alarm=stuckButton"),
  eventRow("bin-alarm=beamBlocked"),
  eventRow("fire", {
    lwm2m: named("3435/22 Temperature alarm"),
    ngsi: named("WasteContainer.status=burning"),
    note: "TALQ has none for a container: fGenericEvents.",
  }),
  eventRow("bin-calibration", { note: "It moves where 0 % is; `bin.height` in the config stays." }),
  eventRow("lockout", { note: "The press is still and the bin is open for litter: NGSI's status stays `ok`." }),
  eventRow("safety-stop"),
];

/** What of a litter bin is what. Sources: bins.md 4; LwM2M objects 3435 2.0 and 3411 2.0, WasteContainer 0.3.0. */
export const BIN_NAMES: readonly NameRow[] = [...config, ...values, ...events];
