import type { LampBus } from "../hal/lamp-bus.ts";
import type { Report, Request } from "../measure/decision.ts";
import type { Result } from "../measure/fault.ts";

/**
 * Asked by someone at the post alone: who is on the lamp's bus, or, with `address`, that the luminaire without one shall
 * have it. No city has this verb, for the channel knows none.
 */
export const LAMP_BUS = "lamp-bus";
const ADDRESS_MAX = 63;
const BEGUN = 202;

/** Begins it and answers at once; what comes of it stands in `status`. `bus` null: the lamp is on none. */
export function lampBusAnswer({ id, from, args }: Request, bus: LampBus | null | "observed"): Report {
  const answer = (code: number, result: string): Report => ({
    ...{
      kind: "answer",
      stream: LAMP_BUS,
      class: 0,
      values: { id, code, phase: code === BEGUN ? "accepted" : "done", result },
    },
  });
  if (from !== "site") return answer(403, "only someone at the post may do that");
  if (bus === "observed") return answer(409, "it is in observe mode, and tells its lamp nothing");
  if (bus === null) return answer(404, "this lamp is on no bus with addresses");
  const { address } = args;
  if (address === undefined) return answer(...begun(bus.lookAround(), "it looks around on the bus"));
  if (typeof address !== "number" || !Number.isInteger(address) || address < 0 || address > ADDRESS_MAX)
    return answer(400, `address must be a whole number from 0 to ${ADDRESS_MAX}`);
  return answer(...begun(bus.giveAddress(address), `it gives address ${address}`));
}

const begun = (done: Result<void>, words: string): readonly [code: number, result: string] =>
  done.ok ? [BEGUN, words] : [409, `not now: ${done.fault.detail ?? done.fault.cause}`];
