/** A fault planted in a copy of `device/`: one text of one file replaced. `find` stands there exactly once. */
export type Mutant = {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly put: string;
};

const GUARDS = ["chain", "hopperA", "hopperB", "doorA", "doorB", "binPresent"] as const;
const LIST = GUARDS.map((role) => `"${role}"`).join(", ");
const without = (role: string): string =>
  GUARDS.filter((other) => other !== role)
    .map((other) => `"${other}"`)
    .join(", ");
const LOOKING = "device/bin/looking/guards.ts";
const MONITOR_GUARDS = "device/bin/monitor/guards.ts";
const MOTION = "device/bin/monitor/motion.ts";
const LOCK = "device/bin/monitor/lock.ts";
const GLOBAL = "device/bin/press/global.ts";
const STROKE = "device/bin/press/stroke.ts";
const STARTING = "device/bin/press/starting.ts";
const VERIFY = "device/bin/press/verify.ts";
const SERVICE = "device/bin/press/service.ts";
const HANDS = "device/bin/looking/hands.ts";
const MEMORY = "device/bin/memory.ts";
const RESTING = "device/bin/press/resting.ts";

const gone = (name: string, file: string, find: string): Mutant => ({ name, file, find, put: "" });

/** Each guard of the interlock, in the machine and in the monitor. */
const INTERLOCK: readonly Mutant[] = [
  ...GUARDS.map((role) => ({
    ...{ name: `the machine does not look at ${role}`, file: LOOKING },
    ...{ find: `GUARD_CONTACTS = [${LIST}]`, put: `GUARD_CONTACTS = [${without(role)}]` },
  })),
  ...GUARDS.map((role) => ({
    ...{ name: `the monitor does not look at ${role}`, file: MONITOR_GUARDS },
    ...{ find: `const GUARDS = [${LIST}]`, put: `const GUARDS = [${without(role)}]` },
  })),
  gone("a guard lost in a stroke is no stop", GLOBAL, 'if (!guards.good) return safeStop(facts, "guard");'),
  gone("a lock lost in a stroke is no stop", GLOBAL, 'if (!guards.lock) return safeStop(facts, "lock");'),
  gone(
    "the key turned in a stroke is no stop",
    GLOBAL,
    'if (!guards.auto && (readings.key.ok || guards.good)) return safeStop(facts, "key");',
  ),
  gone("current lost in a stroke is no stop", GLOBAL, 'if (!readings.current.ok) return safeStop(facts, "current");'),
  gone("the emergency stop latches nothing", GLOBAL, '["eStop", guards.eStop],'),
  gone("fire latches nothing", GLOBAL, '["fire", guards.burning],'),
  gone("a tilt latches nothing", GLOBAL, '["tilt", leans],'),
  {
    ...{ name: "the monitor lets a lost lock pass", file: MONITOR_GUARDS },
    ...{ find: '=> opened(was, "lockClosed", lockClosed);', put: "=> null;" },
  },
  {
    ...{ name: "the monitor lets the key pass", file: MONITOR_GUARDS },
    ...{ find: '=> stirred(was, "key", key);', put: "=> null;" },
  },
  {
    ...{ name: "the monitor lets fire pass", file: MONITOR_GUARDS },
    ...{ find: "return fire(readings.temperature, fireAboveC);", put: "return null;" },
  },
  {
    ...{ name: "I3: 100 ms between the ways", file: "device/bin/press/timers.ts" },
    ...{ find: "pause: millis(300)", put: "pause: millis(100)" },
  },
  {
    ...{ name: "I3: the monitor lets a reversal pass", file: MOTION },
    ...{ find: "elapsed(since, now) >= REVERSAL_MS", put: "elapsed(since, now) >= 0" },
  },
  {
    ...{ name: "I9: the hopper opens wherever the ram is", file: "device/bin/press/outputs.ts" },
    ...{ find: 'case "top":\n      return !topOk;', put: 'case "top":\n      return false;' },
  },
  {
    ...{ name: "I10: the watchdog is fed after a weld", file: "device/bin/press/outputs.ts" },
    ...{ find: '!value.latch.includes("weld") && !letGo', put: "!letGo" },
  },
  {
    ...{ name: "I10: the monitor sees no weld", file: "device/bin/monitor/weld.ts" },
    ...{ find: "was.welded || crept || (due !== null && now >= due)", put: "false" },
  },
  {
    ...{ name: "a run of the motor without current goes on", file: STROKE },
    ...{ find: 'if (!bottom && held(facts, "noCurrent", TIMERS.motorOpen, blankEnd))', put: "if (false)" },
  },
];

/** Each trap under the table of bins.md part 8. */
const TRAPS: readonly Mutant[] = [
  {
    ...{ name: "trap: a guard opened and closed again inside DWELL or PAUSE", file: "device/bin/press/states.ts" },
    ...{ find: '["EXTEND", "PAUSE", "DWELL", "RETRACT"]', put: '["EXTEND", "RETRACT"]' },
  },
  {
    ...{ name: "trap: nothing durable says that it moves", file: STARTING },
    ...{ find: "strokeOpen: true,\n    strokesTotal", put: "strokeOpen: false,\n    strokesTotal" },
  },
  {
    ...{ name: "trap: it moves before its intent is on disk", file: STARTING },
    ...{ find: "guards.lock && facts.durable >= intent)", put: "guards.lock)" },
  },
  {
    ...{ name: "trap: an open intent at boot is passed by", file: MEMORY },
    ...{ find: 'found.strokeOpen ? latchedWith(found, "openIntent")', put: "false ? []" },
  },
  {
    ...{ name: "trap: a stuck TOP is not found out", file: STROKE },
    ...{ find: "pressed || bottom || moments.passed(mode.since, TIMERS.topLeaves)", put: "false" },
  },
  {
    ...{ name: "trap: a TOP that is late is not remembered", file: "device/bin/press/press.ts" },
    ...{ find: "const topLate = !opened && (memory.topLate || late || isFar);", put: "const topLate = false;" },
  },
  {
    ...{ name: "trap: a TOP that comes back in the dwell is believed", file: STROKE },
    ...{ find: "topOpened && guards.topMade;", put: "false;" },
  },
  {
    ...{ name: "trap: a BOTTOM far too early is believed", file: STROKE },
    ...{ find: "if (bottom && isEarly(facts, ranMs))", put: "if (false)" },
  },
  {
    ...{ name: "trap: a stuck BOTTOM counts as strokes without gain", file: VERIFY },
    ...{
      find: 'stroke.end === "contact" && reached !== null && levelAt(settings, reached) >= press.pressAtPct',
      put: "true",
    },
  },
  {
    ...{ name: "trap: strokes on a nearly empty bin count as without gain", file: VERIFY },
    ...{ find: " && levelAt(settings, reached) >= press.pressAtPct", put: "" },
  },
  {
    ...{ name: "trap: a weld is looked for only at start", file: GLOBAL },
    ...{
      find: '["weld", lasts(stillFrom, TIMERS.weld) || hasSlid(watch.slide)]',
      put: '["weld", mode.name === "SELF_TEST" && lasts(stillFrom, TIMERS.weld)]',
    },
  },
  {
    ...{ name: "trap: IDLE demands the lock", file: RESTING },
    ...{
      find: "wish !== null && guards.good && guards.topOk",
      put: "wish !== null && guards.good && guards.lock && guards.topOk",
    },
  },
  {
    ...{ name: "trap: the jam row stands after the press end", file: STROKE },
    ...{ find: "if (pressed && progress(facts, ranMs) < EARLY_STALL_SHARE)", put: "if (false)" },
  },
  {
    ...{ name: "trap: no way back after a collection with a dead sensor", file: RESTING },
    ...{ find: "if (!closed || !mode.returned", put: 'if (level.quality !== "valid" || !closed || !mode.returned' },
  },
  {
    ...{ name: "trap: a child at the flap in WARN bricks the bin", file: GLOBAL },
    ...{
      find: "if (!isStroke(facts.mode)) return null;",
      put: 'if (!isStroke(facts.mode) && facts.mode.name !== "WARN") return null;',
    },
  },
  {
    ...{ name: "trap: heaped rubbish is a jam", file: VERIFY },
    ...{
      find: "afterJam(facts, full && agreesAfter(facts.felt, stroke, level, facts.press) !== false)",
      put: "afterJam(facts, false)",
    },
  },
  {
    ...{ name: "trap: an opening edge shorter than a cycle is not seen", file: LOOKING },
    ...{ find: "!isOn(readings[name]) || edge(name)", put: "!isOn(readings[name])" },
  },
  {
    ...{ name: "trap: the monitor does not see such an edge", file: MONITOR_GUARDS },
    ...{
      find: "was[role] === null || was[role] === reading.value.falls ? null : `${CLOSED[role]}",
      put: "true ? null : `${CLOSED[role]}",
    },
  },
  {
    ...{ name: "trap: a stroke ends though TOP was never seen open", file: STROKE },
    ...{ find: "if (guards.topOk && stroke.topOpened) {", put: "if (guards.topOk) {" },
  },
];

/** Two faults at once: what only the travel, the time or the current tells. */
const CONTRADICTIONS: readonly Mutant[] = [
  gone("the machine does not hold TOP against the travel", LOOKING, " && !suspect && !far"),
  gone("the monitor does not hold TOP against the travel", LOCK, " && !isAway(readings)"),
  gone("a TOP that the travel contradicted is forgotten", "device/bin/press/press.ts", " || isFar"),
  {
    ...{ name: "the monitor forgets that the travel contradicted TOP", file: LOCK },
    ...{ find: "(was.topStuck || far ||", put: "(was.topStuck ||" },
  },
  {
    ...{ name: "a TOP that comes far too soon is believed", file: STROKE },
    ...{ find: "(topOpened && ranMs < soonest)", put: "false" },
  },
  {
    ...{ name: "the monitor believes a TOP that comes far too soon", file: LOCK },
    ...{ find: 'if (driven === "up") return', put: 'if (driven === "up") return false &&' },
  },
  {
    ...{ name: "up is driven while current flows", file: STROKE },
    ...{ find: "passed(since, wait) || flowsNow(facts))", put: "passed(since, wait))" },
  },
  {
    ...{ name: "a first motion begins while current flows", file: STARTING },
    ...{ find: " || flowsNow(facts)) return null;", put: ") return null;" },
  },
  {
    ...{ name: "a crew's run begins while current flows", file: SERVICE },
    ...{ find: "if (flowsNow(facts)) return", put: "if (false) return" },
  },
  {
    ...{ name: "the monitor lets a motion begin while current flows", file: MOTION },
    ...{ find: "current.value > STILL_MA)", put: "false)" },
  },
  gone("a ram that slides is no weld", GLOBAL, " || hasSlid(watch.slide)"),
  gone("the monitor does not see a ram that creeps", "device/bin/monitor/weld.ts", " || crept"),
];

/** Reset, service, and what the city may not. */
const PEOPLE: readonly Mutant[] = [
  gone("the warning is skipped", STARTING, "if (!moments.passed(mode.since, press.warnMs)) return null;"),
  {
    ...{ name: "RESET clears a fault that wants a tool", file: "device/bin/press/latched.ts" },
    ...{ find: "const tool = causes.find(needsTool);", put: "const tool = undefined;" },
  },
  {
    ...{ name: "RESET clears while a guard is open", file: "device/bin/press/latched.ts" },
    ...{ find: "return facts.guards.good ? null :", put: "return true ? null :" },
  },
  {
    ...{ name: "RESET needs not be armed", file: "device/bin/press/reset.ts" },
    ...{ find: "if (armed === null || since < armed.at) {", put: "if (armed === null) {" },
  },
  {
    ...{ name: "the city may arm a reset", file: "device/bin/press/requests.ts" },
    ...{ find: ' && from === "site"', put: "" },
  },
  {
    ...{ name: "an armed reset never ends", file: SERVICE },
    ...{ find: "!moments.passed(mode.armed.at, TIMERS.armed)", put: "true" },
  },
  {
    ...{ name: "an interrupted service at boot is passed by", file: MEMORY },
    ...{ find: 'latchedWith({ ...found, latch }, "openService")', put: "latch" },
  },
  {
    ...{ name: "the key back passes a latch by", file: SERVICE },
    ...{ find: "if (latch.length > 0) {", put: "if (false) {" },
  },
  {
    ...{ name: "a crew's run never ends", file: SERVICE },
    ...{ find: "return moments.passed(since, TIMERS.serviceRun) ?", put: "return false ?" },
  },
  {
    ...{ name: "a crew begins down from anywhere", file: SERVICE },
    ...{ find: "return guards.topOk ? null :", put: "return true ? null :" },
  },
  {
    ...{ name: "buttons far apart are two hands", file: HANDS },
    ...{ find: "now - was.since <= TOGETHER_MS ?", put: "true ?" },
  },
  {
    ...{ name: "buttons held at entry count", file: HANDS },
    ...{ find: 'case "spent":\n      return was;\n', put: 'case "spent":\n' },
  },
  {
    ...{ name: "the monitor does not look at a crew's hands", file: MOTION },
    ...{ find: "if (hands !== null) return", put: "if (false) return" },
  },
  {
    ...{ name: "a request is taken in any state", file: "device/bin/press/starting.ts" },
    ...{
      find: "if (turned !== null) return turned;",
      put: 'if (facts.asked.compact) return toLocking(facts, "request", "asked for");',
    },
  },
];

export const MUTANTS: readonly Mutant[] = [...INTERLOCK, ...TRAPS, ...CONTRADICTIONS, ...PEOPLE];
