import { useCallback, useEffect, useLayoutEffect, useMemo, useState } from "preact/hooks";
import type { Language } from "../../device/words/language.ts";
import { Bar } from "./bar.tsx";
import { ChosenPanel } from "./chosen-panel.tsx";
import { DateRibbon } from "./date-ribbon.tsx";
import { useFileDrop } from "./file-opener.tsx";
import type { Feed } from "./feed.ts";
import { FiguresPanel } from "./figures-panel.tsx";
import { Notices, type Problems, type ShowProblems } from "./notices.tsx";
import { PageContext, type PageNeeds } from "./page-context.ts";
import { preferencesHere, remember, type Theme } from "./preferences.ts";
import type { Watched, Wish } from "../host/protocol.ts";
import type { Seen } from "./store.ts";
import { StreetCanvas } from "./street-canvas.tsx";
import { useVerbKeys } from "./verbs.tsx";
import { wordsIn, type Words } from "./words.ts";

type Props = {
  readonly feed: Feed;
  readonly watched: Watched;
  /** Hands over whom to tell that the street has ended, or is back. */
  readonly onEnded: (tell: (isEnded: boolean) => void) => void;
};

/** The whole page: the bar, the street, what the city knows of it, three numbers and one controller. */
export function StreetPage({ feed, watched, onEnded }: Props) {
  const seen = useSeen(feed);
  const [{ language, theme }, prefer] = usePreferences();
  const [problems, setProblems] = useState<Problems | null>(null);
  const [isEnded, setEnded] = useState(false);
  const [wanted, choose] = useState<string | null>(null);
  useEffect(() => onEnded(setEnded), [onEnded]);
  const words = wordsIn(language);
  const ask = useAsk(watched, words, setProblems);
  const needs = useMemo<PageNeeds>(() => ({ language, words, theme, ask }), [language, words, theme, ask]);
  const isDropping = useFileDrop(needs, setProblems);
  useVerbKeys(seen?.stage.run.kind ?? "record", ask);
  if (seen === null) return null;
  const chosen = chosenOf(seen, wanted);
  return (
    <PageContext.Provider value={needs}>
      <header class="top">
        <Bar seen={seen} onPrefer={prefer} onProblems={setProblems} />
        <DateRibbon seen={seen} />
      </header>
      <main>
        <StreetCanvas feed={feed} seen={seen} chosen={chosen} onChoose={choose} />
        <div class="panels">
          <FiguresPanel figures={seen.frame.figures} hint={seen.stage.hint} />
          <ChosenPanel seen={seen} chosen={chosen} />
        </div>
      </main>
      <Notices problems={problems} isEnded={isEnded} isDropping={isDropping} onDismiss={() => setProblems(null)} />
    </PageContext.Provider>
  );
}

function useSeen(feed: Feed): Seen | null {
  const [seen, setSeen] = useState(feed.seen);
  useEffect(() => feed.subscribe(() => setSeen(feed.seen)), [feed]);
  return seen;
}

/** At first the lamp over whoever walks there; later what was chosen, as long as this street has it. */
function chosenOf({ stage }: Seen, wanted: string | null): string | null {
  const devices = [...stage.posts, ...stage.bins].map(({ name }) => name);
  if (wanted !== null && devices.includes(wanted)) return wanted;
  if (stage.run.kind === "record") return stage.run.device;
  const seenAgoS = stage.frame.posts.map((post) => post.seenAgoS ?? Infinity);
  const lit = seenAgoS.indexOf(Math.min(...seenAgoS));
  return stage.posts[Math.max(0, lit)]?.name ?? devices[0] ?? null;
}

function useAsk(watched: Watched, words: Words, setProblems: ShowProblems): (wish: Wish) => void {
  return useCallback(
    (wish: Wish) => {
      watched.ask(wish).then(
        (answer) => {
          if (!answer.ok) setProblems(answer);
        },
        () => setProblems(words.noAnswer),
      );
    },
    [watched, words, setProblems],
  );
}

export type Prefer = (choice: { language?: Language; theme?: Theme }) => void;

function usePreferences() {
  const [preferences, setPreferences] = useState(preferencesHere);
  const { language, theme } = preferences;
  useLayoutEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dataset["theme"] = theme;
    document.title = wordsIn(language).title;
  }, [language, theme]);
  const prefer: Prefer = (choice) => {
    const chosen = { ...preferences, ...choice };
    remember(chosen);
    setPreferences(chosen);
  };
  return [preferences, prefer] as const;
}
