import { MockDaliAddressing } from "./dali-addressing.ts";
import { chance } from "./random.ts";

const FULL = 254;
const MASK = 255;
/** Without bus supply for so long, gear is on its own. IEC 62386-101 has it near half a second; not looked up. */
const SYSTEM_FAILURE_MS = 550;
/** Gear is dark for so long after mains comes. IEC 62386-102 allows 0.6 s until it can be told a level. */
const START_MS = 100;
const WH_MS = 3_600_000;
const SLICE_MS = 100;

export type GearMade = {
  readonly address?: number;
  /** The lowest level that it can give. */
  readonly leastLevel?: number;
  readonly fullW?: number;
  readonly standbyW?: number;
  /** Whether it has the banks of D4i. */
  readonly d4i?: boolean;
  /** Its number, of which its maker gives each once; 0: he gives none. Its random addresses come of it. */
  readonly serial?: number;
};

/** One LED driver as it leaves its maker: full light at power-on and at a failure of the bus, no fade. */
export class MockDaliGear {
  readonly leastLevel: number;
  address: number | null;
  kept = { 0x2a: FULL, 0x2b: 1, 0x2c: FULL, 0x2d: FULL, 0x2e: 0, 0x30: 0 } as Record<number, number>;
  curve = 0;
  lampFailed = false;
  gearFailed = false;
  /** Commands that change nothing, as a worn memory does. */
  forgets: readonly number[] = [];
  /** Hears everything and answers nothing. */
  mute = false;
  /** So hot that it gives less, or nothing. */
  heat: "cool" | "derated" | "shutDown" = "cool";
  energyWh = 0;
  litMs = 0;
  onMs = 0;
  readonly addressing: MockDaliAddressing;
  readonly #made: Required<Omit<GearMade, "address">>;
  #mains = true;
  #at: number;
  #level = FULL;
  #fade: { readonly from: number; readonly to: number; readonly start: number; readonly ms: number } | null = null;
  #busDownAt: number | null = null;
  #startsAt: number | null = null;
  #powerCycled = true;
  #dtr0 = 0;
  #dtr1 = 0;
  #ledNext = false;
  #writable = false;
  #latched: readonly number[] | null = null;

  /** Powered and lit in full from `now` on. */
  constructor(made: GearMade = {}, now = 0) {
    this.#at = now;
    this.#made = { leastLevel: 85, fullW: 40, standbyW: 0.4, d4i: true, serial: 0, ...made };
    this.leastLevel = this.#made.leastLevel;
    this.address = made.address ?? null;
    let draws = 0;
    const draw = () => Math.floor(chance(this.#made.serial, "random address", (draws += 1)) * 2 ** 24);
    this.addressing = new MockDaliAddressing(draw);
    this.kept[0x2b] = this.leastLevel;
  }

  /** What a meter of light at the lamp shows, as a level. */
  level(now: number): number {
    this.#run(now);
    return this.#mains && this.#startsAt === null && !this.lampFailed && !this.#isShut ? Math.round(this.#level) : 0;
  }

  get #isShut(): boolean {
    return this.heat === "shutDown";
  }

  /** Light in percent of full, by the gear's curve. */
  lightPct(now: number): number {
    const level = this.level(now);
    if (level === 0) return 0;
    return this.curve === 1 ? (100 * level) / FULL : 10 ** ((level - 1) / (253 / 3) - 1);
  }

  powerW(now: number): number {
    const { fullW, standbyW } = this.#made;
    return this.#mains ? standbyW + (fullW * this.lightPct(now)) / 100 : 0;
  }

  mains(on: boolean, now: number): void {
    this.#run(now);
    if (on && !this.#mains) {
      this.#startsAt = now + START_MS;
      this.#powerCycled = true;
      this.#fade = null;
      this.#dtr0 = 0;
      this.#dtr1 = 0;
      this.addressing.forget();
    }
    this.#mains = on;
  }

  bus(supplied: boolean, now: number): void {
    this.#run(now);
    this.#busDownAt = supplied ? null : now;
  }

  /** What a frame makes it answer; undefined: nothing. */
  hear(first: number, second: number, twice: boolean, now: number): number | undefined {
    this.#run(now);
    if (!this.#mains) return undefined;
    if ((first & 1) === 1 && first >= 0xa0 && first <= 0xcb) {
      const answer = this.#special(first, second, twice, now);
      return this.mute ? undefined : answer;
    }
    if ((first & 0xfe) !== 0xfe && first >> 1 !== this.address) return undefined;
    if ((first & 1) === 0) {
      this.#ledNext = this.#writable = false;
      this.#goTo(second, now);
      return undefined;
    }
    const led = this.#ledNext;
    this.#ledNext = false;
    const answer = led && second >= 0xe0 ? this.#led(second, twice) : this.#command(second, twice, now);
    return this.mute ? undefined : answer;
  }

  #special(first: number, value: number, twice: boolean, now: number): number | undefined {
    const gear = { short: this.address, keeps: !this.forgets.includes(0xb7) };
    const answer = this.addressing.hear(first, value, twice, gear, now);
    this.address = gear.short;
    if (first === 0xa3) this.#dtr0 = value;
    if (first === 0xc3) this.#dtr1 = value;
    this.#ledNext = first === 0xc1 && value === 6;
    if (first !== 0xc9 || !this.#writable) return answer;
    if (this.#dtr0 === 0x02) this.#latched = value === 0xaa ? this.#bank(this.#dtr1) : null;
    this.#dtr0 += 1;
    return answer;
  }

  #led(command: number, twice: boolean): number | undefined {
    if (command === 0xe3 && twice && !this.forgets.includes(0xe3)) this.curve = this.#dtr0;
    return command === 0xee ? this.curve : undefined;
  }

  #command(command: number, twice: boolean, now: number): number | undefined {
    this.#writable = command === 0x81 && twice;
    if (command in this.kept) {
      if (twice && !this.forgets.includes(command)) this.kept[command] = this.#allowed(command, this.#dtr0);
      return undefined;
    }
    const answers: Readonly<Record<number, () => number | undefined>> = {
      0x90: () => this.#status(now),
      0x91: () => 0xff,
      0x96: () => (this.address === null ? 0xff : undefined),
      0x9a: () => this.leastLevel,
      0xa0: () => (this.lampFailed || this.#startsAt !== null ? MASK : Math.round(this.#level)),
      0xa1: () => this.kept[0x2a],
      0xa2: () => this.kept[0x2b],
      0xa3: () => this.kept[0x2d],
      0xa4: () => this.kept[0x2c],
      0xa5: () => ((this.kept[0x2e] ?? 0) << 4) | 7,
      0xa8: () => this.kept[0x30],
      0xc2: () => this.addressing.random >> 16,
      0xc3: () => (this.addressing.random >> 8) & 0xff,
      0xc4: () => this.addressing.random & 0xff,
      0xc5: () => this.#readMemory(),
    };
    return answers[command]?.();
  }

  #allowed(command: number, value: number): number {
    if (command === 0x2b) return Math.max(this.leastLevel, Math.min(FULL, value));
    return command === 0x2e ? Math.min(15, value) : value;
  }

  #status(now: number): number {
    const lit = this.level(now) > 0;
    return [
      this.gearFailed,
      this.lampFailed,
      lit,
      false,
      this.#fade !== null,
      false,
      this.address === null,
      this.#powerCycled,
    ]
      .map((set, bit) => (set ? 1 << bit : 0))
      .reduce((all, bit) => all | bit, 0);
  }

  #readMemory(): number | undefined {
    const bank = this.#latched !== null && this.#dtr1 === 202 ? this.#latched : this.#bank(this.#dtr1);
    const byte = bank[this.#dtr0];
    if (byte !== undefined) this.#dtr0 += 1;
    return byte;
  }

  /** Bank 0: who it is; 202: energy in tenths of Wh and power in hundredths of W; 205, 206: the seconds on and lit, and flags. */
  #bank(bank: number): readonly number[] {
    const number = (value: number, count: number) =>
      Array.from({ length: count }, (_, index) => Math.floor(value / 256 ** (count - 1 - index)) % 256);
    if (bank === 0) return [0x1a, 0, 0xcf, ...number(4_260_000_000_017, 6), 1, 2, ...number(this.#made.serial, 8)];
    if (!this.#made.d4i) return [];
    const [derated, shutDown] = [this.heat === "derated" ? 1 : 0, this.heat === "shutDown" ? 1 : 0];
    if (bank === 205) {
      const bytes = [
        0x1d,
        0,
        0xff,
        1,
        ...number(this.onMs / 1_000, 4),
        ...number(9, 3),
        0x08,
        0xfc,
        50,
        97,
        0,
        0,
        0,
        0,
      ];
      return [...bytes, 0, 0, 0, 0, derated, 0, shutDown, 0, 105, 100];
    }
    if (bank === 202) {
      const power = Math.round(this.powerW(this.#at) * 100);
      return [0x0f, 0, 0xff, 1, 0xff, ...number(this.energyWh * 10, 6), 0xfe, ...number(power, 4)];
    }
    if (bank !== 206) return [];
    const bytes = [
      0x20,
      0,
      0xff,
      1,
      ...number(1, 3),
      ...number(1, 3),
      ...number(0, 4),
      ...number(this.litMs / 1_000, 4),
    ];
    return [...bytes, ...number(540, 2), ...number(700, 2), this.lampFailed ? 1 : 0, ...number(0, 9), 95];
  }

  /** A level of 0 to 254 by its fade time; 255 ends a fade. */
  #goTo(level: number, now: number): void {
    this.#powerCycled = false;
    if (level === MASK) {
      this.#fade = null;
      return;
    }
    const to = level === 0 ? 0 : Math.min(this.kept[0x2a] ?? FULL, Math.max(this.kept[0x2b] ?? 1, level));
    const code = this.kept[0x2e] ?? 0;
    const ms = code === 0 ? 0 : 500 * Math.sqrt(2 ** code);
    this.#fade = ms === 0 ? null : { from: this.#level, to, start: now, ms };
    if (ms === 0) this.#level = to;
  }

  /** Time goes by, in slices while the light changes. */
  #run(now: number): void {
    while (this.#at < now) {
      const moments = [now, this.#startsAt, this.#busDownAt === null ? null : this.#busDownAt + SYSTEM_FAILURE_MS];
      if (this.#fade !== null) moments.push(this.#at + SLICE_MS);
      const end = Math.min(...moments.filter((at) => at !== null && at > this.#at).map(Number));
      const lit = this.#mains && this.#startsAt === null && this.#level > 0 && !this.lampFailed && !this.#isShut;
      this.energyWh += (this.#powerNow(lit) * (end - this.#at)) / WH_MS;
      if (lit) this.litMs += end - this.#at;
      if (this.#mains) this.onMs += end - this.#at;
      this.#at = end;
      this.#turn();
    }
  }

  #powerNow(lit: boolean): number {
    if (!this.#mains) return 0;
    const light = this.curve === 1 ? this.#level / FULL : 10 ** ((this.#level - 1) / (253 / 3) - 3);
    return this.#made.standbyW + (lit ? this.#made.fullW * light : 0);
  }

  #turn(): void {
    if (this.#startsAt !== null && this.#at >= this.#startsAt) {
      this.#startsAt = null;
      this.#level = this.kept[0x2d] ?? FULL;
    }
    if (this.#fade !== null) {
      const { from, to, start, ms } = this.#fade;
      const share = Math.min(1, (this.#at - start) / ms);
      this.#level = from + (to - from) * share;
      if (share === 1) this.#fade = null;
    }
    const down = this.#busDownAt;
    if (down !== null && this.#at === down + SYSTEM_FAILURE_MS && this.kept[0x2c] !== MASK) {
      this.#fade = null;
      this.#level = this.kept[0x2c] ?? FULL;
    }
  }
}
