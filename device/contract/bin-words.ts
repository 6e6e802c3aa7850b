/** `valid` alone carries a fill level: unknown is never sent as 0 or 100 %. */
export const FILL_QUALITIES = [
  "valid",
  "stale",
  "blind",
  "noEcho",
  "blindOrNoEcho",
  "weak",
  "overexposed",
  "twoTargets",
  "implausible",
  "doorOpen",
  "corrupt",
] as const;

/** `levelSensor`: one of several sensors tells none, or another than the rest. */
export const BIN_ALARMS = [
  ...(["doorOpen", "guardsOpen", "waiting", "stuckButton", "collectionLate", "keyAtService", "beamBlocked"] as const),
  ...(["nearlyFull", "critical", "levelSensor", "falseFull", "bagInflated", "overflowSoon"] as const),
  ...(["energySaving", "energyCommsOnly", "energyShutdown"] as const),
] as const;

/** Full; not emptied for days; something wants a person; nobody need come. */
export const READY_REASONS = ["FULLNESS", "AGE", "ALERT", "NOT_READY"] as const;
