import { judgeBattery, judgeFill, judgeGuards, judgeRam } from "./bin.ts";
import { judgeCity } from "./city.ts";
import { judgeClock, judgeCycle, judgeStorage, judgeSupply } from "./computer.ts";
import { judgeConfig } from "./config.ts";
import type { ControlFacts, Facts } from "./facts.ts";
import { error, type AskedSubject, type Verdict } from "./finding.ts";
import { judgeLamp } from "./lamp.ts";
import { judgeLight, judgeMotion } from "./lamp-post.ts";

/** Pure: what the facts come to, one verdict a subject. */
export const judge = (facts: Facts, subjects: readonly AskedSubject[]): readonly Verdict[] =>
  subjects.map((subject) => judgeOne(facts, subject));

function judgeOne(facts: Facts, subject: AskedSubject): Verdict {
  const { control } = facts;
  switch (subject) {
    case "config":
      return judgeConfig(facts);
    case "supply":
      return judgeSupply(facts);
    case "clock":
      return judgeClock(facts);
    case "storage":
      return judgeStorage(facts);
    case "city":
      return judgeCity(facts);
    case "cycle":
      return control.is === "running" ? judgeCycle(facts, control.first, control.last) : notAsked(control);
    case "light":
    case "motion":
    case "lamp":
    case "fill":
    case "guards":
    case "ram":
    case "battery":
      if (control.is !== "running") return { subject, unseen: "only a running control sees it" };
      return judgeByControl(facts, subject, control);
  }
}

const BY_CONTROL = ["light", "motion", "lamp", "fill", "guards", "ram", "battery"] as const;
type ByControl = (typeof BY_CONTROL)[number];
export const seenByControlAlone = (subject: AskedSubject): boolean =>
  (BY_CONTROL as readonly AskedSubject[]).includes(subject);

function judgeByControl(facts: Facts, subject: ByControl, { first, last }: ControlFacts & { is: "running" }): Verdict {
  switch (subject) {
    case "light":
      return judgeLight(facts, last);
    case "motion":
      return judgeMotion(facts, first, last);
    case "lamp":
      return judgeLamp(facts, first, last);
    case "fill":
      return judgeFill(facts, first, last);
    case "guards":
      return judgeGuards(facts, first, last);
    case "ram":
      return judgeRam(facts, first, last);
    case "battery":
      return judgeBattery(facts, last);
  }
}

function notAsked({ is, text }: ControlFacts & { is: "absent" | "silent" | "forbidden" | "strange" }): Verdict {
  const subject = "cycle";
  const common = { part: null, at: null, text };
  switch (is) {
    case "forbidden":
      return { subject, unseen: "you may not ask control; say it with sudo" };
    case "absent":
      return { subject, fine: "", looks: [error({ ...common, cause: "not-running", brief: "control does not run" })] };
    case "silent":
      return { subject, fine: "", looks: [error({ ...common, cause: "no-cycles", brief: "control does not answer" })] };
    case "strange":
      return {
        subject,
        fine: "",
        looks: [error({ ...common, cause: "other-version", brief: "control is of another version" })],
      };
  }
}
