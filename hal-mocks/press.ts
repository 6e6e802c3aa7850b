import type { Digital, RamFeedback } from "../device/measure/samples.ts";
import { instant, type Instant } from "../device/measure/time.ts";
import { milliamps, millimetres, type Milliamps } from "../device/measure/units.ts";
import { USUAL_MAKE, type Press, type PressInputs, type PressMake } from "./press-make.ts";

/** Changes that one `advance` may meet while nothing outside changes; more would mean that the model oscillates. */
export const CHANGES_MAX = 64;
const UM_PER_MM = 1_000;
/** Two places nearer than this are one: rounding of moments comes to far less. */
const NEAR_UM = 0.5;

/** A compacting press at rest at its top, its chain closed as soon as its guards are. */
export function newPress(at: Instant, make: PressMake = USUAL_MAKE): Press {
  const still = (active: boolean): Digital => ({ active, rises: 0, falls: 0, changedAt: null });
  return {
    ...{ make, at, power: "off", since: at, fromUm: 0, startedAt: at, driven: "off" },
    ...{ lockAsked: false, lockAskedAt: at, watchdogAsked: false, watchdogAskedAt: at, heapMm: 0, solidMm: 0 },
    ...{ chain: still(false), lockClosed: still(false), top: still(true), topOpen: still(false), bottom: still(false) },
    ...{ lowestUm: make.strokeMm * UM_PER_MM, highestUm: 0 },
  };
}

/** What its sensors show. Travel and current change in whole millimetres of travel, and not at all at rest. */
export type PressSignals = {
  readonly ram: RamFeedback;
  readonly currentMa: Milliamps;
  readonly chain: Digital;
  readonly lockClosed: Digital;
  readonly top: Digital;
  readonly topOpen: Digital;
  readonly bottom: Digital;
};
export function signals(press: Press): PressSignals {
  const { chain, lockClosed, top, topOpen, bottom, driven } = press;
  const ram: RamFeedback = { driven, travelMm: millimetres(wholeMm(press)) };
  return { ram, currentMa: milliamps(current(press)), chain, lockClosed, top, topOpen, bottom };
}

export const showsTheSame = (a: PressSignals, b: PressSignals): boolean =>
  a.currentMa === b.currentMa &&
  a.ram.driven === b.ram.driven &&
  a.ram.travelMm === b.ram.travelMm &&
  (["chain", "lockClosed", "top", "topOpen", "bottom"] as const).every((name) => a[name] === b[name]);

/** The press at `to`, not before its own moment, with `inputs` in force since then. However cut up, the same result. */
export function advance(press: Press, inputs: PressInputs, to: Instant): Press {
  let is = settled(press, inputs);
  for (let changes = 0; changes < CHANGES_MAX; changes++) {
    const next = nextTurn(is, inputs);
    if (next === null || next > to) return { ...is, at: to > is.at ? to : is.at };
    is = settled({ ...is, at: next }, inputs);
  }
  throw new Error(`press: more than ${CHANGES_MAX} changes before ${to} ms`);
}

/** The next moment, after the press's own, at which something it shows changes; null: none while `inputs` stay. */
export function nextChange(press: Press, inputs: PressInputs): Instant | null {
  const is = settled(press, inputs);
  const turn = nextTurn(is, inputs);
  const speed = velocity(is);
  if (speed === 0) return turn;
  const um = travelUm(is);
  const stepUm = stepMm(is) * UM_PER_MM;
  const step = speed > 0 ? Math.floor((um + NEAR_UM) / stepUm) + 1 : Math.ceil((um - NEAR_UM) / stepUm) - 1;
  const meetsUm = resistsFromUm(is);
  const toUm = speed > 0 && meetsUm - um > NEAR_UM ? Math.min(step * stepUm, meetsUm) : step * stepUm;
  const moved = reaching(is, toUm, speed);
  return turn !== null && turn < moved ? turn : moved;
}

/** Loose litter thrown in, as the height it adds. */
export const thrownIn = (press: Press, looseMm: number): Press => ({
  ...press,
  heapMm: Math.min(press.heapMm + looseMm, press.make.floorMm),
  solidMm: Math.min(press.solidMm + looseMm * press.make.solidShare, press.make.floorMm),
});
/** The bin taken out and put back with `leftMm` of litter in it. */
export const emptied = (press: Press, leftMm = 0): Press => ({
  ...press,
  heapMm: leftMm,
  solidMm: leftMm * press.make.solidShare,
});
/** The plate turned by hand to so far below its top. */
export const cranked = (press: Press, toMm: number): Press => ({ ...press, fromUm: toMm * UM_PER_MM, since: press.at });
/** Nothing has toggled the watchdog relay for as long as it holds. */
export const relayDropped = (press: Press): Press => ({
  ...press,
  watchdogAsked: false,
  watchdogAskedAt: instant(press.at - press.make.watchdogHoldMs),
});
/** Height of the litter above the floor, as the plate leaves it. */
export const litterMm = (press: Press): number => Math.min(press.heapMm, plateMm(press));

/** Applies what acts at this very moment: chain, lock, switches, power to the motor. */
function settled(press: Press, inputs: PressInputs): Press {
  const asked = withAsked(press, inputs);
  const guarded = { ...asked, ...contacts(asked, inputs) };
  const { chain, top, bottom } = guarded;
  const wanted = inputs.driven !== "off" ? inputs.driven : (inputs.faults.weld ?? "off");
  const cut = !chain.active || (wanted === "up" && top.active) || (wanted === "down" && bottom.active);
  const power = cut || inputs.faults.wireBroken ? "off" : wanted;
  const heldBack = withStops(guarded, inputs);
  if (power === press.power && heldBack === guarded) return guarded;
  const anchored: Press = { ...heldBack, power, fromUm: travelUm(press), since: press.at };
  const started = power !== press.power ? { ...anchored, startedAt: press.at } : anchored;
  return power === "up" && press.power !== "up" ? sprungBack(started) : started;
}

function withAsked(press: Press, { driven, lock, watchdog }: PressInputs): Press {
  const lockAskedAt = lock === press.lockAsked ? press.lockAskedAt : press.at;
  const watchdogAskedAt = watchdog === press.watchdogAsked ? press.watchdogAskedAt : press.at;
  return { ...press, driven, lockAsked: lock, lockAskedAt, watchdogAsked: watchdog, watchdogAskedAt };
}

function contacts(press: Press, { guardsClosed, faults, driven }: PressInputs) {
  const { make, at } = press;
  const um = travelUm(press);
  const relayIn = press.watchdogAsked || (press.chain.active && at < press.watchdogAskedAt + make.watchdogHoldMs);
  const chain = guardsClosed && relayIn && (press.chain.active || driven === "off");
  const lockTurned = at >= press.lockAskedAt + (press.lockAsked ? make.lockClosingMs : make.lockOpeningMs);
  const lock = !faults.lockStuckOpen && (lockTurned ? press.lockAsked : press.lockClosed.active);
  const atTop = faults.stuckTop === null ? um <= make.switchMm * UM_PER_MM + NEAR_UM : faults.stuckTop !== "open";
  const atBottom =
    faults.stuckBottom === null
      ? um >= (make.strokeMm - make.switchMm) * UM_PER_MM - NEAR_UM
      : faults.stuckBottom === "made";
  return {
    chain: turned(press.chain, chain, at),
    lockClosed: turned(press.lockClosed, lock, at),
    top: turned(press.top, atTop, at),
    topOpen: turned(press.topOpen, faults.stuckTop === "conflict" || !atTop, at),
    bottom: turned(press.bottom, atBottom, at),
  };
}

function withStops(press: Press, { faults }: PressInputs): Press {
  const { strokeMm, floorMm } = press.make;
  const lowestUm = Math.min(strokeMm, floorMm - press.solidMm, faults.jamDownMm ?? strokeMm) * UM_PER_MM;
  const highestUm = Math.max(0, faults.jamUpMm ?? 0) * UM_PER_MM;
  return lowestUm === press.lowestUm && highestUm === press.highestUm ? press : { ...press, lowestUm, highestUm };
}

const sprungBack = (press: Press): Press => {
  const pressedMm = press.heapMm - plateMm(press);
  return pressedMm <= 0 ? press : { ...press, heapMm: plateMm(press) + pressedMm * press.make.springShare };
};

/** The next moment after now at which a contact, the motor's power or its regime turns. */
function nextTurn(press: Press, { faults }: PressInputs): Instant | null {
  const { make } = press;
  const times: number[] = [press.startedAt + make.inrushMs];
  if (press.lockClosed.active !== press.lockAsked && !(faults.lockStuckOpen && press.lockAsked)) {
    times.push(press.lockAskedAt + (press.lockAsked ? make.lockClosingMs : make.lockOpeningMs));
  }
  if (!press.watchdogAsked && press.chain.active) times.push(press.watchdogAskedAt + make.watchdogHoldMs);
  const speed = velocity(press);
  if (speed !== 0) {
    const bottomUm = (make.strokeMm - make.switchMm) * UM_PER_MM;
    const topUm = make.switchMm * UM_PER_MM;
    const ahead = [speed > 0 ? press.lowestUm : press.highestUm, bottomUm, topUm, speed > 0 ? topUm + 1 : bottomUm - 1];
    for (const um of ahead) if ((um - travelUm(press)) * speed > 0) times.push(reaching(press, um, speed));
  }
  const later = times.filter((time) => time > press.at);
  return later.length === 0 ? null : instant(Math.min(...later));
}

const reaching = (press: Press, um: number, speed: number) => instant(press.since + (um - press.fromUm) / speed);

/** Where the plate is now, held by its mechanical ends. A plate already beyond a stop stays where it is. */
function travelUm(press: Press): number {
  const { power, fromUm, lowestUm, highestUm, make } = press;
  if (power === "off") return fromUm;
  const way = (press.at - press.since) * make.speedMmPerS;
  return power === "down"
    ? Math.max(fromUm, Math.min(fromUm + way, lowestUm))
    : Math.min(fromUm, Math.max(fromUm - way, highestUm));
}

/** Micrometres a millisecond, down positive; 0 when off or stalled. */
function velocity(press: Press): number {
  const um = travelUm(press);
  if (press.power === "down") return um < press.lowestUm - NEAR_UM ? press.make.speedMmPerS : 0;
  return press.power === "up" && um > press.highestUm + NEAR_UM ? -press.make.speedMmPerS : 0;
}

/** The encoder's step that was passed last, so that it changes exactly when the next one is reached, up or down. */
function wholeMm(press: Press): number {
  const um = travelUm(press);
  const step = stepMm(press);
  const stepUm = step * UM_PER_MM;
  return step * (press.power === "up" ? Math.ceil((um - NEAR_UM) / stepUm) + 0 : Math.floor((um + NEAR_UM) / stepUm));
}
/** The first whole step of which the litter resists. */
function resistsFromUm({ make, heapMm }: Press): number {
  return (Math.floor((make.floorMm - heapMm) / make.stepMm) + 1) * make.stepMm * UM_PER_MM;
}
function stepMm(press: Press): number {
  const { make, power, top, bottom } = press;
  const resists = power !== "up" && travelUm(press) >= resistsFromUm(press) - NEAR_UM;
  return resists || top.active || bottom.active ? make.stepMm : make.freeStepMm;
}
const plateMm = (press: Press) => press.make.floorMm - travelUm(press) / UM_PER_MM;

/** Rises with the square of what has been pressed out of the litter, from idling at contact to a stall when it is solid. */
function current(press: Press): number {
  const { power, make, heapMm, solidMm } = press;
  if (power === "off") return 0;
  if (press.at < press.startedAt + make.inrushMs) return make.inrushMa;
  if (velocity(press) === 0) return make.stallMa;
  const pressedMm = heapMm - (make.floorMm - wholeMm(press));
  if (power === "up" || pressedMm <= 0) return make.idleMa;
  const share = Math.min(1, pressedMm / Math.max(1, heapMm - solidMm));
  return Math.round(make.idleMa + (make.stallMa - make.idleMa) * share * share);
}

function turned(was: Digital, active: boolean, at: Instant): Digital {
  if (was.active === active) return was;
  return { active, rises: was.rises + (active ? 1 : 0), falls: was.falls + (active ? 0 : 1), changedAt: at };
}
