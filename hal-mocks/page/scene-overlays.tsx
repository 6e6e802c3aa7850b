import { useMemo } from "preact/hooks";
import { captionText } from "../captions.ts";
import { unmetText, type Unmet } from "../unmet.ts";
import { spacedName } from "./bar.tsx";
import { usePage } from "./page-context.ts";
import type { Frame, Run, Stage } from "../host/protocol.ts";
import { deviceName } from "./device-names.ts";
import { number, spanText } from "../../device/words/spoken.ts";
import { useWallWish } from "./wall-wish.ts";

/** What follows from the last verb, or what the run is about, in one sentence that is also read out. */
export function CaptionLine({ run, frame }: { readonly run: Run; readonly frame: Frame }) {
  const { words, language } = usePage();
  const text = (): string => {
    if (run.kind === "record") return words.run.recordOf(deviceName(run.device, language));
    if (run.kind === "scenario" && frame.caption.key === "begins") return run.caption[language];
    const { key, device } = frame.caption;
    const named = device === null ? null : deviceName(device, language);
    return captionText({ key, device: named }, language, frame.figures.waiting ?? 0);
  };
  // Read out when something is done, and not again for each report that waits.
  const spoken = useMemo(text, [run, frame.caption.key, frame.caption.device, language]);
  return (
    <>
      <p class="caption" aria-hidden="true">
        {text()}
      </p>
      <p class="unseen" aria-live="polite">
        {spoken}
      </p>
    </>
  );
}

type BannerProps = { readonly stage: Stage; readonly frame: Frame };

/** Of a scenario or a record: what it is, how far it is, and how it ended. */
export function RunBanner({ stage, frame }: BannerProps) {
  const { words, language, ask } = usePage();
  const { run } = stage;
  if (run.kind === "street") return null;
  const doneMs = Math.min(run.lastsMs, frame.at);
  return (
    <section class="run" aria-label={words.run[run.kind]}>
      {run.kind === "scenario" ? (
        <progress max={run.lastsMs} value={doneMs} aria-label={words.run.scenario} />
      ) : (
        <Winding frame={frame} lastsMs={run.lastsMs} />
      )}
      <h2>
        {run.kind === "scenario" ? spacedName(run.name) : words.run.record}
        <span class="quiet">
          {words.run.lasts(spanText(doneMs / 1_000, language), spanText(run.lastsMs / 1_000, language))}
        </span>
      </h2>
      <Ending frame={frame} />
      {run.kind === "scenario" && stage.scenarios.some(({ name }) => name === run.name) && (
        <button type="button" onClick={() => ask({ do: "scenario", name: run.name })}>
          {words.run.again}
        </button>
      )}
      <button type="button" onClick={() => ask({ do: "scenario", name: null })}>
        {words.watchAgain}
      </button>
    </section>
  );
}

/** What a press of an arrow key winds a record by. */
const WIND_MS = 1_000;

function Winding({ frame, lastsMs }: { readonly frame: Frame; readonly lastsMs: number }) {
  const { words, language } = usePage();
  const { wall, follow, settle } = useWallWish();
  const beganAt = frame.wall - frame.at;
  const doneMs = Math.min(lastsMs, (wall ?? frame.wall) - beganAt);
  const wallOf = (input: HTMLInputElement): number => beganAt + Number(input.value);
  return (
    <input
      type="range"
      aria-label={words.run.moment}
      aria-valuetext={words.run.lasts(spanText(doneMs / 1_000, language), spanText(lastsMs / 1_000, language))}
      min={0}
      max={Math.ceil(lastsMs / WIND_MS) * WIND_MS}
      step={WIND_MS}
      value={doneMs}
      onInput={({ currentTarget, timeStamp }) => follow(wallOf(currentTarget), timeStamp)}
      onChange={({ currentTarget }) => settle(wallOf(currentTarget))}
    />
  );
}

function Ending({ frame: { outcome } }: { readonly frame: Frame }) {
  const { words, language } = usePage();
  if (outcome === null) return null;
  const { counted, broken, poked } = outcome;
  return (
    <div class="outcome" role="status">
      <Verdict broken={broken} poked={poked} />
      <p class="quiet">{words.run.counted(number(counted.records, language), counted.digest)}</p>
    </div>
  );
}

function Verdict({ broken, poked }: { readonly broken: readonly Unmet[]; readonly poked: boolean }) {
  const { words, language } = usePage();
  if (poked) return <p>{words.run.poked}</p>;
  if (broken.length === 0) return <p>{words.run.asExpected}</p>;
  return (
    <>
      <p class="fault">▲ {words.run.notAsExpected}</p>
      <ul>
        {broken.map((unmet) => (
          <li key={unmet.key}>{unmetText(unmet, language)}</li>
        ))}
      </ul>
    </>
  );
}
