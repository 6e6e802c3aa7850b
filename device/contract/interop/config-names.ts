import { configRow, named, wholly, type NameRow } from "./counterpart.ts";

const PROGRAM = "ControlProgramOne";
const CURVE = "LampType.lumenDepreciationCurve";
const ASTRO = "AstroAndSensorActivePeriod";
const MS_OF_S = 1_000;
const MS_OF_MIN = 60_000;

const place: readonly NameRow[] = [
  configRow("device", null, {
    talq: named("Device.name"),
    ngsi: named("deviceInfo.deviceId"),
    note: "With the tenant also the NGSI id: `urn:ngsi-ld:Streetlight:{tenant}:{device}`.",
  }),
  configRow("place.latitude", "deg", {
    talq: named("BasicFunction.location"),
    lwm2m: named("6/0 Latitude", "lat"),
    ngsi: named("location", "deg"),
    note: "GeoJSON: longitude first. TALQ 2.7.1 prefers LocationSensorFunction.location.",
  }),
  configRow("place.longitude", "deg", {
    talq: named("BasicFunction.location"),
    lwm2m: named("6/1 Longitude", "lon"),
    ngsi: named("location", "deg"),
  }),
  configRow("place.label", null, { ngsi: named("areaServed") }),
  configRow("asset.plate", null, { talq: named("BasicFunction.assetId"), ngsi: named("streetPoleNum") }),
  configRow("asset.cabinet", null, {
    ngsi: named("feederPillarNum"),
    note: "Also `refStreetlightControlCabinet`, as an id.",
  }),
  configRow("asset.phase", null, { ngsi: named("circuit"), note: "`{cabinet}/{phase}`, where both are known." }),
  configRow("asset.luminaire", null, {
    talq: named("LuminaireType.name"),
    lwm2m: named("3417/13 Luminaire identification"),
    ngsi: named("StreetlightModel.name"),
    note: "The Streetlight has `refStreetlightModel`, as an id.",
  }),
];

const levels: readonly NameRow[] = [
  configRow("lamp.base", "%", {
    talq: wholly("LampActuatorFunction.defaultLightState", "%"),
    lwm2m: wholly("3416/4 Default dimming level", "/100"),
    note: "TALQ means it round the clock, we at night.",
  }),
  configRow("lamp.boost", "%", {
    talq: wholly("FixedControlEffect.command", "%"),
    note: "In a program without dynamic controls: one of its own, operation `Max`.",
  }),
  configRow("lamp.floor", "%", { note: "TALQ is OFF outside of an active period; we never are at night." }),
  configRow("lamp.safe", "%"),
  configRow("lamp.hold", "ms", {
    talq: named("ControlEffect.holdTime", "s", MS_OF_S),
    lwm2m: named("3302/5903 Busy to Clear delay", "ms"),
    note: "Ours counts from the last edge of the sensor, TALQ's from the end of its pulse.",
  }),
  configRow("lamp.minActive", "ms", { lwm2m: named("3302/5904 Clear to Busy delay", "ms") }),
  configRow("lamp.rampUp", "ms", {
    talq: named("CommandBase.rampToLevelTime", "s", MS_OF_S),
    lwm2m: named("3416/49 Default fade time", "s", MS_OF_S),
    note: "Ours is from dark to full, and a smaller change takes its share; theirs is for the change at hand.",
  }),
  configRow("lamp.rampDown", "ms", {
    talq: named("CommandBase.rampFromLevelTime", "s", MS_OF_S),
    note: "As rampUp. LwM2M has one fade time for both ways.",
  }),
  configRow("lamp.entry", null),
  configRow("lamp.supply", null),
  configRow("lamp.neighbours", null),
  configRow("neighbours", null, { note: "No model has a word for posts that tell each other." }),
];

const luminaire: readonly NameRow[] = [
  configRow("lamp.luminaire.powerFull", "W", {
    talq: named("LampType.wattage", "W"),
    lwm2m: wholly("3416/36 Nominal Lamp wattage", "W"),
    ngsi: named("powerRating", "W"),
    note: "Also StreetlightModel.powerConsumption and maxPowerConsumption.",
  }),
  configRow("lamp.luminaire.powerLeast", "W", {
    talq: named("LuminaireType.powerAtMinimumDimLevel", "W"),
    lwm2m: wholly("3416/38 Minimum lamp wattage", "W"),
    ngsi: named("StreetlightModel.minPowerConsumption", "W"),
  }),
  configRow("lamp.luminaire.least", "%", {
    talq: wholly("LampType.minLightOutput", "%"),
    lwm2m: wholly("3416/37 Minimum dimming level", "/100"),
  }),
  configRow("lamp.luminaire.controller", "W", { talq: named("ControllerType.powerConsumption", "W") }),
  configRow("lamp.luminaire.virtual", "%", {
    talq: wholly("LampType.virtualLightOutput", "%"),
    lwm2m: wholly("3416/41 Virtual power output", "/100"),
  }),
  configRow("lamp.luminaire.constantLight", null, {
    talq: named("LampType.cloType"),
    lwm2m: named("3416/30 Constant light output"),
    note: "`controller`, `driver`: TALQ `Controller`, `Driver`; `off`: LampActuatorFunction.cloEnabled false.",
  }),
  configRow("lamp.luminaire.depreciation", null, { talq: named(CURVE) }),
  configRow("lamp.luminaire.depreciation.hours", "h", {
    talq: wholly(`${CURVE}.operatingHours`, "h"),
    note: "Hours lit, in both.",
  }),
  configRow("lamp.luminaire.depreciation.output", "%", {
    talq: wholly(`${CURVE}.percentage`, "%"),
    note: "Percent to drive, in both.",
  }),
  configRow("lamp.luminaire.maintenance", "%", {
    talq: wholly("LampActuatorFunction.maintenanceFactor", "%"),
    lwm2m: wholly("3416/33 Initial lamp cleaning factor", "/100"),
    note: "At 100 %, LampActuatorFunction.maintenanceFactorEnabled is false.",
  }),
  configRow("lamp.luminaire.maintenanceHours", "h", {
    talq: wholly("LampActuatorFunction.maintenancePeriod", "h"),
    note: "LwM2M 3416/32 counts days of the calendar, we hours lit: no factor leads from one to the other.",
  }),
];

const night: readonly NameRow[] = [
  configRow("lamp.night.sunBelow", "deg", { note: "TALQ knows sunset and sunrise alone: -0.833 deg." }),
  configRow("lamp.night.duskOffset", "ms", { talq: wholly(`${ASTRO}.sunsetOffset`, "min", MS_OF_MIN) }),
  configRow("lamp.night.dawnOffset", "ms", { talq: wholly(`${ASTRO}.sunriseOffset`, "min", MS_OF_MIN) }),
  configRow("lamp.night.windowBefore", "ms", {
    talq: wholly(`${ASTRO}.pcActiveBeforeSunset`, "min", MS_OF_MIN),
    note: "And pcActiveBeforeSunrise. TALQ counts back from the end of the window: windowBefore + windowAfter.",
  }),
  configRow("lamp.night.windowAfter", "ms", {
    talq: wholly(`${ASTRO}.sunsetOffset`, "min", MS_OF_MIN),
    note: "Added to both offsets: TALQ's window ends there.",
  }),
  configRow("lamp.night.cellOn", "lx", {
    talq: named("PhotocellFunction.onLevel", "lx"),
    lwm2m: named("3419/1 ON lux level", "lx"),
  }),
  configRow("lamp.night.cellOff", "lx", {
    talq: named("PhotocellFunction.offLevel", "lx"),
    lwm2m: named("3419/2 OFF lux level", "lx"),
  }),
  configRow("lamp.night.cellDelay", "ms"),
];

const calendar: readonly NameRow[] = [
  configRow("lamp.calendar", null, {
    talq: named("Calendar"),
    note: "A night lasts from noon to noon: TALQ's `dayOffset` 12.",
  }),
  configRow("lamp.calendar.zone", null, {
    talq: named("TimeFunction.timeZone"),
    note: "Times are local ones, with summer time, in both.",
  }),
  configRow("lamp.calendar.defaultProgram", null, { talq: named("Calendar.defaultProgram") }),
  configRow("lamp.calendar.rules", null, {
    talq: named("Calendar.rules"),
    note: "The first that holds wins, in both.",
  }),
  configRow("lamp.calendar.rules.program", null, { talq: named("CalendarRule.program") }),
  configRow("lamp.calendar.rules.startDate", null, { talq: named("CalendarRule.startDate"), note: "The same text." }),
  configRow("lamp.calendar.rules.endDate", null, { talq: named("CalendarRule.endDate"), note: "The same text." }),
  configRow("lamp.calendar.rules.weekdays", null, { talq: named("ccDay.days"), note: "1 is Monday in TALQ." }),
  configRow("lamp.calendar.rules.nth", null, { talq: named("ccDay.occurrences"), note: "Theirs may be several." }),
  configRow("lamp.calendar.rules.except", null, {
    note: "In TALQ an exception becomes a rule of its own before it.",
  }),
];

const programs: readonly NameRow[] = [
  configRow("lamp.programs", null, {
    talq: named(PROGRAM),
    lwm2m: named("3416/13 Scheduler ID"),
    ngsi: named("StreetlightGroup.activeProgramId"),
    note: "LwM2M and NGSI have a program's name, and nothing of what it says.",
  }),
  inProgram("level", "%", {
    talq: wholly("FixedTimeControl.command", "%"),
    note: "At noon, where our night begins.",
  }),
  inProgram("allowDark", null, { note: "TALQ's programs may always be dark." }),
  inProgram("activePeriod", null, {
    talq: named(`${PROGRAM}.activePeriods`),
    note: "One, where theirs are several.",
  }),
  inProgram("activePeriod.type", null, {
    talq: named("ActivePeriod.name"),
    note: "`AbsoluteActivePeriod` and so on. Night becomes one of the sun, with a photocell one of both.",
  }),
  inProgram("activePeriod.from", null, { talq: named("AbsoluteActivePeriod.startTime") }),
  inProgram("activePeriod.to", null, { talq: named("AbsoluteActivePeriod.endTime") }),
  inProgram("activePeriod.sunsetOffset", "ms", { talq: wholly(`${ASTRO}.sunsetOffset`, "min", MS_OF_MIN) }),
  inProgram("activePeriod.sunriseOffset", "ms", { talq: wholly(`${ASTRO}.sunriseOffset`, "min", MS_OF_MIN) }),
  inProgram("activePeriod.pcActiveBeforeSunset", "ms", {
    talq: wholly(`${ASTRO}.pcActiveBeforeSunset`, "min", MS_OF_MIN),
  }),
  inProgram("activePeriod.pcActiveBeforeSunrise", "ms", {
    talq: wholly(`${ASTRO}.pcActiveBeforeSunrise`, "min", MS_OF_MIN),
  }),
  inProgram("activePeriod.onLevel", "lx", { talq: named("SensorActivePeriod.onLevel", "lx") }),
  inProgram("activePeriod.offLevel", "lx", { talq: named("SensorActivePeriod.offLevel", "lx") }),
  inProgram("switchPoints", null, {
    talq: named(`${PROGRAM}.fixedTimeControls`),
    note: "By the sun: astroClockTimeControls, operation `Set`. TALQ lays them over the fixed ones; ours take turns.",
  }),
  inProgram("switchPoints.at", null, {
    talq: named("FixedTimeControl.startTime"),
    note: "By the sun: AstroClockTimeControl.solarEventType.",
  }),
  inProgram("switchPoints.offset", "ms", { talq: wholly("AstroClockTimeControl.offset", "min", MS_OF_MIN) }),
  inProgram("switchPoints.level", "%", { talq: wholly("FixedTimeControl.command", "%") }),
  inProgram("dynamicControls", null, {
    talq: named(`${PROGRAM}.dynamicControls`),
    note: "The first in the list has the highest priority, in both.",
  }),
  inProgram("dynamicControls.from", null, { talq: named("DynamicControl.period.startTime") }),
  inProgram("dynamicControls.to", null, {
    talq: named("DynamicControl.period.endTime"),
    note: "Equal times are the whole day, in both.",
  }),
  inProgram("dynamicControls.operation", null, { talq: named("ControlEffect.operation"), note: "The same words." }),
  inProgram("dynamicControls.level", "%", { talq: wholly("FixedControlEffect.command", "%") }),
  inProgram("dynamicControls.hold", "ms", { talq: named("ControlEffect.holdTime", "s", MS_OF_S) }),
];

/** `NAME` is the file's own. */
function inProgram(key: string, unit: string | null, rest: Parameters<typeof configRow>[2]): NameRow {
  return configRow(`lamp.programs.NAME.${key}`, unit, rest);
}

export const CONFIG_NAMES: readonly NameRow[] = [...place, ...levels, ...luminaire, ...night, ...calendar, ...programs];
