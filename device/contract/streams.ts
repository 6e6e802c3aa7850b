import { z } from "zod";
import { FAULT_CAUSES } from "../measure/fault.ts";
import { PROFILES, RESTART_CAUSES } from "../measure/restart.ts";
import type { DeviceKind } from "../measure/roles.ts";
import { binDayValues } from "./bin-day.ts";
import { active, choice, count, flag, hash, quantity, sentence, share, word, words } from "./fields.ts";
import { binEnergyValues } from "./bin-energy.ts";
import { BIN_ALARMS, FILL_QUALITIES, READY_REASONS } from "./bin-words.ts";
import { TOPIC_LENGTH_MAX } from "./limits.ts";
import { driverChangedValues, LAMP_FAILURES, lampDayValues, lampMeterValues } from "./lamp-day.ts";
import { LINK_STREAMS } from "./link-streams.ts";
import { alarm, BIN, BOTH, event, POST, sample, type Stream } from "./stream.ts";

const contact = flag("true: closed").optional();
const fillPct = share("volume filled");

const samples: readonly Stream[] = [
  {
    ...sample("lamp-level", 1, POST, 300, "light output; a mean over at least 5 minutes"),
    values: z.strictObject({ levelPct: share("light output, 0 dark, 100 full") }),
    aggregateOf: "levelPct",
    private: true,
  },
  {
    ...sample("lamp-power", 2, POST, 300, "power taken by the luminaire; a mean over at least 5 minutes"),
    values: z.strictObject({ powerW: quantity("W", 0, 2_000, "electrical power") }),
    aggregateOf: "powerW",
    private: true,
  },
  {
    ...sample("lamp-day", 1, POST, 86_400, "one local day from noon to noon: energy, saving, light, movements"),
    values: lampDayValues,
    private: true,
  },
  {
    ...sample("daylight", 2, POST, 300, "what the photocell sees"),
    values: z.strictObject({ daylightLux: quantity("lx", 0, 200_000, "illuminance at the photocell") }),
    aggregateOf: "daylightLux",
  },
  {
    ...sample("lamp-meter", 1, POST, 86_400, "what the lamp has used and done since it was hung, once a day"),
    values: lampMeterValues,
  },
  {
    ...sample("bin-fill", 1, BIN, 300, "how full the bin is, and what that rests on"),
    values: z.strictObject({
      quality: choice(FILL_QUALITIES, "what the measurement was worth"),
      fillPct: fillPct.optional(),
      errorPct: share("how far off the level may be: the air's temperature is not known").optional(),
      compactedPct: share("how high the litter stands under pressing force").optional(),
      strokesLeft: count("strokes until pressing helps no more, at the pace so far").optional(),
    }),
  },
  {
    ...sample("bin-state", 1, BIN, null, "the state of the press, and what keeps it from pressing"),
    values: z.strictObject({
      state: word("state of the machine"),
      blocks: words("why no stroke begins"),
      strokes: count("strokes since the bin was made"),
    }),
  },
  { ...sample("bin-day", 1, BIN, 86_400, "one day by UTC, and the head of the evidence log"), values: binDayValues },
  {
    ...sample("bin-forecast", 2, BIN, 3_600, "when the bin will be full, by what is usual in each hour of a week"),
    values: z.strictObject({
      reliability: choice(["low", "medium", "high"], "low until three collections"),
      fullAt: count("ms since 1970; absent: not known, full already, or not within two weeks").optional(),
      ratePctPerH: quantity("%/h", 0, 1_000, "of the room in it, a mean over the next 24 hours").optional(),
    }),
  },
  {
    ...sample("battery", 2, BIN, 300, "the device's own battery"),
    values: z.strictObject({
      chargePct: share("charge left"),
      voltageMv: quantity("mV", 0, 100_000, "voltage at the terminals"),
    }),
  },
  {
    ...sample("bin-energy", 1, BIN, 86_400, "24 hours of a bin on sun and battery: what it got, used and has left"),
    values: binEnergyValues,
  },
  {
    ...sample("device-health", 2, BOTH, 60, "how punctual the control cycle is, counted since its start"),
    values: z.strictObject({
      cycles: count("cycles run"),
      lateCycles: count("began more than a quarter period late"),
      missedCycles: count("began more than a period late"),
      worstLateMs: quantity("ms", 0, 1e9, "latest start of a cycle"),
      uptimeS: quantity("s", 0, 1e10, "since control started"),
      cycleHz: quantity("Hz", 0, 1_000, "cycles a second by the config"),
      worstLateLastHourMs: quantity("ms", 0, 1e9, "latest start of a cycle in the last hour").optional(),
      fifo: flag("true: the kernel runs control before all that is ordinary (SCHED_FIFO)").optional(),
      cpuC: quantity("Cel", -60, 200, "hottest zone of the processor").optional(),
      slowedBy: words("what holds the processor back now").optional(),
      slowedSinceStart: words("what did since the computer started").optional(),
    }),
  },
];

const alarms: readonly Stream[] = [
  {
    ...alarm(
      "lamp-failure",
      POST,
      ["failure"],
      "by its power or by its driver's word, the luminaire does not do as its level should",
    ),
    values: z.strictObject({ failure: choice(LAMP_FAILURES, "TALQ's name of it"), active }),
  },
  {
    ...alarm("safe-light", POST, [], "the lamp is held at its safe level"),
    values: z.strictObject({ active, reason: choice(["safe", "pirFault"], "why") }),
  },
  { ...alarm("clock-lost", BOTH, [], "wall time is not known"), values: z.strictObject({ active }) },
  { ...alarm("stuck-cell", POST, [], "the photocell contradicts the sun"), values: z.strictObject({ active }) },
  {
    ...alarm("motion-doubt", POST, [], "the motion sensor answers and is not believed: the lamp is lit"),
    values: z.strictObject({ active, cause: choice(["stuck", "flutter", "silent"], "what speaks against it") }),
  },
  {
    ...alarm("lockout", BIN, ["cause"], "the press stays still until someone on site resets it"),
    values: z.strictObject({ cause: word("what latched it"), active }),
  },
  {
    ...alarm("bin-full", BIN, [], "full: the hopper is locked, or the bin needs emptying"),
    values: z.strictObject({ active, fillPct: fillPct.optional() }),
  },
  {
    ...alarm("bin-alarm", BIN, ["alarm"], "something about the bin wants a person"),
    values: z.strictObject({
      alarm: choice(BIN_ALARMS, "what"),
      active,
      fillPct: fillPct.optional(),
    }),
  },
  {
    ...alarm("fire", BIN, [], "hot inside, or rising fast; over once it was below 40 C for 10 minutes"),
    values: z.strictObject({ active, temperatureC: quantity("Cel", -60, 500, "air in the housing").optional() }),
  },
  {
    ...alarm("local-mode", BOTH, [], "no session with the city for a minute: all goes on by what the device has"),
    values: z.strictObject({ active }),
  },
  {
    ...alarm("certificate", BOTH, [], "this device's own certificate wants to be renewed"),
    values: z.strictObject({
      active,
      reason: choice(["half-life", "expiring", "expired"], "why").optional(),
      daysLeft: count("whole days until it ends").optional(),
    }),
  },
  {
    ...alarm("shared-id", BOTH, [], "another controller connects with this one's id: two cards were made alike"),
    values: z.strictObject({
      active,
      reason: choice(["taken-over", "other-boot"], "what spoke for it first").optional(),
    }),
  },
  {
    ...alarm(
      "topic-refused",
      BOTH,
      ["topic"],
      "the broker does not let this device publish there: mend its access list",
    ),
    values: z.strictObject({
      topic: z.string().max(TOPIC_LENGTH_MAX).meta({ description: "whole; its records come as history, or wait" }),
      active,
    }),
  },
  {
    ...alarm("store-fault", BOTH, [], "the card takes no reports: they wait in memory and a power cut loses them"),
    values: z.strictObject({ active, detail: sentence("for a person").optional() }),
  },
  {
    ...alarm("part-fault", BOTH, ["part"], "a part of the controller does not do as asked"),
    values: z.strictObject({
      part: word("its name in the config"),
      role: word("what it is for"),
      active,
      cause: choice(FAULT_CAUSES, "why").optional(),
      detail: sentence("for a person").optional(),
    }),
  },
];

const events: readonly Stream[] = [
  {
    ...event("safety-stop", 0, BIN, "the ram was stopped and the cause latched; readings of that moment"),
    values: z.strictObject({
      cause: word("why"),
      state: word("state it was stopped in"),
      ramMm: quantity("mm", -100, 5_000, "travel of the ram, 0 at the top").optional(),
      currentMa: quantity("mA", 0, 200_000, "motor current").optional(),
      hopperA: contact,
      hopperB: contact,
      doorA: contact,
      doorB: contact,
      chain: contact,
    }),
  },
  {
    ...event("collection", 1, BIN, "the bin was opened, and what came of it"),
    values: z.strictObject({
      result: choice(["collected", "openedNotEmptied", "partlyEmptied", "unknown"], "judged from the fill levels"),
      fillBeforePct: fillPct.optional(),
      fillAfterPct: fillPct.optional(),
      responseS: quantity("s", 0, 1e9, "from full to collected").optional(),
      again: flag("the same visit was told before, as unknown: no further one").optional(),
    }),
  },
  {
    ...event("bin-ready", 1, BIN, "why someone should come, on each change"),
    values: z.strictObject({
      reason: choice(READY_REASONS, "the most pressing"),
      reasons: z.array(choice(READY_REASONS, "one of them")).min(1).max(4).meta({ description: "all of them" }),
    }),
  },
  {
    ...event("bin-calibration", 1, BIN, "someone at the bin had it measure how deep it is when empty"),
    values: z.strictObject({
      done: flag("true: it counts from this depth now; false: nothing has changed"),
      emptyMm: quantity("mm", 0, 10_000, "from the fill sensor to the floor").optional(),
      text: sentence("why nothing has changed, and what to do").optional(),
    }),
  },
  {
    ...event(
      "interlock",
      0,
      BOTH,
      "the guard took away an output that would have broken an invariant: a mistake in us",
    ),
    values: z.strictObject({ invariant: word("such as I3"), text: sentence("what was wanted") }),
  },
  {
    ...event("started", 1, BOTH, "control started"),
    values: z.strictObject({
      version: z.string().max(64).meta({ description: "of the firmware" }),
      configHash: hash("of the checked config"),
      kind: choice(["lamp-post", "litter-bin"], "of device"),
      mode: choice(["active", "observe"], "observe: decides and writes nothing"),
      cause: choice(RESTART_CAUSES, "why it had to start").optional(),
      profile: choice(
        PROFILES,
        "which config: its own, the last that was well, or a lamp at 100 % and a ram still",
      ).optional(),
      why: sentence("why the config is not its own").optional(),
    }),
  },
  {
    ...event("driver-changed", 1, POST, "another LED driver: energy and hours of the lamp go on from those before"),
    values: driverChangedValues,
  },
  {
    ...event("site-test", 1, BOTH, "someone at the device had it tested, part by part"),
    values: z.strictObject({
      passed: words("what passed"),
      failed: words("what did not"),
      skipped: words("what could not be tested, or nobody wanted to"),
      fullW: quantity("W", 0, 2_000, "power of the lamp at full").optional(),
      halfW: quantity("W", 0, 2_000, "at 50 %").optional(),
      leastW: quantity("W", 0, 2_000, "at the least of its level").optional(),
    }),
  },
  {
    ...event("lost", 0, BOTH, "reports that had to be dropped: a bounded store was full, or they fit no stream"),
    values: z.strictObject({
      count: count("how many"),
      class: z.union([z.literal(0), z.literal(1), z.literal(2)]).meta({ description: "of which class" }),
      by: choice(["control", "link"], "whose store; absent: control's").optional(),
      stream: word("what they were, where they fit no stream; absent: there was no room").optional(),
    }),
  },
];

/** Every stream but the answers, which are named by their command and share {@link ANSWER}. */
export const STREAMS: readonly Stream[] = [...samples, ...alarms, ...events, ...LINK_STREAMS];

/** What became of a request. Codes as in HTTP: 200 done, 202 accepted, 404 unknown, 409 not now, 504 no answer. */
export const ANSWER: Stream = {
  name: "{command}",
  kind: "answer",
  class: 0,
  devices: BOTH,
  periodS: null,
  meaning: "what became of a command, on the topic of its name",
  values: z.strictObject({
    id: z.string().min(1).max(64).meta({ description: "of the command" }),
    code: z.int().min(100).max(599).meta({ description: "as in HTTP" }),
    phase: choice(["accepted", "running", "done"], "how far it is"),
    result: z.unknown().optional().meta({ description: "by command; often a sentence" }),
  }),
};

const byName = new Map(STREAMS.map((stream) => [stream.name, stream]));

/** The stream of that name; a name that no stream has is a command's, whose answers are its records. */
export const streamNamed = (name: string): Stream => byName.get(name) ?? ANSWER;
export const streamsOf = (device: DeviceKind) => STREAMS.filter(({ devices }) => devices.includes(device));
