import { UNSTORED_MAX, type ControlEnd, type FromControl, type Moment, type SettingsId } from "../channel/messages.ts";
import type { Report } from "../measure/decision.ts";

type ReportMessage = Extract<FromControl, { m: "report" }>;
export type Hello = Extract<FromControl, { m: "hello" }>;

/**
 * Control's side of the reports. Class 0 and 1 are kept until link has stored them and are sent again to a link that
 * comes back; so is class 2 until the first link has come, because control starts before it. Later class 2 is sent when
 * someone listens and else let go. What had to be dropped is counted and told.
 */
export class Outgoing {
  readonly #end: ControlEnd;
  #hello: Hello;
  readonly #made: Pick<ReportMessage, "simulated" | "observing">;
  readonly #unstored: ReportMessage[] = [];
  readonly #dropped: [number, number, number] = [0, 0, 0];
  #lastNumber = 0;
  #present = false;
  #greeted = false;

  constructor(end: ControlEnd, hello: Hello, simulated: boolean, observing = false) {
    this.#end = end;
    this.#hello = hello;
    this.#made = { simulated, ...(observing ? { observing } : {}) };
    end.onPeer((present) => {
      this.#present = present;
      if (present) this.#greet();
    });
  }

  /** What a link that comes is told of the city's settings; null: the device's own config is in force. */
  tellSettings(id: SettingsId | null): void {
    const { m, v, run, version, configHash } = this.#hello;
    this.#hello = { m, v, run, version, configHash, ...(id === null ? {} : { settings: id }) };
  }

  /** Link is connected. */
  get isPresent(): boolean {
    return this.#present;
  }

  /** Reports that link has not stored yet. */
  get waiting(): number {
    return this.#unstored.length;
  }

  send(report: Report, moment: Moment): void {
    this.#tellDropped(moment);
    this.#post(report, moment);
  }

  /** Link says that everything up to `n` of this run is safe with it. */
  stored(run: string, n: number): void {
    if (run !== this.#hello.run) return;
    const stays = this.#unstored.findIndex((message) => message.n > n);
    this.#unstored.splice(0, stays === -1 ? this.#unstored.length : stays);
  }

  #post(report: Report, moment: Moment): void {
    this.#lastNumber += 1;
    const message: ReportMessage = { m: "report", n: this.#lastNumber, report, moment, ...this.#made };
    const held = report.class !== 2 || !this.#greeted;
    if (held) this.#hold(message);
    const sent = this.#present && this.#end.send(message);
    if (!sent && !held) this.#dropped[2] += 1;
  }

  #hold(message: ReportMessage): void {
    this.#unstored.push(message);
    if (this.#unstored.length <= UNSTORED_MAX) return;
    const least = Math.max(...this.#unstored.map(({ report }) => report.class));
    const oldest = this.#unstored.findIndex(({ report }) => report.class === least);
    const [gone] = this.#unstored.splice(oldest, 1);
    if (gone !== undefined) this.#dropped[gone.report.class] += 1;
  }

  #tellDropped(moment: Moment): void {
    if (!this.#present) return;
    for (const lostClass of [0, 1, 2] as const) {
      const count = this.#dropped[lostClass];
      if (count === 0) continue;
      this.#dropped[lostClass] = 0;
      this.#post({ kind: "event", stream: "lost", class: 0, values: { count, class: lostClass } }, moment);
    }
  }

  #greet(): void {
    this.#greeted = true;
    this.#end.send(this.#hello);
    for (const message of this.#unstored) if (!this.#end.send(message)) break;
  }
}
