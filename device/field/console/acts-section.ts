import { ACTS, WHO_MAX, WHY_MAX, type ActName } from "./acts.ts";
import type { Shown } from "./desk.ts";
import { html, type Html } from "./html.ts";
import { RAMP_PCT } from "./ramp.ts";
import type { Reader } from "./sections.ts";
import { ACT_WORDS, wordsIn } from "./words.ts";

/** The buttons. Each asks first: it says what will happen, and does it when it is pressed again. */
export function actsSection(shown: Shown, reader: Reader): Html {
  const { status } = shown.seen;
  if (status === null) return html`<p class="quiet">${wordsIn(reader.language).away}</p>`;
  return html`${ACTS[status.kind].map((name) => actForm(name, shown, reader))}`;
}

function actForm(name: ActName, { armed, ramp, said }: Shown, { language }: Reader): Html {
  const words = wordsIn(language);
  const isArmed = armed?.act.name === name;
  const act = armed?.act;
  const { label, asks } = ACT_WORDS[name];
  const texts = act?.name === "reset-latch" && isArmed ? act : { who: "", why: "" };
  const fields =
    name !== "reset-latch"
      ? null
      : html`<label
            >${words.who} <input name="who" id="who" maxlength="${WHO_MAX}" autocomplete="name" value="${texts.who}"
          /></label>
          <label>${words.reason} <input name="why" id="why" maxlength="${WHY_MAX}" value="${texts.why}" /></label>`;
  const step = name === "ramp" && ramp !== null ? words.step(ramp.step + 1, RAMP_PCT[ramp.step] ?? 0) : null;
  const result =
    said?.act.name !== name
      ? null
      : html`<p class="${said.done ? "done" : "fault"}">
          <b>${said.done ? words.done : words.refused}:</b> <span lang="en">${said.result}</span>
        </p>`;
  return html`<form class="act">
    <input type="hidden" name="act" value="${name}" />${fields}
    <button id="act-${name}" class="${isArmed ? "armed" : ""}" aria-describedby="says-${name}">
      ${label[language]}${isArmed ? "?" : ""}
    </button>
    <div id="says-${name}" class="says" role="status">
      ${isArmed ? html`<p><b>${asks[language]}</b> ${words.again}</p>` : null}
      ${step === null ? null : html`<p>${step}</p>`}${result}
    </div>
  </form>`;
}
