import type { LinkEnd, Moment } from "../channel/messages.ts";
import type { Neighbours } from "../link/lan/neighbours.ts";
import { Seldom } from "../link/seldom.ts";
import type { Report } from "../measure/decision.ts";
import type { Scheduler } from "../measure/scheduler.ts";

/** Said so seldom, it costs nothing; control keeps ten times as many until it hears of them. Our choice. */
const STORED_EVERY = 100;

/** What the city would have heard, at the moment of its cycle. */
export type Hear = (report: Report, moment: Moment) => void;

/** Does of link what concerns the neighbours, and lets every report go, unchecked, as if it were stored. */
export function standForLink(
  control: LinkEnd,
  neighbours: Neighbours | null,
  { scheduler, say }: { readonly scheduler: Scheduler; readonly say: (line: string) => void },
  hear: Hear = () => undefined,
): void {
  let run = "";
  control.onMessage((message) => {
    if (message.m === "hello") run = message.run;
    if (message.m === "call") neighbours?.call(message.call);
    if (message.m === "report") hear(message.report, message.moment);
    if (message.m === "report" && message.n % STORED_EVERY === 0) control.send({ m: "stored", run, n: message.n });
  });
  control.onPeer((present) => {
    if (present) control.send({ m: "hello", v: 1 });
  });
  neighbours?.start((word) => void control.send({ m: "heard", word }), new Seldom(say, () => scheduler.now()));
}
