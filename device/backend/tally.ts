import type { DeviceRecord } from "../contract/record.ts";
import { isLateWill } from "../contract/late-will.ts";
import type { BirthMessage, StateMessage } from "../contract/session.ts";
import { validate } from "../contract/validate.ts";

/** What a receiver counted. A double has the key of a record that was there already. */
export type Tally = {
  readonly packets: number;
  readonly records: number;
  readonly doubles: number;
  readonly invalidRecords: number;
  /** Reports that devices themselves told to be lost. */
  readonly lost: number;
  readonly devicesOnline: number;
  /** Lost, and its mains go with the street's lamps: its normal day. */
  readonly devicesResting: number;
  /** Why the newest invalid packet was refused; null: none was. */
  readonly lastProblem: string | null;
};

/** Keys remembered for finding doubles; a watch that runs for days forgets the oldest. */
const KEYS_MAX = 200_000;

/** Counts what a city receives, from the contract alone: each packet is checked against its published schema. */
export class Counter {
  readonly #states = new Map<string, StateMessage>();
  /** Devices whose newest birth says that their supply is switched. */
  readonly #switched = new Set<string>();
  readonly #keys = new Set<string>();
  #counts = { packets: 0, records: 0, doubles: 0, invalidRecords: 0, lost: 0 };
  #lastProblem: string | null = null;

  get tally(): Tally {
    const states = [...this.#states];
    const devicesOnline = states.filter(([, { status }]) => status === "online").length;
    const resting = states.filter(([device, { status }]) => status === "lost" && this.#switched.has(device));
    return { ...this.#counts, devicesOnline, devicesResting: resting.length, lastProblem: this.#lastProblem };
  }

  take(topicText: string, payload: Uint8Array | string): void {
    this.#counts.packets += 1;
    const checked = validate(topicText, payload);
    if (!checked.ok) {
      this.#counts.invalidRecords += 1;
      this.#lastProblem = checked.problems[0] ?? topicText;
      return;
    }
    const { topic, payload: value, records } = checked.value;
    if (!("device" in topic)) return;
    if (topic.at === "state") this.#state(topic.device, value as StateMessage);
    if (topic.at === "birth") this.#birth(topic.device, value as BirthMessage);
    for (const record of records) this.#record(topic.device, record);
  }

  #state(device: string, state: StateMessage): void {
    if (!isLateWill(state, this.#states.get(device)?.session ?? 0)) this.#states.set(device, state);
  }

  #birth(device: string, { supply }: BirthMessage): void {
    if (supply === "switched") this.#switched.add(device);
    else this.#switched.delete(device);
  }

  #record(device: string, { boot, class: recordClass, seq, stream, values }: DeviceRecord): void {
    const key = `${device} ${boot} ${recordClass} ${seq}`;
    if (this.#keys.has(key)) {
      this.#counts.doubles += 1;
      return;
    }
    this.#counts.records += 1;
    if (stream === "lost") this.#counts.lost += Number(values["count"]);
    this.#keys.add(key);
    const [oldest] = this.#keys;
    if (this.#keys.size > KEYS_MAX && oldest !== undefined) this.#keys.delete(oldest);
  }
}
