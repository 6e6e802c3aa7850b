import type { StreetHost } from "./host.ts";
import type { ToPage } from "./protocol.ts";

/** What one page was shown: a stage that it does not know yet comes whole, and then what is new in it. */
export class Showing {
  #stage = 0;
  #told = 0;

  next(host: StreetHost): ToPage {
    const { stageId, logEnd } = host;
    const message: ToPage =
      this.#stage === stageId ? { m: "frame", frame: host.frame(this.#told) } : { m: "stage", stage: host.stage() };
    this.#stage = stageId;
    this.#told = logEnd;
    return message;
  }
}
