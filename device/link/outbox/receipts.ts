import { ackSchema, type AckMessage } from "../../contract/downlink.ts";
import { PAYLOAD_BYTES_MAX } from "../../contract/limits.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import type { Report } from "../../measure/decision.ts";
import { Refusals } from "../refusals.ts";
import type { Mail, Takers } from "../session/mailroom.ts";
import type { Outbox } from "./outbox.ts";

type ReceiptsParts = {
  readonly outbox: Outbox;
  readonly scheduler: Scheduler;
  /** Wall time in ms since 1970; null: unknown, and then no request is too old. */
  readonly wallMs: () => number | null;
  readonly report: (report: Report) => void;
};

/** The newest ones, while a disk stalls: each says all that the city has. Our choice. */
const WAITING_MAX = 16;

/** Takes `dn/ack`: what the city has stored, and what it asks for again. */
export class Receipts {
  readonly #parts: ReceiptsParts;
  readonly #refusals: Refusals;
  #isTaking = false;
  /** Came while one was being taken. */
  #waiting: AckMessage[] = [];

  constructor(parts: ReceiptsParts) {
    this.#parts = parts;
    this.#refusals = new Refusals("receipt", parts.scheduler, parts.report);
  }

  get takers(): Takers {
    return {
      ack: ({ payload, taken }: Mail) => {
        taken();
        this.take(payload);
      },
    };
  }

  take(payload: Uint8Array): void {
    if (payload.length === 0) return;
    const read = parse(payload);
    if (typeof read === "string") this.#refusals.count(read, null);
    else if (this.#isTaking) this.#waiting = [...this.#waiting, read].slice(-WAITING_MAX);
    else this.#obey(read);
  }

  #obey({ watermark, need }: AckMessage): void {
    const { outbox, wallMs } = this.#parts;
    this.#isTaking = true;
    const isOver = need !== undefined && (wallMs() ?? 0) > need.expires;
    outbox.receipt(
      watermark,
      (count) => this.#refusals.count("above", null, count),
      () => this.#taken(),
    );
    if (need !== undefined && !isOver) outbox.need(need.id, need.ranges);
  }

  #taken(): void {
    this.#isTaking = false;
    const next = this.#waiting.shift();
    if (next !== undefined) this.#obey(next);
  }

  stop(): void {
    this.#refusals.close();
  }
}

function parse(payload: Uint8Array): AckMessage | "shape" | "size" {
  if (payload.length > PAYLOAD_BYTES_MAX) return "size";
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(payload);
    const parsed = ackSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : "shape";
  } catch {
    return "shape";
  }
}
