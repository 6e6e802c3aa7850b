import { itemKey } from "./item-key.ts";
import { usePage } from "./page-context.ts";
import { secondsText } from "../../device/words/spoken.ts";
import type { Decided } from "./store.ts";
import { becauseLines, whyLine } from "../../device/words/why-line.ts";

type Props = { readonly decisions: readonly Decided[]; readonly timeZone: string };

/** The newest decisions first, each with what it rests on. */
export function WhyTab({ decisions, timeZone }: Props) {
  const { words } = usePage();
  if (decisions.length === 0) return <p class="quiet">{words.noDecisions}</p>;
  return (
    <ol class="log">
      {decisions.map((decided) => (
        <Decision key={itemKey(decided)} decided={decided} timeZone={timeZone} />
      ))}
    </ol>
  );
}

function Decision({ decided, timeZone }: { readonly decided: Decided; readonly timeZone: string }) {
  const { words, language } = usePage();
  const line = whyLine(decided, language);
  return (
    <li>
      <details>
        <summary>
          <time class="quiet">{secondsText(decided.wall, timeZone)}</time>
          <span lang={line.language}>{line.text}</span>
        </summary>
        <dl class="because" aria-label={words.because}>
          {becauseLines(decided.because).map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}
