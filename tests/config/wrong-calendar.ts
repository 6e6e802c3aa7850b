import { changed, exampleText, type Wrong } from "./examples.ts";

const post = (from: string, to: string): string => changed("lamp-post-calendar", from, to);
/** The third rule, line 48, with `weekdays: [Fri, Sat]` made something else. */
const weekend = (to: string): string => post("weekdays: [Fri, Sat]", to);
const yearsEnd = (to: string): string => post("startDate: --12-31, endDate: --12-31", to);
const zone = (to: string): string => post("zone: Europe/Stockholm", `zone: ${to}`);

const A_ZONE = "Write a zone such as Europe/Stockholm.";
const A_DATE = "Write --12-24 for each year, or 2026-12-24 for one.";
const LOOK = "Look at the month and the day.";
const RULES = "lamp.calendar.rules";
const manyRules = "      - { program: weekend }\n".repeat(98);

/** What is wrong with a calendar and its rules (issue 5, "Bad input"). */
export const WRONG_CALENDARS: readonly Wrong[] = [
  ["an unknown zone", zone("Stockholm"), `p.yaml:43:11 lamp.calendar.zone: "Stockholm" is no time zone. ${A_ZONE}`],
  ["a zone by its hours", zone("+01:00"), `p.yaml:43:11 lamp.calendar.zone: "+01:00" cannot be used here. ${A_ZONE}`],
  [
    "no zone",
    post("    zone: Europe/Stockholm", "    #"),
    `p.yaml:44:5 lamp.calendar.zone: this key is missing. ${A_ZONE}`,
  ],
  [
    "a misspelt key",
    post("defaultProgram:", "defaultProgramme:"),
    `p.yaml:44:5 lamp.calendar: there is no key "defaultProgramme". Did you mean "defaultProgram"?`,
  ],
  [
    "a misspelt key of a rule",
    weekend("weekday: [Fri, Sat]"),
    `p.yaml:48:29 ${RULES}.3: there is no key "weekday". Did you mean "weekdays"?`,
  ],
  [
    "a rule without a program",
    post("{ program: weekend, weekdays: [Fri, Sat] }", "{ weekdays: [Fri, Sat] }"),
    `p.yaml:48:9 ${RULES}.3.program: this key is missing. Write the name of one of lamp.programs.`,
  ],
  [
    "a rule for a program that there is not",
    post("program: weekend", "program: weekends"),
    `p.yaml:48:20 ${RULES}.3.program: there is no program "weekends". Did you mean "weekend"?`,
  ],
  [
    "a default that there is not",
    post("defaultProgram: everyday", "defaultProgram: winter"),
    `p.yaml:44:21 lamp.calendar.defaultProgram: there is no program "winter". Write everyday, weekend or festive.`,
  ],
  [
    "no programs",
    exampleText("lamp-post-calendar").split("    rules:")[0] ?? "",
    `p.yaml:44:21 lamp.calendar.defaultProgram: there is no program "everyday". Add a section "programs: { everyday: { level: 100 % } }" below lamp.`,
  ],
  [
    "neither rules nor a default",
    "device: p\ntenant: t\nkind: lamp-post\nplace: { latitude: 1 N, longitude: 1 E }\nparts: { pir: { role: motion, driver: mock }, lamp: { role: lamp, driver: mock } }\nlamp:\n  calendar: { zone: UTC }\n",
    "p.yaml:7:3 lamp.calendar: this calendar chooses nothing: it has neither rules nor a defaultProgram. Add one of them, or take the calendar out.",
  ],
  [
    "rules that are no list",
    post("- { program: weekend, weekdays: [Fri, Sat] }", "").replace(/rules:\n.*\n.*\n/, "rules: weekend\n"),
    `p.yaml:45:12 ${RULES}: this is not a list. Write lines such as "- { program: weekend, weekdays: [Fri, Sat] }".`,
  ],
  [
    "an empty list",
    weekend("weekdays: []"),
    `p.yaml:48:39 ${RULES}.3.weekdays: this list is empty. Write [Sat, Sun]. Or leave the key out.`,
  ],
  [
    "a rule of one word",
    post("- { program: weekend, weekdays: [Fri, Sat] }", "- weekend"),
    `p.yaml:48:9 ${RULES}.3: this is not a section. Write lines such as "- { program: weekend, weekdays: [Fri, Sat] }".`,
  ],
  [
    "more rules than there may be: those are not read",
    weekend("weekdays: [Lör]").replace("    rules:\n", `    rules:\n${manyRules}`),
    `p.yaml:146:9 ${RULES}: there are 101 of them, and 100 is the most. Take some out.`,
  ],
  [
    "30 February",
    yearsEnd("startDate: --02-30, endDate: --12-31"),
    `p.yaml:46:40 ${RULES}.1.startDate: there is no 30 February. ${LOOK}`,
  ],
  [
    "31 November, once",
    yearsEnd("startDate: 2026-11-01, endDate: 2026-11-31"),
    `p.yaml:46:61 ${RULES}.1.endDate: there is no 31 November. ${LOOK}`,
  ],
  [
    "29 February in a year without",
    yearsEnd("startDate: 2027-02-01, endDate: 2027-02-29"),
    `p.yaml:46:61 ${RULES}.1.endDate: there is no 29 February in 2027. ${LOOK}`,
  ],
  [
    "an exception on a date that there is not",
    weekend("except: [--06-19, --04-31]"),
    `p.yaml:48:47 ${RULES}.3.except.2: there is no 31 April. ${LOOK}`,
  ],
  [
    "month 13",
    yearsEnd("startDate: --13-01, endDate: --12-31"),
    `p.yaml:46:40 ${RULES}.1.startDate: "--13-01" cannot be used here. ${A_DATE}`,
  ],
  [
    "a date as one says it",
    yearsEnd("startDate: 31 December"),
    `p.yaml:46:40 ${RULES}.1.startDate: "31 December" cannot be used here. ${A_DATE}`,
  ],
  [
    "a beginning once, and an end each year",
    yearsEnd("startDate: 2026-12-24"),
    `p.yaml:46:40 ${RULES}.1.startDate: startDate has a year, and endDate comes each year. Write both with a year, such as startDate: 2026-12-24 and endDate: 2026-12-24, or both without.`,
  ],
  [
    "a year that ends before it begins",
    yearsEnd("startDate: 2026-12-24, endDate: 2026-01-06"),
    `p.yaml:46:40 ${RULES}.1.startDate: startDate (2026-12-24) is after endDate (2026-01-06). Exchange them.`,
  ],
  [
    "a weekday in Swedish",
    weekend("weekdays: [Fri, Lör]"),
    `p.yaml:48:45 ${RULES}.3.weekdays.2: "Lör" is none of its choices. Write Mon, Tue, Wed, Thu, Fri, Sat or Sun.`,
  ],
  [
    "a weekday that is no list",
    weekend("weekdays: Sat"),
    `p.yaml:48:39 ${RULES}.3.weekdays: this is not a list. Write [Sat, Sun].`,
  ],
  [
    "a weekday twice",
    weekend("weekdays: [Sat, Sun, Sat]"),
    `p.yaml:48:50 ${RULES}.3.weekdays.3: "Sat" is here twice. Keep one of them.`,
  ],
  [
    "a sixth Sunday",
    weekend("weekdays: [Sun], nth: 6"),
    `p.yaml:48:51 ${RULES}.3.nth: "6" is none of its choices. Write 1, 2, 3, 4, 5 or L.`,
  ],
  [
    "the last of no weekday",
    weekend("nth: L"),
    `p.yaml:48:34 ${RULES}.3.nth: nth says which of the weekdays in a month, and no weekdays are given. Add them, such as weekdays: [Sun].`,
  ],
];
