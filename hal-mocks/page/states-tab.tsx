import { useEffect, useRef } from "preact/hooks";
import type { Chosen } from "./chosen-panel.tsx";
import { BIN_DRAWING, LAMP_DRAWING, type Box, type Drawing } from "../../device/words/machine-drawing.ts";
import { usePage } from "./page-context.ts";
import { deviceName } from "./device-names.ts";

/** The machine drawn, its current state lit: in ink, for the colour of light is for light alone. */
export function StatesTab({ chosen }: { readonly chosen: Chosen }) {
  const { words, language } = usePage();
  const drawing = chosen.kind === "lamp" ? LAMP_DRAWING : BIN_DRAWING;
  const current = currentState(chosen);
  const scroll = useRef<HTMLDivElement>(null);
  useEffect(() => bringToSight(scroll.current, drawing, current), [drawing, current]);
  const label = drawing.boxes.find(({ id }) => id === current)?.label[language] ?? "–";
  return (
    <div class="machine-scroll" ref={scroll} role="group" aria-label={words.tabs.states} tabIndex={0}>
      <svg
        class="machine"
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        role="img"
        aria-label={words.statesOf(deviceName(chosen.name, language), label)}
      >
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">
            <path class="arrow-head" d="M0 0L8 4L0 8z" />
          </marker>
        </defs>
        {drawing.frames.map((frame) => (
          <rect key={`${frame.x}`} class="machine-frame" {...frame} rx="5" />
        ))}
        {drawing.arrows.map((path) => (
          <path key={path} class="arrow" d={path} marker-end="url(#arrow)" />
        ))}
        {drawing.words.map(({ x, y, text, anchor }) => (
          <text key={`${x} ${y}`} class="arrow-word" x={x} y={y} text-anchor={anchor}>
            {text[language]}
          </text>
        ))}
        {drawing.boxes.map((box) => (
          <State key={box.id} box={box} drawing={drawing} isCurrent={box.id === current} />
        ))}
      </svg>
    </div>
  );
}

/** On a phone the drawing is wider than the screen. */
function bringToSight(scroll: HTMLElement | null, { boxes, width }: Drawing, current: string | null): void {
  const box = boxes.find(({ id }) => id === current);
  if (scroll === null || box === undefined) return;
  scroll.scrollLeft = (box.x / width) * scroll.scrollWidth - scroll.clientWidth / 2;
}

function currentState(chosen: Chosen): string | null {
  if (chosen.kind === "bin") return chosen.bin.powered ? chosen.bin.mode : null;
  return chosen.post.levelPct === null ? null : chosen.post.rule;
}

type StateProps = { readonly box: Box; readonly drawing: Drawing; readonly isCurrent: boolean };

function State({ box, drawing: { boxWidth, boxHeight }, isCurrent }: StateProps) {
  const { language } = usePage();
  const looks = `state${isCurrent ? " current" : ""}${box.fault ? " faulty" : ""}`;
  return (
    <g class={looks} data-state={box.id}>
      <rect x={box.x - boxWidth / 2} y={box.y - boxHeight / 2} width={boxWidth} height={boxHeight} rx="3" />
      <text x={box.x} y={box.y} text-anchor="middle" dominant-baseline="central">
        {box.label[language]}
      </text>
    </g>
  );
}
