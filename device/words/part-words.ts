import type { InBoth, Language } from "./language.ts";
import type { LAMP_POST_ROLES, LITTER_BIN_ROLES } from "../measure/roles.ts";

type RoleName = keyof typeof LAMP_POST_ROLES | keyof typeof LITTER_BIN_ROLES;

/** What a part is for, as the subject of a sentence. */
export const ROLE_WORDS: Readonly<Record<RoleName, InBoth>> = {
  motion: { en: "the motion sensor", sv: "rörelsesensorn" },
  daylight: { en: "the photocell", sv: "ljussensorn" },
  lamp: { en: "the lamp", sv: "lampan" },
  clock: { en: "the clock", sv: "klockan" },
  level: { en: "the level sensor", sv: "nivåsensorn" },
  level2: { en: "the second level sensor", sv: "andra nivåsensorn" },
  level3: { en: "the third level sensor", sv: "tredje nivåsensorn" },
  temperature: { en: "the temperature sensor", sv: "temperatursensorn" },
  battery: { en: "the battery", sv: "batteriet" },
  ram: { en: "the ram", sv: "pressen" },
  current: { en: "the current sensor", sv: "strömsensorn" },
  hopperA: { en: "contact A of the hopper", sv: "inkastets kontakt A" },
  hopperB: { en: "contact B of the hopper", sv: "inkastets kontakt B" },
  doorA: { en: "contact A of the door", sv: "dörrens kontakt A" },
  doorB: { en: "contact B of the door", sv: "dörrens kontakt B" },
  binPresent: { en: "the contact of the inner bin", sv: "innerkärlets kontakt" },
  eStop: { en: "the emergency stop", sv: "nödstoppet" },
  tilt: { en: "the tilt switch", sv: "lutningskontakten" },
  key: { en: "the key switch", sv: "nyckelbrytaren" },
  chain: { en: "the guard chain", sv: "skyddskedjan" },
  lockClosed: { en: "the contact of the lock", sv: "låsets kontakt" },
  top: { en: "the TOP switch", sv: "gränsläget TOP" },
  topOpen: { en: "the second contact of TOP", sv: "andra kontakten i TOP" },
  bottom: { en: "the BOTTOM switch", sv: "gränsläget BOTTOM" },
  beam: { en: "the light beam", sv: "ljusstrålen" },
  start: { en: "the START button", sv: "knappen START" },
  reset: { en: "the RESET button", sv: "knappen RESET" },
  returned: { en: "the RETURN button", sv: "knappen RETURN" },
  serviceA: { en: "the first service button", sv: "första serviceknappen" },
  serviceB: { en: "the second service button", sv: "andra serviceknappen" },
  lock: { en: "the lock", sv: "låset" },
  buzzer: { en: "the buzzer", sv: "summern" },
  signRed: { en: "the red sign", sv: "röda skylten" },
  signAmber: { en: "the amber sign", sv: "gula skylten" },
  signGreen: { en: "the green sign", sv: "gröna skylten" },
  watchdog: { en: "the watchdog relay", sv: "vakthundsreläet" },
};

export function roleText(role: string, language: Language): string {
  return role in ROLE_WORDS ? ROLE_WORDS[role as RoleName][language] : role;
}

/** "the clock, the lamp and the motion sensor" */
export function listed(items: readonly string[], language: Language): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} ${language === "en" ? "and" : "och"} ${items.at(-1) ?? ""}`;
}
