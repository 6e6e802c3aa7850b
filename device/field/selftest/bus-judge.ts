import { WITHOUT_MAX, type BusSeen } from "../../measure/samples.ts";

/** What a look at the lamp's bus comes to. `offer`: one luminaire has no address, and could have the lamp's. */
export type BusJudged = {
  readonly is: "fine" | "offer" | "wrong";
  readonly text: string;
  /** What to do where it is wrong. */
  readonly cure?: string;
};

/** `wanted`: the lamp's address by the config; null: it is to be alone on its bus. */
export function judgeBus(seen: BusSeen, wanted: number | null): BusJudged {
  switch (seen.is) {
    case "unseen":
    case "looking":
      return wrong("its bus was not looked at to the end", "Say it again; gaturum logs tells what the bus does.");
    case "failed":
      return wrong("its bus could not be looked at", sentence(seen.detail));
    case "seen": {
      const all = seen.taken.length + 2 * seen.shared.length + seen.without;
      const text = whoIsThere(seen);
      if (all === 0)
        return wrong(text, "Look at the mains of the luminaire, the two wires, and the bus supply (16 V).");
      if (wanted === null) return all === 1 ? { is: "fine", text } : wrong(text, WHICH);
      return judgeAt(seen, wanted, text);
    }
  }
}

function judgeAt({ taken, shared, without }: BusSeen & { is: "seen" }, wanted: number, text: string): BusJudged {
  if (taken.includes(wanted)) return { is: "fine", text };
  if (shared.includes(wanted)) return wrong(`${text}: two or more have the lamp's`, PARTED);
  if (without === 1) return { is: "offer", text };
  if (without > 1)
    return wrong(text, "Take all but this lamp's off the bus, and say it again: then it can have its address.");
  return wrong(`${text}: nobody has the lamp's, ${wanted}`, "Write the one of this lamp as `address` in the config.");
}

const WHICH =
  "Write the address of this lamp's as `address` in the config; one without has to be given one alone on the bus.";
const PARTED = "Take all but one off the bus, and give each of the others another address with its maker's tool.";
const wrong = (text: string, cure: string): BusJudged => ({ is: "wrong", text, cure });
const sentence = (detail: string): string => detail.charAt(0).toUpperCase() + detail.slice(1);

function whoIsThere({ taken, shared, without }: BusSeen & { is: "seen" }): string {
  const many = without === WITHOUT_MAX ? `${without} or more` : `${without}`;
  const told = [
    taken.length === 0 ? "" : `address ${taken.join(", ")} taken`,
    shared.length === 0 ? "" : `address ${shared.join(", ")} taken more than once`,
    without === 0 ? "" : `${without === 1 ? "one luminaire" : `${many} luminaires`} without an address`,
  ].filter(Boolean);
  return `on its bus: ${told.length === 0 ? "nobody" : told.join("; ")}`;
}
