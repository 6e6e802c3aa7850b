import type { Language } from "../../words/language.ts";
import { FAULT_WORDS } from "../../words/fault-words.ts";
import { roleText } from "../../words/part-words.ts";
import { causeText, isMode, MODE_WORDS, QUALITY_WORDS } from "../../words/press-words.ts";
import { number, secondsText, spanText } from "../../words/spoken.ts";
import { becauseLines, whyLine } from "../../words/why-line.ts";
import type { LampFeedback } from "../../measure/samples.ts";
import type { Reading } from "../../measure/reading.ts";
import type { PressStanding, Standing } from "../../bin/told/standing.ts";
import type { ToldWhy } from "../../control/control-options.ts";
import type { Shown } from "./desk.ts";
import { html, type Html } from "./html.ts";
import { agoS, faultsOf, partsOf, standingOf, type Status } from "./look.ts";
import { valueText } from "./value-words.ts";
import { wordsIn } from "./words.ts";

/** How a page is read. */
export type Reader = { readonly language: Language; readonly timeZone: string };

/** Decisions on the page; more are in `gaturum why`. Our choice: two screens of a phone. */
const DECISIONS_SHOWN = 20;

/** The level or the fill, large, and a sentence. Without an answer of control there is no number. */
export function nowSection({ seen: { status, decisions } }: Shown, { language }: Reader): Html {
  const words = wordsIn(language);
  if (status?.kind === "lamp-post") return lampNow(status, decisions.at(-1), language);
  const standing = status === null ? null : standingOf(status);
  if (standing !== null) return binNow(standing, language);
  return html`<p class="number unknown">–</p>
    <p>${words.unknown}</p>`;
}

function lampNow({ outputs, readings }: Status, last: ToldWhy | undefined, language: Language): Html {
  const words = wordsIn(language);
  const levelPct = Number(outputs["levelPct"]);
  const lamp = readings["lamp"] as Reading<LampFeedback> | undefined;
  const told = lamp?.ok === true ? words.asked(number(lamp.value.levelPct, language)) : null;
  const line = last === undefined ? null : whyLine(last, language);
  return html`<p class="number">${number(levelPct, language)}<small>% ${words.light}</small></p>
    ${bar(levelPct, "light")}
    ${line === null ? null : html`<p class="sentence" lang="${line.language}">${line.text}</p>`}
    <p class="quiet">${told}</p>`;
}

function binNow({ fill, press }: Standing, language: Language): Html {
  const words = wordsIn(language);
  const level =
    fill.quality === "valid"
      ? html`<p class="number">${number(fill.fillPct, language)}<small>% ${words.fill}</small></p>
          ${bar(fill.fillPct, "data")}`
      : html`<p class="number unknown">–</p>
          <p>${QUALITY_WORDS[fill.quality]?.[language] ?? fill.quality}</p>`;
  return html`${level} ${press === null ? html`<p class="sentence">${words.noPress}</p>` : pressNow(press, language)}`;
}

function pressNow({ state, forS, waitsFor, blocks }: PressStanding, language: Language): Html {
  const words = wordsIn(language);
  const does = isMode(state) ? MODE_WORDS[state].does[language] : state;
  const rests = state === "IDLE" || state === "COOL" ? blocks : [];
  return html`<p class="sentence">${capital(does)}, ${words.since(spanText(forS, language))}.</p>
    ${waitsFor === null ? null : html`<p>${words.waitsFor} <span lang="en">${waitsFor}</span>.</p>`}
    ${rests.map(({ text }) => html`<p class="quiet">${words.noStroke}: <span lang="en">${text}</span></p>`)}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** A picture of a share; the number stands beside it. */
const bar = (pct: number, of: "light" | "data"): Html =>
  html`<svg class="bar ${of}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
    <rect class="rail" width="100" height="4" />
    <rect class="share" width="${Math.max(0, Math.min(100, pct))}" height="4" />
  </svg>`;

/** What is wrong and what is latched, each with a shape, and what to do where the machine knows. */
export function faultsSection({ seen: { status } }: Shown, { language }: Reader): Html {
  const words = wordsIn(language);
  if (status === null) return html`<p class="quiet">${words.unknown}</p>`;
  const press = standingOf(status)?.press ?? null;
  const items = [
    ...(press?.latch ?? []).map(
      ({ cause, cure }) =>
        html`<li class="latched">
          <b>${words.latched}: ${causeText(cause, language)}</b>
          <p>${words.toDo}: <span lang="en">${cure}</span></p>
        </li>`,
    ),
    ...faultsOf(status).map(
      ({ role, fault }) =>
        html`<li class="fault">
          <b
            >${role === null ? fault.part : capital(roleText(role, language))}: ${FAULT_WORDS[fault.cause][language]}</b
          >
          <p class="quiet">${fault.part}${fault.detail === undefined ? "" : `, ${fault.detail}`}</p>
        </li>`,
    ),
    ...(press?.missing ?? []).map(
      (text) => html`<li class="look">${words.lookAt}: <span lang="en">${text}</span></li>`,
    ),
    ...(press?.stuckButtons ?? []).map((name) => html`<li class="fault">${words.stuckButton(name.toUpperCase())}</li>`),
  ];
  return items.length === 0
    ? html`<p class="quiet">${words.noFaults}</p>`
    : html`<ul class="faults">
        ${items}
      </ul>`;
}

/** The newest first. */
export function whySection({ seen: { decisions }, now }: Shown, { language, timeZone }: Reader): Html {
  const words = wordsIn(language);
  if (decisions.length === 0) return html`<p class="quiet">${words.nothingDecided}</p>`;
  const rows = decisions
    .slice(-DECISIONS_SHOWN)
    .reverse()
    .map((decision) => {
      const { at, ts, because, would } = decision;
      const line = whyLine(decision, language);
      const rests = becauseLines(because).map(([key, value]) => `${key} ${value}`);
      const when = ts === null ? words.ago(spanText(agoS(at, now), language)) : secondsText(ts, timeZone);
      return html`<li>
        <span class="when">${when}</span>
        <span lang="${line.language}">${would === true ? `(${words.would}) ` : ""}${line.text}</span>
        <p class="quiet" lang="en">${rests.join(", ")}</p>
      </li>`;
    });
  const observing = decisions.at(-1)?.would === true ? html`<p>${words.observing}</p>` : null;
  return html`${observing}
    <ol class="list">
      ${rows}
    </ol>`;
}

export function partsSection({ seen: { status } }: Shown, { language }: Reader): Html {
  if (status === null) return html`<p class="quiet">${wordsIn(language).unknown}</p>`;
  const rows = partsOf(status).map((part) => {
    const { role, reading } = part;
    const said = reading.ok
      ? html`<td>${valueText({ ...part, reading }, language)}</td>`
      : html`<td class="fault">${FAULT_WORDS[reading.fault.cause][language]}</td>`;
    return html`<tr>
      <th scope="row">${capital(roleText(role, language))}</th>
      ${said}
    </tr>`;
  });
  return html`<table>
    ${rows}
  </table>`;
}

export function logSection({ log }: Shown, { language, timeZone }: Reader): Html {
  if (log.length === 0) return html`<p class="quiet">${wordsIn(language).nothingYet}</p>`;
  const rows = log
    .toReversed()
    .map(
      ({ wall, isFault, text }) =>
        html`<li class="${isFault ? "fault" : ""}">
          <span class="when">${secondsText(wall, timeZone)}</span> ${text[language]}
        </li>`,
    );
  return html`<ol class="list">
    ${rows}
  </ol>`;
}

export function cycleSection({ seen: { status } }: Shown, { language }: Reader): Html {
  if (status === null) return html``;
  const words = wordsIn(language);
  const { figures, waiting } = status;
  const late = words.cycles(number(figures.lateCycles, language), number(figures.cycles, language));
  return html`<p class="quiet">${words.waiting(number(waiting, language), waiting === 1)} · ${late}</p>`;
}
