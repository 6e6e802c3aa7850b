import type { DeviceRecord } from "../../device/contract/record.ts";
import type { BirthMessage, StateMessage } from "../../device/contract/session.ts";
import { validate, type Received } from "../../device/contract/validate.ts";
import { isLateWill } from "../../device/contract/late-will.ts";

/** A city as the contract wants it: it checks each packet, drops doubles by their key, and finds what is wrong with them. */
export class Receiver {
  readonly problems: string[] = [];
  readonly states = new Map<string, StateMessage>();
  readonly births = new Map<string, BirthMessage>();
  /** By device, then by `boot/class`, the records by `seq`. */
  readonly #records = new Map<string, Map<string, Map<number, DeviceRecord>>>();
  #sealed = new Map<string, string>();

  take(topicText: string, payload: Uint8Array): void {
    if (payload.length === 0 || topicText.includes("/_") || topicText.includes("/dn/")) return;
    const checked = validate(topicText, payload);
    if (!checked.ok) this.problems.push(`not of the contract: ${checked.problems.join("; ")}`);
    else this.#note(checked.value);
  }

  /** Of each `boot/class` of a device its last number, and how many below it neither came nor are told of by a gap. */
  accountOf(device: string): ReadonlyMap<string, { readonly last: number; readonly missing: number }> {
    const sequences = this.#records.get(device) ?? new Map<string, Map<number, DeviceRecord>>();
    const covered = new Map([...sequences].map(([name, records]) => [name, new Set(records.keys())]));
    for (const records of sequences.values())
      for (const { stream, values } of records.values())
        if (stream === "gap") cover(covered.get(`${String(values["boot"])}/${String(values["class"])}`), values);
    return new Map(
      [...covered].map(([name, seqs]) => {
        const last = Math.max(...seqs);
        return [name, { last, missing: last - seqs.size }];
      }),
    );
  }

  get count(): number {
    return this.#sealed.size;
  }

  #note({ topic, payload, records }: Received): void {
    if (!("device" in topic)) return;
    const { device } = topic;
    if (topic.at === "state") this.#state(device, payload as StateMessage);
    if (topic.at === "birth") this.births.set(device, payload as BirthMessage);
    for (const record of records) this.#record(device, record);
  }

  #state(device: string, state: StateMessage): void {
    const known = this.states.get(device);
    if (!isLateWill(state, known?.session ?? 0)) this.states.set(device, state);
  }

  #record(device: string, record: DeviceRecord): void {
    const key = `${device} ${record.boot} ${record.class} ${record.seq}`;
    const json = JSON.stringify(record);
    const before = this.#sealed.get(key);
    if (before !== undefined && before !== json) this.problems.push(`sealed, and changed: ${key}`);
    if (before !== undefined) return;
    this.#sealed.set(key, json);
    const boots = this.#records.get(device) ?? new Map<string, Map<number, DeviceRecord>>();
    const sequence = boots.get(`${record.boot}/${record.class}`) ?? new Map<number, DeviceRecord>();
    this.#records.set(device, boots.set(`${record.boot}/${record.class}`, sequence.set(record.seq, record)));
  }
}

function cover(seqs: Set<number> | undefined, { ranges }: DeviceRecord["values"]): void {
  for (const [from, to] of ranges as readonly (readonly [number, number])[])
    for (let seq = from; seq <= to; seq += 1) seqs?.add(seq);
}
