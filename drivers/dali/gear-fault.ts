import type { FaultCause } from "../../device/measure/fault.ts";
import type { Target } from "./frames.ts";
import type { SettleFailure } from "./settle.ts";

export type GearFault = { readonly cause: FaultCause; readonly detail: string };

/** Of a gear that is not at its address: one without any is there, more than one is, or all have others. */
type Others = "nameless" | "crowd" | "elsewhere";

/** Why a gear cannot be had, and what to do. */
export function faultOf(why: SettleFailure | Others, target: Target): GearFault {
  switch (why) {
    case "dead":
      return {
        cause: "no-answer",
        detail: "the DALI bus takes no frame: measure 16 V between its two wires; it has no supply, or they touch.",
      };
    case "absent":
      return {
        cause: "no-answer",
        detail: "no gear answers on the DALI bus: check its mains, the two wires, the bus supply (16 V) and `address`.",
      };
    case "nameless":
      return {
        cause: "no-answer",
        detail: `no gear has address ${target}, and gear without one is there: gaturum selftest lamp gives it this one.`,
      };
    case "crowd":
      return {
        cause: "no-answer",
        detail: `no gear has address ${target}, and several without one are there: take all but this lamp's off the bus, then gaturum selftest lamp.`,
      };
    case "elsewhere":
      return {
        cause: "no-answer",
        detail: `no gear has address ${target}, and others answer: gaturum selftest lamp tells which; write that as \`address\`.`,
      };
    case "several":
      return target === "all" ? SEVERAL : sharing(target);
    case "curve":
      return {
        cause: "implausible",
        detail: "the gear does not take its dimming curve: write the one of its datasheet as `curve`, or replace it.",
      };
  }
}

const SEVERAL: GearFault = {
  cause: "implausible",
  detail: "more than one gear answers at once: give each an address of its own, and write this lamp's as `address`.",
};
const sharing = (address: number): GearFault => ({
  cause: "implausible",
  detail:
    `more than one gear has address ${address}: take all but one off the bus, and give each of the others ` +
    "another one with its maker's tool.",
});

export function forgetful(forgot: readonly string[]): GearFault | null {
  if (forgot.length === 0) return null;
  return { cause: "broken", detail: `the gear does not keep its ${forgot.join(", ")}: it can be dimmed; replace it.` };
}
export const GEAR_FAILED: GearFault = { cause: "broken", detail: "the gear says that it has failed: replace it." };
