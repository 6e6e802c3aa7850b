import type { Report, Values } from "../measure/decision.ts";
import { openAlarm, type Alarms } from "./alarms.ts";
import type { DiskFault } from "./store/cabinet.ts";
import { certificateAge } from "./tls/certificate-age.ts";
import type { Validity } from "./tls/credentials.ts";

type OwnParts = {
  /** Stores it, dated now. */
  readonly report: (report: Report) => void;
  readonly alarms: () => Alarms;
  readonly say: (line: string) => void;
};

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

  constructor(parts: OwnParts) {
    this.#parts = parts;
  }

  /** By class, how many found no room at all. */
  lost(counts: readonly [number, number, number]): void {
    for (const [of, count] of counts.entries()) {
      if (count > 0) this.#event("lost", { count, class: of, by: "link" });
    }
  }

  /** null: the card takes reports again. */
  fault(fault: DiskFault | null): void {
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

  /** Once when it begins, when its reason changes, and when it is over. */
  alarm(stream: "local-mode" | "certificate", values: Values): void {
    const open = openAlarm(this.#parts.alarms(), stream);
    const isKnown = values["active"] === true ? open !== null && open["reason"] === values["reason"] : open === null;
    if (!isKnown) this.#event(stream, values);
  }

  uplinkDays(days: readonly Values[]): void {
    for (const values of days) this.#parts.report({ kind: "sample", stream: "uplink-day", class: 1, values });
  }

  #event(stream: string, values: Values): void {
    this.#parts.report({ kind: "event", stream, class: 0, values });
  }
}

const short = (detail: string): string => detail.slice(0, DETAIL_MAX);
