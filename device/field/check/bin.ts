import type { PressStanding } from "../../bin/told/standing.ts";
import type { Range } from "../../measure/samples.ts";
import type { Facts, Status } from "./facts.ts";
import { error, warning, type Look, type Verdict } from "./finding.ts";
import { lookAtParts, partsOf, valueOf } from "./parts.ts";

/** What a fill sensor that answers may see that is no litter, and what to do. */
const NO_LEVEL: Readonly<Record<Exclude<Range["quality"], "valid">, string>> = {
  blind: "something is right before its face. Wipe it, and take away what hangs there.",
  noEcho: "nothing comes back. Look whether it points straight down, and whether its face is clean.",
  blindOrNoEcho: "something is right before its face, or nothing comes back. Wipe it, and look where it points.",
  weak: "too little comes back. Wipe its face, and look where it points.",
  overexposed: "too much light falls in. Shade it from the sun, and look for something that shines.",
  twoTargets: "it sees two things at once. Look for a bag or a cable in its view.",
};

const LEVELS = ["level", "level2", "level3"] as const;

export function judgeFill(facts: Facts, first: Status, last: Status): Verdict {
  const looks = LEVELS.map((role): Look => {
    const part = partsOf(facts, "fill").find((each) => each.role === role);
    const is = valueOf(last, role);
    if (is === null || is.quality === "valid" || valueOf(first, role)?.quality !== is.quality) return null;
    const name = part?.name ?? role;
    const text = `${name} measures no level: ${NO_LEVEL[is.quality]}`;
    return error({ part: name, cause: "no-level", brief: `${name} measures nothing`, text, at: part?.at ?? null });
  });
  const fill = last.standing?.fill;
  const fine = fill?.quality === "valid" ? `${Math.round(fill.fillPct)} %` : "it has just begun, or the door is open";
  return { subject: "fill", fine, looks: [...lookAtParts(facts, last, "fill"), ...looks] };
}

/** Pairs of channels that say the same of one thing. */
const TWINS = [
  ["hopperA", "hopperB", "the hopper"],
  ["doorA", "doorB", "the service door"],
] as const;

export function judgeGuards(facts: Facts, first: Status, last: Status): Verdict {
  const press = last.standing?.press ?? null;
  if (press === null) return { subject: "guards", fine: "a bin without a press", looks: [] };
  const common = { part: null, at: null };
  const faulty = lookAtParts(facts, last, "guards");
  const broken = faulty.some((look) => look !== null);
  const latched = press.latch.map(({ cause, text, cure }): Look => {
    return error({
      ...common,
      cause: "latched",
      brief: `stopped: ${text}`,
      text: `Latched: ${text} (${cause}). ${cure}.`,
    });
  });
  const stuck = press.stuckButtons.map((button): Look => {
    const role = button === "return" ? "returned" : button;
    const part = facts.config.parts.find((each) => each.role === role);
    const text = `The button ${button.toUpperCase()} is held, or stuck. Release it, or replace it.`;
    return error({
      part: part?.name ?? null,
      cause: "stuck",
      brief: `${button.toUpperCase()} is stuck`,
      text,
      at: part?.at ?? null,
    });
  });
  const twins = TWINS.map((pair) => discrepancy(facts, pair, first, last));
  const apart = twins.some((look) => look !== null);
  const open = latched.length > 0 || broken || apart ? [] : openNow(press);
  const fine = `${press.state}, every guard closed`;
  return { subject: "guards", fine, looks: [...faulty, ...latched, ...stuck, ...twins, ...open] };
}

const openNow = (press: PressStanding): readonly Look[] =>
  press.missing.map((text) =>
    warning({
      part: null,
      at: null,
      cause: "open",
      brief: text,
      text: `As it stands the ram does not move: ${text}. Close it, or look at its contact.`,
    }),
  );

function discrepancy(facts: Facts, [a, b, what]: (typeof TWINS)[number], first: Status, last: Status): Look {
  const differ = (status: Status): boolean => {
    const [one, other] = [valueOf(status, a), valueOf(status, b)];
    return one !== null && other !== null && one.active !== other.active;
  };
  if (!differ(first) || !differ(last)) return null;
  const openRole = valueOf(last, a)?.active === true ? b : a;
  const part = facts.config.parts.find(({ role }) => role === openRole);
  const name = part?.name ?? openRole;
  const text = `${name} says that ${what} is open, and its twin that it is closed. Close it firmly; if it stays so, look at this contact and its wire.`;
  return error({
    part: name,
    cause: "contradiction",
    brief: `${name} contradicts its twin`,
    text,
    at: part?.at ?? null,
  });
}

export function judgeRam(facts: Facts, first: Status, last: Status): Verdict {
  const press = last.standing?.press ?? null;
  if (press === null) return { subject: "ram", fine: "a bin without a press", looks: [] };
  const active = (status: Status, role: "top" | "topOpen" | "bottom"): boolean | null =>
    valueOf(status, role)?.active ?? null;
  const both = (holds: (status: Status) => boolean): boolean => holds(first) && holds(last);
  const part = (role: string) => facts.config.parts.find((each) => each.role === role);
  const limit = (role: string, brief: string, text: string): Look =>
    error({ part: part(role)?.name ?? role, cause: "contradiction", brief, text, at: part(role)?.at ?? null });
  const top = both((of) => active(of, "top") !== null && active(of, "top") === active(of, "topOpen"));
  const ends = both((of) => active(of, "top") === true && active(of, "bottom") === true);
  const looks = [
    top
      ? limit(
          "top",
          "TOP contradicts itself",
          `${TOP} Look at the TOP switch above the plate and at both of its wires.`,
        )
      : null,
    ends
      ? limit(
          "bottom",
          "TOP and BOTTOM at once",
          "Both limit switches are made at once. One sticks, or its wire is broken.",
        )
      : null,
  ];
  const { strokes } = press;
  return {
    subject: "ram",
    fine: `${strokes.total} strokes so far`,
    looks: [...lookAtParts(facts, last, "ram"), ...looks],
  };
}

const TOP = "Its making and its breaking contact say the same, which they never may.";

export function judgeBattery(facts: Facts, status: Status): Verdict {
  const subject = "battery";
  const [part] = partsOf(facts, subject);
  const looks = lookAtParts(facts, status, subject);
  const battery = valueOf(status, "battery");
  if (part === undefined || facts.config.kind !== "litter-bin") return { subject, fine: "no gauge", looks };
  if (battery === null) return { subject, fine: "it has just begun", looks };
  const { chargePct, voltageMv } = battery;
  const { energy } = facts.config.bin;
  const says = `${Math.round(chargePct)} %, ${(voltageMv / 1_000).toFixed(1)} V`;
  const rests = energy.supply === "solar" && chargePct < energy.commsOnlyPct;
  const text = `${part.name} is at ${says}; below ${energy.commsOnlyPct} % the press rests. Look at the panel and the fuse, and charge it.`;
  const low = rests
    ? error({ part: part.name, cause: "low-charge", brief: `${says}: the press rests`, text, at: part.at })
    : null;
  return { subject, fine: says, looks: [...looks, low] };
}
