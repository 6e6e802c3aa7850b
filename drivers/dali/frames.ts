import { millis, type Millis } from "../../device/measure/time.ts";

/**
 * Forward frames of 16 bits to control gear, IEC 62386-102. Numbers of commands as python-dali has them in
 * `dali/gear/general.py` and `led.py` (github.com/sde1000/python-dali, 9ba8e26); its code is not used.
 *
 * `twice`: a command that changes what the gear keeps counts only when it comes again within 100 ms. `answers`: the gear
 * answers with a byte, or with nothing, which is a no.
 */
export type Frame = {
  readonly bytes: readonly [number, number];
  readonly twice: boolean;
  readonly answers: boolean;
  /** How long gear is busy with it: what belongs to it comes later. */
  readonly restMs?: Millis;
  /** What it opens, any other frame than the one that belongs to it closes again. */
  readonly withNext?: true;
};

/**
 * What came back. `garbled`: more than one gear answered, or noise: to a question of yes or no it is a yes. `failed`: the
 * master could not send.
 */
export type Reply =
  | { readonly kind: "byte"; readonly byte: number }
  | { readonly kind: "nothing" }
  | { readonly kind: "garbled" }
  /** It was not sent; `silence`: nor has the master said a word. */
  | { readonly kind: "failed"; readonly by?: "silence" };

/** A short address of 0 to 63, or every gear on the bus. */
export type Target = number | "all";

/** The level of a light now: 0 dark, 1 to 254. */
export const level = (target: Target, value: number): Frame => frame(addressed(target), value);

/** Keeps DTR0 in one of the gear's variables. */
export const SET = {
  maxLevel: 0x2a,
  minLevel: 0x2b,
  systemFailureLevel: 0x2c,
  powerOnLevel: 0x2d,
  fadeTime: 0x2e,
  extendedFadeTime: 0x30,
  shortAddress: 0x80,
} as const;
export const keep = (target: Target, what: keyof typeof SET): Frame => ({
  ...frame(addressed(target) | 1, SET[what]),
  twice: true,
});

export const QUERY = {
  status: 0x90,
  present: 0x91,
  missingAddress: 0x96,
  physicalMinimum: 0x9a,
  actualLevel: 0xa0,
  maxLevel: 0xa1,
  minLevel: 0xa2,
  powerOnLevel: 0xa3,
  systemFailureLevel: 0xa4,
  fadeTimeAndRate: 0xa5,
  extendedFadeTime: 0xa8,
  randomHigh: 0xc2,
  randomMiddle: 0xc3,
  randomLow: 0xc4,
} as const;
export const query = (target: Target, what: keyof typeof QUERY): Frame => ({
  ...frame(addressed(target) | 1, QUERY[what]),
  answers: true,
});

/** The byte at DTR0 of memory bank DTR1; the gear then counts DTR0 up by one. */
export const readMemory = (target: Target): Frame => ({ ...frame(addressed(target) | 1, 0xc5), answers: true });
/** Until another command comes, memory can be written. */
export const enableWriteMemory = (target: Target): Frame => ({
  ...frame(addressed(target) | 1, 0x81),
  twice: true,
  withNext: true,
});
export const writeMemory = (value: number): Frame => frame(0xc9, value);

export const dtr0 = (value: number): Frame => frame(0xa3, value);
export const dtr1 = (value: number): Frame => frame(0xc3, value);

/** The next command is one of LED gear (IEC 62386-207). */
export const ledNext: Frame = { bytes: [0xc1, 6], twice: false, answers: false, withNext: true };
export const selectDimmingCurve = (target: Target): Frame => ({ ...frame(addressed(target) | 1, 0xe3), twice: true });
export const queryDimmingCurve = (target: Target): Frame => ({ ...frame(addressed(target) | 1, 0xee), answers: true });

/**
 * Addressing: special commands to all gear (`dali/gear/general.py`, its table 16). Gear obeys the rest for 15 min after
 * `initialise`, until `terminate`. Here it is said to gear without a short address alone.
 */
export const terminate = frame(0xa1, 0);
export const initialiseWithout: Frame = { ...frame(0xa5, 0xff), twice: true };
/** Another random address of 24 bits, which is there after 100 ms. */
export const randomise: Frame = { ...frame(0xa7, 0), twice: true, restMs: millis(100) };
/** A yes of each gear whose random address is the search address or lower, and that is not withdrawn. */
export const compare: Frame = { ...frame(0xa9, 0), answers: true };
/** Gear whose random address is the search address answers no `compare` any more, and everything else still. */
export const withdraw = frame(0xab, 0);
export const searchAddress = (value: number): readonly Frame[] => [
  frame(0xb1, (value >> 16) & 0xff),
  frame(0xb3, (value >> 8) & 0xff),
  frame(0xb5, value & 0xff),
];
/** Of the gear whose random address is the search address: its short address from now on. */
export const programShortAddress = (address: number): Frame => frame(0xb7, addressed(address) | 1);
/** A yes of gear with this short address. */
export const verifyShortAddress = (address: number): Frame => ({
  ...frame(0xb9, addressed(address) | 1),
  answers: true,
});
/** An answer of the gear whose random address is the search address, and of no other. */
export const queryShortAddress: Frame = { ...frame(0xbb, 0), answers: true };

function frame(first: number, second: number): Frame {
  return { bytes: [first, second], twice: false, answers: false };
}

/** The first byte of a level; a command has its last bit set. */
function addressed(target: Target): number {
  if (target === "all") return 0xfe;
  if (!(Number.isInteger(target) && target >= 0 && target < 64))
    throw new RangeError(`dali: ${target} is no short address`);
  return target << 1;
}

/** Bits of the answer to `status` (IEC 62386-102, as infosys.beckhoff.com FB_DALI102QueryStatus lists them). */
export const STATUS = {
  gearFailure: 0x01,
  lampFailure: 0x02,
  lampOn: 0x04,
  limitError: 0x08,
  fadeRunning: 0x10,
  resetState: 0x20,
  noAddress: 0x40,
  powerCycleSeen: 0x80,
} as const;
