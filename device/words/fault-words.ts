import type { FaultCause } from "../measure/fault.ts";
import type { InBoth } from "./language.ts";

/** What is wrong with a part, for after its name and a colon. */
export const FAULT_WORDS: Readonly<Record<FaultCause, InBoth>> = {
  absent: { en: "the config names none", sv: "finns inte i konfigurationen" },
  starting: { en: "no first value yet", sv: "inget första värde än" },
  "no-port": { en: "its port is not there", sv: "dess port finns inte" },
  "no-permission": { en: "its port may not be opened", sv: "dess port får inte öppnas" },
  "port-busy": { en: "another program holds its port", sv: "ett annat program använder dess port" },
  disconnected: { en: "it went away", sv: "den försvann" },
  "no-answer": { en: "it does not answer", sv: "den svarar inte" },
  corrupt: { en: "what it sends makes no sense", sv: "det den sänder går inte att förstå" },
  stale: { en: "it tells nothing new", sv: "den säger inget nytt" },
  "out-of-range": { en: "a value that it cannot give", sv: "ett värde som den inte kan ge" },
  implausible: { en: "its signals contradict each other", sv: "dess signaler säger emot varandra" },
  stuck: { en: "it has not changed for too long", sv: "den har inte ändrats på för länge" },
  broken: { en: "it says that it is broken", sv: "den säger att den är trasig" },
};
