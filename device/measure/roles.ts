/**
 * What a part can be in each kind of device, the contract of `device/hal` it keeps, and whether the device can do
 * without. `press` roles are needed by a bin with a ram and unknown to one without; `pressOptional` ones are unknown to
 * that, too, and a bin with a ram can do without.
 */
export const CONTRACTS = [
  "motion-sensor",
  "light-sensor",
  "temperature-sensor",
  "range-sensor",
  "current-sensor",
  "battery",
  "clock",
  "digital-input",
  "digital-output",
  "lamp",
  "ram",
] as const;
export type Contract = (typeof CONTRACTS)[number];
export type Need = "always" | "press" | "pressOptional" | "optional";
export type Role = { readonly contract: Contract; readonly need: Need; readonly maxAgeMs: number };

/**
 * `maxAgeMs`: a reading older than this is the fault `stale`. Contacts and current are fresh each cycle, so their age
 * is that of the driver's last sampling; 40 and 60 ms are the limits of the bin's invariants.
 */
const role = <Kind extends Contract>(
  contract: Kind,
  need: Need,
  maxAgeMs: number,
): Role & { readonly contract: Kind } => ({
  contract,
  need,
  maxAgeMs,
});

export const LAMP_POST_ROLES = {
  motion: role("motion-sensor", "always", 1_000),
  daylight: role("light-sensor", "optional", 300_000),
  lamp: role("lamp", "always", 60_000),
  clock: role("clock", "optional", 60_000),
} as const;

export const LITTER_BIN_ROLES = {
  level: role("range-sensor", "always", 3_000),
  level2: role("range-sensor", "optional", 3_000),
  level3: role("range-sensor", "optional", 3_000),
  temperature: role("temperature-sensor", "optional", 60_000),
  battery: role("battery", "press", 60_000),
  clock: role("clock", "optional", 60_000),
  ram: role("ram", "press", 60),
  current: role("current-sensor", "press", 60),
  hopperA: role("digital-input", "press", 40),
  hopperB: role("digital-input", "press", 40),
  doorA: role("digital-input", "press", 40),
  doorB: role("digital-input", "press", 40),
  binPresent: role("digital-input", "press", 40),
  eStop: role("digital-input", "press", 40),
  tilt: role("digital-input", "press", 40),
  key: role("digital-input", "press", 40),
  chain: role("digital-input", "press", 40),
  lockClosed: role("digital-input", "press", 40),
  top: role("digital-input", "press", 40),
  topOpen: role("digital-input", "press", 40),
  bottom: role("digital-input", "press", 40),
  beam: role("digital-input", "optional", 1_000),
  start: role("digital-input", "press", 1_000),
  reset: role("digital-input", "press", 1_000),
  returned: role("digital-input", "press", 1_000),
  serviceA: role("digital-input", "pressOptional", 40),
  serviceB: role("digital-input", "pressOptional", 40),
  lock: role("digital-output", "press", 1_000),
  buzzer: role("digital-output", "press", 1_000),
  signRed: role("digital-output", "press", 1_000),
  signAmber: role("digital-output", "press", 1_000),
  signGreen: role("digital-output", "press", 1_000),
  watchdog: role("digital-output", "press", 1_000),
} as const;

export const ROLES = { "lamp-post": LAMP_POST_ROLES, "litter-bin": LITTER_BIN_ROLES } as const;
export type DeviceKind = keyof typeof ROLES;
