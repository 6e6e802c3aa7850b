const MINUTE = 60_000;

/** Hours of the local day, as a number such as 15.58. One zone at a time is remembered. */
export class LocalHour {
  #timeZone = "";
  #format = new Intl.DateTimeFormat("en-GB");
  #minute = -1;
  #hour = 0;

  of(wallMs: number, timeZone: string): number {
    if (timeZone !== this.#timeZone) {
      this.#timeZone = timeZone;
      this.#minute = -1;
      this.#format = new Intl.DateTimeFormat("en-GB", {
        timeZone,
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
      });
    }
    const minute = Math.floor(wallMs / MINUTE);
    if (minute === this.#minute) return this.#hour;
    const [hours = 0, minutes = 0] = this.#format.format(new Date(wallMs)).split(":").map(Number);
    this.#minute = minute;
    this.#hour = hours + minutes / 60;
    return this.#hour;
  }
}
