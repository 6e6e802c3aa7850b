const MINUTE_MS = 60_000;
/** By zone: a formatter costs a millisecond to make. */
const known = new Map<string, LocalDay>();

/** Hours of the local day. The minute that was asked for last is remembered: a view asks again with each picture. */
export class LocalDay {
  readonly #format: Intl.DateTimeFormat;
  #minute = NaN;
  #hours = 0;

  constructor(timeZone: string) {
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    this.#format = new Intl.DateTimeFormat("en-GB", { timeZone, ...clock });
  }

  /** The same one for each that asks for this zone. */
  static in(timeZone: string): LocalDay {
    const day = known.get(timeZone) ?? new LocalDay(timeZone);
    known.set(timeZone, day);
    return day;
  }

  /** Since local midnight by the clock on the wall, to the minute: 15.58. Wall time in epoch ms. */
  hoursAt(wall: number): number {
    const minute = Math.floor(wall / MINUTE_MS);
    if (minute === this.#minute) return this.#hours;
    const [hours = 0, minutes = 0] = this.#format.format(new Date(wall)).split(":").map(Number);
    this.#minute = minute;
    this.#hours = hours + minutes / 60;
    return this.#hours;
  }

  /** Whole hours, 0 to 23. */
  hourOf(wall: number): number {
    return Math.floor(this.hoursAt(wall));
  }
}
