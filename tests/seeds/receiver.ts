import type { DeviceRecord } from "../../device/contract/record.ts";
import { clientIdOf } from "../../device/contract/topics.ts";
import type { Received } from "../../device/contract/validate.ts";
import { breach } from "./law.ts";
import type { TimeLaw } from "./time-law.ts";

const LIVE = ["sample", "event", "answer"];
type Sequences = Map<string, Set<number>>;

/** What a city has stored of a device: doubles dropped by their key, and what gaps tell of. */
export class Receiver {
  readonly problems: string[] = [];
  /** Asked for again, so that it may be told once more that they are gone: `device boot/class seq`. */
  readonly needed = new Set<string>();
  readonly #stored = new Map<string, Sequences>();
  readonly #covered = new Map<string, Sequences>();
  readonly #sealed = new Map<string, string>();
  readonly #keys = new Set<string>();
  readonly #told = new Set<string>();
  readonly #answers = new Map<string, Set<number>>();
  readonly #refused = new Map<string, number>();
  readonly #lost = new Map<string, number>();
  readonly #openedAt: (clientId: string) => number;
  readonly #time: TimeLaw;

  constructor(openedAt: (clientId: string) => number, time: TimeLaw) {
    this.#openedAt = openedAt;
    this.#time = time;
  }

  get count(): number {
    return this.#sealed.size;
  }
  /** Whether a record of this stream and uptime came. */
  has(device: string, key: string): boolean {
    return this.#keys.has(`${device} ${key}`);
  }
  codesOf(device: string, id: string): ReadonlySet<number> {
    return this.#answers.get(`${device} ${id}`) ?? new Set();
  }
  /** Commands that it says it did not obey. */
  refusedBy(device: string): number {
    return this.#refused.get(device) ?? 0;
  }
  /** Records of class 0 and 1 that gaps tell of. */
  lostOf(device: string): number {
    return this.#lost.get(device) ?? 0;
  }

  /** Whatever happens to it afterwards, it left the device. */
  witness({ topic, records }: Received): void {
    if (!("device" in topic)) return;
    const { device, tenant } = topic;
    const isOrdered = records.every((record, index) => record.class >= (records[index - 1]?.class ?? 0));
    if (!isOrdered)
      this.problems.push(
        breach("order", `${device} sends history of class ${records.map((one) => one.class).join("")}`),
      );
    for (const record of records) {
      const key = `${device} ${record.boot} ${record.class} ${record.seq}`;
      const json = JSON.stringify(record);
      const before = this.#sealed.get(key);
      if (before !== undefined && before !== json) this.problems.push(breach("sealed", `${key} was changed`));
      this.#sealed.set(key, json);
      if (before === undefined) this.#time.witness(device, record);
      if (LIVE.includes(topic.at) && record.uptimeMs < this.#openedAt(clientIdOf(tenant, device)))
        this.problems.push(breach("live", `${key} ${record.stream} is older than its connection`));
    }
  }

  store({ topic, records }: Received): void {
    if (!("device" in topic)) return;
    for (const record of records) this.#store(topic.device, record);
  }

  /** As after an older copy was put back, but for the newest: of this device and class so many are gone. */
  forget(device: string, of: number, count: number): void {
    for (const [name, seqs] of this.#sequences(this.#stored, device))
      if (name.endsWith(`/${of}`))
        for (const seq of [...seqs].toSorted((one, other) => one - other).slice(-1 - count, -1)) seqs.delete(seq);
  }

  /** By `boot/class`: the last number that is known of, and which below it neither came nor are told of. */
  accountOf(device: string): ReadonlyMap<string, { readonly last: number; readonly missing: readonly number[] }> {
    const names = new Set([
      ...this.#sequences(this.#stored, device).keys(),
      ...this.#sequences(this.#covered, device).keys(),
    ]);
    return new Map(
      [...names].map((name) => {
        const stored = this.#sequences(this.#stored, device).get(name) ?? new Set<number>();
        const covered = this.#sequences(this.#covered, device).get(name) ?? new Set<number>();
        const last = [...stored, ...covered].reduce((most, seq) => Math.max(most, seq), 0);
        const missing = Array.from({ length: last }, (_, index) => index + 1).filter(
          (seq) => !stored.has(seq) && !covered.has(seq),
        );
        return [name, { last, missing }];
      }),
    );
  }

  #store(device: string, record: DeviceRecord): void {
    const { boot, seq, stream, values } = record;
    const name = `${boot}/${record.class}`;
    seqsIn(this.#sequences(this.#stored, device), name).add(seq);
    this.#keys.add(`${device} ${stream}@${record.uptimeMs}`);
    const key = `${device} ${name} ${seq}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    if (stream === "gap") this.#cover(device, values);
    if (stream === "closed") seqsIn(this.#sequences(this.#covered, device), nameIn(values));
    if (stream === "refused" && values["what"] === "command")
      this.#refused.set(device, this.refusedBy(device) + Number(values["count"]));
    const { id, code } = values;
    if (typeof id !== "string" || typeof code !== "number" || stream === "audit") return;
    this.#answers.set(`${device} ${id}`, new Set([...this.codesOf(device, id), code]));
  }

  #cover(device: string, values: DeviceRecord["values"]): void {
    const { class: of, ranges } = values;
    const name = nameIn(values);
    const seqs = seqsIn(this.#sequences(this.#covered, device), name);
    for (const [from, to] of ranges as readonly (readonly [number, number])[])
      for (let seq = from; seq <= to; seq += 1) {
        if (seqs.has(seq) && !this.needed.has(`${device} ${name} ${seq}`))
          this.problems.push(breach("gaps", `${device} ${name} ${seq} is told of twice`));
        seqs.add(seq);
        if (of !== 2) this.#lost.set(device, this.lostOf(device) + 1);
      }
  }

  #sequences(of: Map<string, Sequences>, device: string): Sequences {
    const found = of.get(device) ?? new Map<string, Set<number>>();
    of.set(device, found);
    return found;
  }
}

/** Which sequence a gap or the end of a boot tells of. */
function nameIn(values: DeviceRecord["values"]): string {
  const { boot, class: of } = values as { readonly boot: string; readonly class: number };
  return `${boot}/${of}`;
}

function seqsIn(sequences: Sequences, name: string): Set<number> {
  const found = sequences.get(name) ?? new Set<number>();
  sequences.set(name, found);
  return found;
}
