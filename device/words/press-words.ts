import type { InBoth, Language } from "./language.ts";

/** Each mode of a press: a word for the drawing, and what it does, for after its name. `fault`: it stands still for good. */
export type ModeWords = { readonly label: InBoth; readonly does: InBoth; readonly fault?: true };

/** By the names of `device/bin/press/states.ts`; a test holds them to it. */
export const MODE_WORDS = {
  BOOT: { label: { en: "boot", sv: "start" }, does: { en: "is starting", sv: "startar" } },
  SELF_TEST: {
    label: { en: "self-test", sv: "självtest" },
    does: { en: "tests its guards before it may press", sv: "prövar sina skydd innan den får pressa" },
  },
  WAIT_START: {
    label: { en: "wait START", sv: "väntar" },
    does: { en: "waits until someone on site presses START", sv: "väntar på att någon på plats trycker START" },
  },
  IDLE: { label: { en: "idle", sv: "vila" }, does: { en: "is at rest", sv: "vilar" } },
  LOCKING: {
    label: { en: "locking", sv: "låser" },
    does: { en: "locks its hopper, so that no hand is in it", sv: "låser inkastet, så att ingen hand är i det" },
  },
  WARN: {
    label: { en: "warning", sv: "varnar" },
    does: { en: "warns that it is about to press", sv: "varnar för att den snart pressar" },
  },
  EXTEND: { label: { en: "pressing", sv: "pressar" }, does: { en: "is pressing", sv: "pressar" } },
  PAUSE: {
    label: { en: "pause", sv: "paus" },
    does: { en: "has broken off and holds still before it goes up", sv: "har avbrutit och väntar innan den går upp" },
  },
  DWELL: {
    label: { en: "holding", sv: "håller" },
    does: { en: "holds the litter down for a moment", sv: "håller nere skräpet en stund" },
  },
  RETRACT: { label: { en: "going up", sv: "går upp" }, does: { en: "takes its ram up again", sv: "går upp igen" } },
  VERIFY: {
    label: { en: "measuring", sv: "mäter" },
    does: { en: "measures what the press has gained", sv: "mäter vad pressen har gett" },
  },
  COOL: {
    label: { en: "resting", sv: "svalnar" },
    does: { en: "lets its motor rest", sv: "låter motorn vila" },
  },
  FULL_LOCKED: {
    label: { en: "full, locked", sv: "full, låst" },
    does: { en: "is full and locked until it is emptied", sv: "är full och låst tills den töms" },
  },
  COLLECTION: {
    label: { en: "emptied", sv: "töms" },
    does: { en: "is being emptied; the press does not move", sv: "töms; pressen står stilla" },
  },
  SAFE_STOP: { label: { en: "stopped", sv: "stopp" }, does: { en: "has stopped", sv: "har stannat" }, fault: true },
  LOCKOUT: {
    label: { en: "locked out", sv: "spärrad" },
    does: { en: "stands still for good", sv: "står stilla" },
    fault: true,
  },
  SERVICE: {
    label: { en: "service", sv: "service" },
    does: { en: "moves only by the hands of its crew", sv: "rör sig bara för hand, av den som har nyckeln" },
  },
  SHUTDOWN: {
    label: { en: "no charge", sv: "urladdad" },
    does: { en: "waits for its battery to be charged", sv: "väntar på att batteriet laddas" },
  },
} as const satisfies Record<string, ModeWords>;
export type ModeName = keyof typeof MODE_WORDS;
export const isMode = (text: string): text is ModeName => Object.hasOwn(MODE_WORDS, text);

/** By the names of `device/bin/press/causes.ts`, whose English it repeats word for word; a test holds it to that. */
export const CAUSE_WORDS: Readonly<Record<string, InBoth>> = {
  nvLost: { en: "the controller's memory could not be read", sv: "styrenhetens minne gick inte att läsa" },
  openIntent: { en: "power was lost while the press was moving", sv: "strömmen försvann medan pressen rörde sig" },
  openService: {
    en: "power was lost while the key stood at SERVICE",
    sv: "strömmen försvann medan nyckeln stod på SERVICE",
  },
  eStop: { en: "the emergency stop was pressed", sv: "nödstoppet trycktes in" },
  fire: { en: "it is hot inside, or the temperature rises fast", sv: "det är hett inuti, eller blir fort varmare" },
  tilt: { en: "the bin leans over", sv: "papperskorgen lutar" },
  guard: { en: "a guard opened during a stroke", sv: "ett skydd öppnades under en pressning" },
  lock: {
    en: "the hopper lock was not closed during a stroke",
    sv: "inkastets lås var inte stängt under en pressning",
  },
  key: { en: "the key was turned from AUTO during a stroke", sv: "nyckeln vreds från AUTO under en pressning" },
  current: {
    en: "the motor current was not known during a stroke",
    sv: "motorströmmen var okänd under en pressning",
  },
  top: {
    en: "the two contacts of the TOP switch contradict each other",
    sv: "de två kontakterna i TOP säger emot varandra",
  },
  topAndBottom: { en: "TOP and BOTTOM are made at the same time", sv: "TOP och BOTTOM är slutna samtidigt" },
  limits: { en: "the limit switches contradict each other at rest", sv: "gränslägena säger emot varandra i vila" },
  suspectTop: {
    en: "TOP says that the press is up, and what it did or its travel says that it is not",
    sv: "TOP säger att pressen är uppe, men dess rörelse eller läge säger att den inte är det",
  },
  suspectBottom: {
    en: "BOTTOM was made far too early in a stroke",
    sv: "BOTTOM slöts alldeles för tidigt i en pressning",
  },
  motorOpen: {
    en: "the motor is driven and takes no current: look at its wires",
    sv: "motorn drivs men drar ingen ström: se över dess ledningar",
  },
  extendTimeout: {
    en: "the press did not reach its lower end in time",
    sv: "pressen nådde inte sitt nedre läge i tid",
  },
  retractTimeout: {
    en: "the press did not come back to its top in time",
    sv: "pressen kom inte tillbaka till sitt övre läge i tid",
  },
  jam: {
    en: "the press jammed near its top for the third time in 24 hours",
    sv: "pressen fastnade nära toppen för tredje gången på 24 timmar",
  },
  jamUp: { en: "the press stalled on its way up", sv: "pressen fastnade på väg upp" },
  jamUpAgain: { en: "the press stalled on its way up again", sv: "pressen fastnade på väg upp igen" },
  discrepancy: {
    en: "the two channels of a guard did not agree",
    sv: "ett skydds två kanaler var inte överens",
  },
  watchdog: {
    en: "the guard chain stays closed without the watchdog: look at its relay",
    sv: "skyddskedjan förblir sluten utan vakthunden: se över dess relä",
  },
  weld: {
    en: "the motor takes current or the press moves although both directions are off: a relay may be welded",
    sv: "motorn drar ström eller pressen rör sig fast båda riktningarna är av: ett relä kan ha svetsat fast",
  },
};

/** A cause that the table does not know is the invariant for which the guard took outputs away. */
export function causeText(cause: string, language: Language): string {
  const known = Object.hasOwn(CAUSE_WORDS, cause) ? CAUSE_WORDS[cause] : undefined;
  if (known !== undefined) return known[language];
  return language === "en"
    ? `the guard had to take outputs away (${cause}): a fault in the controller`
    : `skyddet fick ta bort utgångar (${cause}): ett fel i styrenheten`;
}

/** Why a fill level is not known, by the words of `bin-fill`. */
export const QUALITY_WORDS: Readonly<Record<string, InBoth>> = {
  stale: { en: "its level sensor tells nothing new", sv: "nivåsensorn säger inget nytt" },
  blind: { en: "something covers its level sensor", sv: "något täcker nivåsensorn" },
  noEcho: { en: "its level sensor hears no echo", sv: "nivåsensorn hör inget eko" },
  blindOrNoEcho: { en: "its level sensor is covered or hears no echo", sv: "nivåsensorn är täckt eller hör inget eko" },
  weak: { en: "the echo is weak", sv: "ekot är svagt" },
  overexposed: { en: "too much light falls on its level sensor", sv: "för mycket ljus faller på nivåsensorn" },
  twoTargets: { en: "its level sensor sees two surfaces", sv: "nivåsensorn ser två ytor" },
  implausible: { en: "its level sensor tells what cannot be", sv: "nivåsensorn säger något omöjligt" },
  doorOpen: { en: "its door is open", sv: "dörren är öppen" },
  corrupt: { en: "what its level sensor sends makes no sense", sv: "det nivåsensorn sänder går inte att förstå" },
};
