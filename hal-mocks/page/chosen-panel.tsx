import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ChartTab } from "./chart-tab.tsx";
import { MessagesTab } from "./messages-tab.tsx";
import { usePage } from "./page-context.ts";
import type { BinFrame, PostFrame, Stage } from "../host/protocol.ts";
import { binSentence, postSentence } from "./sentences.ts";
import { StatesTab } from "./states-tab.tsx";
import { toldOf, type Seen } from "./store.ts";
import { WhyTab } from "./why-tab.tsx";

/** One post or bin, as it is now. */
export type Chosen =
  | { readonly kind: "lamp"; readonly name: string; readonly post: PostFrame }
  | { readonly kind: "bin"; readonly name: string; readonly bin: BinFrame };

export function chosenIn({ stage, frame }: Seen, device: string | null): Chosen | null {
  const post = frame.posts[stage.posts.findIndex(({ name }) => name === device)];
  if (post !== undefined && device !== null) return { kind: "lamp", name: device, post };
  const bin = frame.bins[stage.bins.findIndex(({ name }) => name === device)];
  return bin !== undefined && device !== null ? { kind: "bin", name: device, bin } : null;
}

const TABS = ["why", "states", "chart", "messages"] as const;
type Tab = (typeof TABS)[number];

/** One controller: a sentence on what it does and why, then the same in full. */
export function ChosenPanel({ seen, chosen: device }: { readonly seen: Seen; readonly chosen: string | null }) {
  const { words } = usePage();
  const [tab, setTab] = useState<Tab>("why");
  const chosen = chosenIn(seen, device);
  if (chosen === null) {
    return (
      <section class="chosen" aria-label={words.chosen}>
        <p class="sentence">{words.chooseOne}</p>
      </section>
    );
  }
  return (
    <section class="chosen" aria-label={words.chosen}>
      <Sentence chosen={chosen} stage={seen.stage} />
      <TabList tab={tab} onTab={setTab} />
      <TabPanel tab={tab}>
        <TabContent tab={tab} seen={seen} chosen={chosen} />
      </TabPanel>
    </section>
  );
}

function Sentence({ chosen, stage }: { readonly chosen: Chosen; readonly stage: Stage }) {
  const { language } = usePage();
  const isFaulty =
    chosen.kind === "lamp" ? chosen.post.faults.length > 0 : chosen.bin.faults.length > 0 || chosen.bin.latched;
  return (
    <p class="sentence">
      {isFaulty && (
        <span class="fault" aria-hidden="true">
          {chosen.kind === "bin" && chosen.bin.latched ? "■ " : "▲ "}
        </span>
      )}
      {chosen.kind === "lamp"
        ? postSentence(chosen.name, chosen.post, language)
        : binSentence(chosen.name, chosen.bin, stage.bin.pressAtPct, language)}
    </p>
  );
}

function TabList({ tab, onTab }: { readonly tab: Tab; readonly onTab: (tab: Tab) => void }) {
  const { words } = usePage();
  const move = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    onTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={words.chosen} onKeyDown={move}>
      {TABS.map((each) => (
        <button
          key={each}
          id={`tab-${each}`}
          type="button"
          role="tab"
          aria-selected={each === tab}
          aria-controls="tab-panel"
          tabIndex={each === tab ? 0 : -1}
          onClick={() => onTab(each)}
        >
          {words.tabs[each]}
        </button>
      ))}
    </div>
  );
}

const TabPanel = ({ tab, children }: { readonly tab: Tab; readonly children: ComponentChildren }) => (
  <div class={`tab-panel tab-${tab}`} id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
    {children}
  </div>
);

type ContentProps = { readonly tab: Tab; readonly seen: Seen; readonly chosen: Chosen };

function TabContent({ tab, seen, chosen }: ContentProps) {
  const { decisions, packets } = toldOf(seen, chosen.name);
  const { timeZone } = seen.stage;
  switch (tab) {
    case "why":
      return <WhyTab decisions={decisions} timeZone={timeZone} />;
    case "states":
      return <StatesTab chosen={chosen} />;
    case "chart":
      return <ChartTab key={chosen.name} seen={seen} chosen={chosen} />;
    case "messages":
      return <MessagesTab packets={packets} timeZone={timeZone} />;
  }
}
