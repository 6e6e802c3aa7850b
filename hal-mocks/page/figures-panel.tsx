import { usePage } from "./page-context.ts";
import type { Figures } from "../host/protocol.ts";
import { number, orDash } from "../../device/words/spoken.ts";

/** The three numbers that a city asks for, and under them how the machinery does. */
export function FiguresPanel({ figures, hint }: { readonly figures: Figures; readonly hint: string | null }) {
  const { words, language } = usePage();
  const { savedNetPct, walkedInDarkS, tripsAvoided, waiting, pace, online, devices } = figures;
  const said = words.figures;
  const count = (value: number): string => number(value, language);
  return (
    <section class="figures" aria-label={said.label}>
      <dl class="three">
        <Figure name={said.saved} of={said.savedOf} value={orDash(savedNetPct, language)} unit="%" />
        <Figure name={said.dark} of={said.darkOf} value={orDash(walkedInDarkS, language)} unit="s" />
        <Figure name={said.trips} of={said.tripsOf} value={orDash(tripsAvoided, language)} unit="" />
      </dl>
      <ul class="small quiet">
        <li>
          <b>{orDash(waiting, language)}</b> {said.waiting(waiting)}
        </li>
        <li title={pace === null ? said.simulated : ""}>
          <b>{orDash(pace?.lateCycles ?? null, language)}</b> {said.late}
          {pace !== null && ` ${said.ofCycles(count(pace.cycles))}`}
        </li>
        <li>
          <b>{orDash(online, language)}</b> {said.ofDevices(count(devices))} {said.online}
        </li>
      </ul>
      {hint !== null && <p class="hint quiet">{hint}</p>}
    </section>
  );
}

type FigureProps = { readonly name: string; readonly of: string; readonly value: string; readonly unit: string };

function Figure({ name, of, value, unit }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={value === "–" ? "number unknown" : "number"}>
        {value}
        {unit !== "" && value !== "–" && <small> {unit}</small>}
      </dd>
      <dd class="quiet of">{of}</dd>
    </div>
  );
}
