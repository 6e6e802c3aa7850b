import { homeAssistantOf } from "../../contract/interop/home-assistant.ts";
import type { BirthMessage } from "../../contract/session.ts";
import type { Scheduler } from "../../measure/scheduler.ts";
import { after, minutes, seconds } from "../../measure/time.ts";
import type { Seldom } from "../seldom.ts";
import { Timers } from "../timers.ts";
import type { Connection, Message } from "./transport.ts";

/** By then a Home Assistant that has just heard of the device listens to it. Our choice. */
export const HEARS_MS = seconds(10);
/** One that was started anew knows nothing of open alarms for so long, as nobody keeps their list. Our choice. */
export const AGAIN_MS = minutes(5);

type Parts = {
  readonly scheduler: Scheduler;
  readonly trouble: Seldom;
  readonly birth: () => BirthMessage;
  readonly active: () => Message;
};

/** Shows the device to Home Assistant while a session is live: what it is, and again and again which alarms are open. */
export class HomeAssistant {
  readonly #parts: Parts;
  readonly #timers: Timers<"again">;
  #connection: Connection | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#timers = new Timers(parts.scheduler);
  }

  /** A broker that does not let the device write there ends no session: the city is told as before. */
  live(connection: Connection): void {
    this.#connection = connection;
    const { topic, payload } = homeAssistantOf(this.#parts.birth());
    connection.publish({ topic, payload: JSON.stringify(payload), retain: true }, (result) => {
      if (result.ok) return;
      const line = `the broker does not take ${topic} (${result.text}): let the device write there, or leave out city.homeAssistant`;
      this.#parts.trouble.say("home-assistant", line);
    });
    this.#tellAt(HEARS_MS);
  }

  down(): void {
    this.#connection = null;
    this.#timers.cancelAll();
  }

  /** An alarm began, or is over. */
  tell(): void {
    this.#connection?.publish(this.#parts.active(), () => undefined);
    if (this.#connection !== null) this.#tellAt(AGAIN_MS);
  }

  #tellAt(wait: typeof AGAIN_MS): void {
    this.#timers.at("again", after(this.#parts.scheduler.now(), wait), () => this.tell());
  }
}
