import type { Language } from "../../words/language.ts";
import { actsSection } from "./acts-section.ts";
import type { Shown } from "./desk.ts";
import type { Verdict } from "./gate.ts";
import { html, type Html } from "./html.ts";
import { machineSection } from "./machine-section.ts";
import {
  cycleSection,
  faultsSection,
  logSection,
  nowSection,
  partsSection,
  whySection,
  type Reader,
} from "./sections.ts";
import { wordsIn } from "./words.ts";

export type Theme = "sunlight" | "dusk";
export type Look = Reader & { readonly theme: Theme };

/** What is told anew when it changes, each by the id of its place in the page. */
const SECTIONS: Readonly<Record<string, (shown: Shown, reader: Reader) => Html>> = {
  away: ({ seen: { away } }, { language }) =>
    away === null
      ? html``
      : html`<p class="away fault" role="alert"><b>${wordsIn(language).away}</b> <span lang="en">${away}</span></p>`,
  now: nowSection,
  faults: faultsSection,
  acts: actsSection,
  machine: machineSection,
  why: whySection,
  parts: partsSection,
  log: logSection,
  cycle: cycleSection,
};

/** Every section as it is now, by its id. */
export const sectionsOf = (shown: Shown, reader: Reader): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(SECTIONS).map(([id, draw]) => [id, draw(shown, reader).text]));

/** The page, with all that it shows in it: nothing is waited for. */
export function consolePage(shown: Shown, look: Look): string {
  const words = wordsIn(look.language);
  const place = (id: string): Html => html`<div id="${id}">${SECTIONS[id]?.(shown, look) ?? null}</div>`;
  const section = (id: string, title: string): Html =>
    html`<section class="of-${id}" aria-labelledby="title-${id}">
      <h2 id="title-${id}">${title}</h2>
      ${place(id)}
    </section>`;
  const body = html`<header>
      <h1>${shown.device}</h1>
      ${switches(look)}
    </header>
    <noscript><p class="away">${words.needsScript}</p></noscript>
    <p id="gone" class="away fault" role="alert" hidden>
      ${words.consoleAway} <a href="${query(look)}">${words.load}</a>
    </p>
    ${place("away")}
    <main>
      ${section("now", words.now)} ${section("faults", words.faults)} ${section("acts", words.acts)}
      <section class="of-machine" aria-labelledby="title-machine">
        <h2 id="title-machine">${words.state}</h2>
        <div class="scroll" role="group" aria-labelledby="title-machine" tabindex="0">${place("machine")}</div>
      </section>
      ${section("why", words.why)} ${section("parts", words.parts)} ${section("log", words.log)}
    </main>
    <footer>${place("cycle")}</footer>
    <script src="/console.js"></script>`;
  return documentOf(`${shown.device} · ${words.title}`, body, look);
}

/** Where the code is typed. It says nothing of the device: whoever sees it has not been let in. */
export function signInPage(verdict: Exclude<Verdict, "in"> | null, look: Look): string {
  const { signIn } = wordsIn(look.language);
  const body = html`<header>
      <h1>${signIn.title}</h1>
      ${switches(look)}
    </header>
    <main class="sign-in">
      <p>${signIn.lead}</p>
      <form method="post" action="/session${query(look).slice(1)}">
        <label
          >${signIn.code}
          <input
            name="code"
            required
            maxlength="40"
            autocomplete="one-time-code"
            autocapitalize="characters"
            spellcheck="false"
            autofocus
        /></label>
        <button>${signIn.enter}</button>
      </form>
      ${verdict === null ? null : html`<p class="fault" role="alert">${signIn[verdict]}</p>`}
    </main>`;
  return documentOf(signIn.title, body, look);
}

const query = ({ language, theme }: Pick<Look, "language" | "theme">): string => `/?lang=${language}&theme=${theme}`;

function switches(look: Look): Html {
  const words = wordsIn(look.language);
  const other: Language = look.language === "en" ? "sv" : "en";
  const theme = look.theme === "sunlight" ? ("dusk" as const) : ("sunlight" as const);
  return html`<nav>
    <a href="${query({ ...look, language: other })}" lang="${other}" hreflang="${other}">${words.otherLanguage}</a>
    <a href="${query({ ...look, theme })}">${theme === "dusk" ? words.night : words.sunlight}</a>
  </nav>`;
}

const documentOf = (title: string, body: Html, { language, theme }: Look): string =>
  html`<!doctype html>
    <html lang="${language}" data-theme="${theme}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/console.css" />
      </head>
      <body>
        ${body}
      </body>
    </html>`.text;
