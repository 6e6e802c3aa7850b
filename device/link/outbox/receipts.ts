import { ackSchema, type AckMessage } from "../../contract/downlink.ts";
import { PAYLOAD_BYTES_MAX } from "../../contract/limits.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import { after, minutes } from "../../measure/time.ts";
import type { Report } from "../../measure/decision.ts";
import { Timers } from "../timers.ts";
import type { Outbox } from "./outbox.ts";

/** Refusals are told together, at most so often: an attacker must not fill class 0 (contract, commands). */
const TELL_MS = minutes(1);
type Reason = "above" | "shape" | "size";

type ReceiptsParts = {
  readonly outbox: Outbox;
  readonly scheduler: Scheduler;
  /** Wall time in ms since 1970; null: unknown, and then no request is too old. */
  readonly wallMs: () => number | null;
  readonly report: (report: Report) => void;
};

/** Takes `dn/ack`: what the city has stored, and what it asks for again. */
export class Receipts {
  readonly #parts: ReceiptsParts;
  readonly #refused = new Map<Reason, number>();
  readonly #timers: Timers<"tell">;

  constructor(parts: ReceiptsParts) {
    this.#parts = parts;
    this.#timers = new Timers(parts.scheduler);
  }

  take(payload: Uint8Array): void {
    if (payload.length === 0) return;
    const read = parse(payload);
    if (typeof read === "string") this.#refuse(read, 1);
    else {
      const { outbox, wallMs } = this.#parts;
      outbox.receipt(read.watermark, (count) => this.#refuse("above", count));
      const { need } = read;
      const isOver = need !== undefined && (wallMs() ?? 0) > need.expires;
      if (need !== undefined && !isOver) outbox.need(need.id, need.ranges);
    }
  }

  stop(): void {
    this.#timers.cancelAll();
  }

  #refuse(reason: Reason, count: number): void {
    if (this.#refused.size === 0)
      this.#timers.at("tell", after(this.#parts.scheduler.now(), TELL_MS), () => this.#tell());
    this.#refused.set(reason, (this.#refused.get(reason) ?? 0) + count);
  }

  #tell(): void {
    for (const [reason, count] of this.#refused)
      this.#parts.report({ kind: "event", stream: "refused", class: 0, values: { what: "receipt", reason, count } });
    this.#refused.clear();
  }
}

function parse(payload: Uint8Array): AckMessage | Reason {
  if (payload.length > PAYLOAD_BYTES_MAX) return "size";
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(payload);
    const parsed = ackSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : "shape";
  } catch {
    return "shape";
  }
}
