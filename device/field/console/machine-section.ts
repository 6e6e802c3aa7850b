import { BIN_DRAWING, LAMP_DRAWING, type Box, type Drawing } from "../../words/machine-drawing.ts";
import type { Language } from "../../words/language.ts";
import type { Shown } from "./desk.ts";
import { html, type Html } from "./html.ts";
import { standingOf, stateOf } from "./look.ts";
import type { Reader } from "./sections.ts";
import { wordsIn } from "./words.ts";

/** The machine drawn, its current state lit. What is not known lights nothing. */
export function machineSection({ seen }: Shown, { language }: Reader): Html {
  const words = wordsIn(language);
  if (seen.status === null) return html`<p class="quiet">${words.unknown}</p>`;
  if (standingOf(seen.status)?.press === null) return html`<p class="quiet">${words.noPress}</p>`;
  const drawing = seen.status.kind === "lamp-post" ? LAMP_DRAWING : BIN_DRAWING;
  const current = stateOf(seen);
  const label = drawing.boxes.find(({ id }) => id === current)?.label[language] ?? words.unknown;
  return html`<svg
    class="machine"
    viewBox="0 0 ${drawing.width} ${drawing.height}"
    role="img"
    aria-label="${words.state}: ${label}"
  >
    <defs>
      <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">
        <path class="arrow-head" d="M0 0L8 4L0 8z" />
      </marker>
    </defs>
    ${drawing.frames.map(
      ({ x, y, width, height }) =>
        html`<rect class="frame" x="${x}" y="${y}" width="${width}" height="${height}" rx="5" />`,
    )}
    ${drawing.arrows.map((path) => html`<path class="arrow" d="${path}" marker-end="url(#arrow)" />`)}
    ${drawing.words.map(
      ({ x, y, text, anchor }) =>
        html`<text class="word" x="${x}" y="${y}" text-anchor="${anchor}">${text[language]}</text>`,
    )}
    ${drawing.boxes.map((box) => stateBox(box, drawing, box.id === current, language))}
  </svg>`;
}

function stateBox(box: Box, { boxWidth, boxHeight }: Drawing, isCurrent: boolean, language: Language): Html {
  const looks = `state${isCurrent ? " current" : ""}${box.fault ? " faulty" : ""}`;
  return html`<g class="${looks}" data-state="${box.id}">
    <rect x="${box.x - boxWidth / 2}" y="${box.y - boxHeight / 2}" width="${boxWidth}" height="${boxHeight}" rx="3" />
    <text x="${box.x}" y="${box.y}" text-anchor="middle" dominant-baseline="central">${box.label[language]}</text>
  </g>`;
}
