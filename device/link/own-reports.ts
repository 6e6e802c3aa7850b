import type { Report, Values } from "../measure/decision.ts";
import type { LookCause } from "../measure/update-outcome.ts";
import { elapsed, minutes, type Instant } from "../measure/time.ts";
import { isAlarmOpen, openAlarm, type Alarms } from "./alarms.ts";
import type { DiskFault } from "./store/cabinet.ts";
import type { SharedSign } from "./session/shared-id.ts";
import { certificateAge } from "./tls/certificate-age.ts";
import type { Validity } from "./tls/credentials.ts";

/** Why updates cannot be fetched; `text` is for a person: which file, and what was said. */
export type FetchTrouble = { readonly cause: LookCause; readonly text: string };

type OwnParts = {
  /** Stores it, dated now. */
  readonly report: (report: Report) => void;
  readonly alarms: () => Alarms;
  readonly say: (line: string) => void;
  readonly now: () => Instant;
};

/** A topic that was refused counts as granted so long after the last time. Our choice. */
const GRANTED_MS = minutes(10);
/** Topics whose alarm is open at once: the cure is the same, and other alarms want their place. Our choice. */
const TOPICS_MAX = 8;
const openOf = ({ open }: Alarms): number => open.filter(({ kind }) => kind === "topic-refused").length;
const CURE_OF_TOPIC = "mend its access list there. Until then these records go as history, or wait.";

/** As the stream `store-fault` has it. */
const DETAIL_MAX = 200;
const CURES = {
  full: "Make room on it; what matters most is still kept.",
  corrupt: "What was rotten is set aside beside it; change the card soon.",
  failing: "They wait in memory. Look whether it is mounted and writable, or change it.",
} as const;

/** What link itself has to tell the city: of its card, its certificate, its way there. A report like any other. */
export class OwnReports {
  readonly #parts: OwnParts;

  /** Topics of this device alone, of which there are some fifty. */
  readonly #refusedAt = new Map<string, Instant>();
  #cardFails = false;

  constructor(parts: OwnParts) {
    this.#parts = parts;
  }

  /**
   * By class, how many found no room at all. A link that ended while the card took nothing could not tell that it was
   * mended: the next one does.
   */
  card(lost: readonly [number, number, number]): void {
    for (const [of, count] of lost.entries()) {
      if (count > 0) this.#event("lost", { count, class: of, by: "link" });
    }
    if (!this.#cardFails && openAlarm(this.#parts.alarms(), "store-fault") !== null) this.fault(null);
  }

  /** null: the card takes reports again. */
  fault(fault: DiskFault | null): void {
    this.#cardFails = fault !== null;
    this.#event("store-fault", fault === null ? { active: false } : { active: true, detail: short(fault.detail) });
    const line =
      fault === null
        ? "the card takes reports again"
        : `the card takes no reports: ${fault.detail}. ${CURES[fault.cause]}`;
    this.#parts.say(line);
  }

  certificate(validity: Validity | null, wallMs: number | null): void {
    if (validity === null || wallMs === null) return;
    const age = certificateAge(validity, wallMs);
    this.alarm("certificate", age === null ? { active: false } : { active: true, ...age });
  }

  /** null: what the city publishes can be fetched. */
  updateFetch(trouble: FetchTrouble | null): void {
    const { cause, text } = trouble ?? {};
    this.alarm("update-fetch", cause === undefined ? { active: false } : { active: true, cause, ...detailOf(text) });
  }

  /** Once when it begins, when its reason changes, and when it is over. */
  alarm(stream: "local-mode" | "certificate" | "shared-id" | "update-fetch", values: Values): void {
    const open = openAlarm(this.#parts.alarms(), stream);
    const isSame = open !== null && REASONS.every((key) => open[key] === values[key]);
    if (values["active"] === true ? !isSame : open !== null) this.#event(stream, values);
  }

  /** The sign that spoke for it first stays its reason; null: nobody else uses this device's id any more. */
  sharedId(sign: SharedSign | null): void {
    if (sign === null) this.alarm("shared-id", { active: false });
    else if (openAlarm(this.#parts.alarms(), "shared-id") === null)
      this.alarm("shared-id", { active: true, reason: sign });
  }

  /**
   * Whether the broker let this device publish there. It is over when it did so again, and {@link GRANTED_MS} after the
   * last time that it did not: a broker that cannot decide makes no more than two records in that time.
   */
  topic(topic: string, isGranted: boolean): void {
    const now = this.#parts.now();
    if (!isGranted) this.#refusedAt.set(topic, now);
    const isOpen = isAlarmOpen(this.#parts.alarms(), "topic-refused", { topic });
    const refusedAt = this.#refusedAt.get(topic);
    if (isOpen ? !isGranted : isGranted || openOf(this.#parts.alarms()) >= TOPICS_MAX) return;
    if (isGranted && refusedAt !== undefined && elapsed(refusedAt, now) < GRANTED_MS) return;
    if (isGranted) this.#refusedAt.delete(topic);
    else this.#parts.say(`the broker does not let this device publish on ${topic}: ${CURE_OF_TOPIC}`);
    this.#event("topic-refused", { topic, active: !isGranted });
  }

  uplinkDay(values: Values): void {
    this.#parts.report({ kind: "sample", stream: "uplink-day", class: 1, values });
  }

  #event(stream: string, values: Values): void {
    this.#parts.report({ kind: "event", stream, class: 0, values });
  }
}

/** The values in which an alarm says why. */
const REASONS = ["reason", "cause"] as const;

const detailOf = (text = ""): Values => (text === "" ? {} : { detail: short(text) });
const short = (detail: string): string => detail.slice(0, DETAIL_MAX);
