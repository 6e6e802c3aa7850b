import type { ActiveMessage, BirthMessage, StateMessage } from "../../contract/session.ts";
import { buildTopic } from "../../contract/topics.ts";
import { activeList, type Alarms } from "../alarms.ts";
import { birthOf } from "./birth.ts";
import type { Counters } from "../counters.ts";
import type { HeardTime } from "../heard-time.ts";
import type { LinkConfig } from "../link-config.ts";
import type { Message } from "./transport.ts";

/** The messages that a session is made of: state (also the will), birth, open alarms. */
export class Announcement {
  readonly #config: LinkConfig;
  readonly #firmware: string;
  readonly #counters: Counters;

  constructor(config: LinkConfig, firmware: string, counters: Counters) {
    this.#config = config;
    this.#firmware = firmware;
    this.#counters = counters;
  }

  state(status: StateMessage["status"], session: number, time: HeardTime): Message {
    const { boot } = this.#counters;
    const message: StateMessage = { v: 1, status, session, boot, ts: time.ts, timeQuality: time.timeQuality };
    return this.#message("state", message, true);
  }

  /** `config`: which of the city's settings proved themselves last, version 0 for none, and the hash of what is in force. `obeys`: whom. `forgot`: of its settings, at this start or an earlier one. */
  birthOf(
    session: number,
    config: BirthMessage["config"],
    challenge: string | null = null,
    obeys: readonly string[] = [],
    forgot = false,
  ): BirthMessage {
    return {
      ...birthOf(this.#config, this.#firmware, this.#counters, session),
      config,
      ...(forgot ? { storeLost: true } : {}),
      ...(obeys.length === 0 ? {} : { obeys: [...obeys] }),
      ...(challenge === null ? {} : { challenge }),
    };
  }

  birth(...known: Parameters<Announcement["birthOf"]>): Message {
    return this.#message("birth", this.birthOf(...known), true);
  }

  /** Not retained: who connects later reads the events, or waits for the next session. */
  active(session: number, alarms: Alarms): Message {
    const message: ActiveMessage = { v: 1, session, boot: this.#counters.boot, active: activeList(alarms) };
    return this.#message("active", message, false);
  }

  #message(at: "state" | "birth" | "active", payload: object, retain: boolean): Message {
    const { tenant, device } = this.#config;
    return { topic: buildTopic({ at, tenant, device }), payload: JSON.stringify(payload), retain };
  }
}
