import { daysOn, localDay, sunPhase } from "./day-sky.ts";
import { useFileChooser } from "./file-opener.tsx";
import type { ShowProblems } from "./notices.tsx";
import { usePage } from "./page-context.ts";
import { SPEEDS, type Frame, type Stage } from "../host/protocol.ts";
import { clockText, dayText, number } from "../../device/words/spoken.ts";
import type { Seen } from "./store.ts";
import type { Prefer } from "./street-page.tsx";
import { LANGUAGES } from "../../device/words/language.ts";

type Props = {
  readonly seen: Seen;
  readonly onPrefer: Prefer;
  readonly onProblems: ShowProblems;
};

/** Where and when it is, how fast, and which street. */
export function Bar({ seen, onPrefer, onProblems }: Props) {
  const { words } = usePage();
  const [chooser, chooseFile] = useFileChooser(onProblems);
  return (
    <div class="bar">
      <h1>{seen.stage.place}</h1>
      <When {...seen} />
      <Speeds {...seen} />
      <Scenarios stage={seen.stage} onFile={chooseFile} />
      <button type="button" class="plain open" title={words.openHint} onClick={chooseFile}>
        {words.openFile}
      </button>
      {chooser}
      <Looks onPrefer={onPrefer} />
    </div>
  );
}

function When({ stage, frame }: { readonly stage: Stage; readonly frame: Frame }) {
  const { words, language, ask } = usePage();
  const { timeZone } = stage;
  const { wall, sky } = frame;
  const phase = words.sun[sunPhase(sky.elevationDeg, wall, localDay(wall, timeZone))];
  const isFixed = stage.run.kind !== "street";
  const day = (days: number, sign: string, label: string) => (
    <button
      type="button"
      class="plain"
      aria-label={label}
      title={isFixed ? words.date.fixed : label}
      disabled={isFixed}
      onClick={() => ask({ do: "wall", to: daysOn(wall, days, timeZone) })}
    >
      {sign}
    </button>
  );
  return (
    <div class="when">
      <span class="date">
        {day(-1, "‹", words.date.before)}
        <span class="day">{dayText(wall, timeZone, language)}</span>
        {day(1, "›", words.date.after)}
      </span>
      <time class={frame.clockLost ? "lost" : ""} title={frame.clockLost ? words.clockLost : ""}>
        {clockText(wall, timeZone)}
      </time>
      <span class="quiet sun">
        {phase}
        <span class="lux"> · {words.lux(number(sky.lux, language))}</span>
      </span>
    </div>
  );
}

/** Under this share of the speed that was asked for, the page says what is reached. */
const AS_ASKED = 0.9;

function Speeds({ stage: { run }, frame }: { readonly stage: Stage; readonly frame: Frame }) {
  const { words, language, ask } = usePage();
  const { speed, reachedSpeed } = frame;
  const isOver = run.kind !== "street" && frame.at >= run.lastsMs;
  const isSlower = speed > 0 && !isOver && reachedSpeed < AS_ASKED * speed;
  return (
    <div class="speeds">
      <div class="group" role="group" aria-label={words.speed}>
        {SPEEDS.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === speed}
            aria-label={each === 0 ? words.pause : words.speedWord(each)}
            onClick={() => ask({ do: "speed", speed: each })}
          >
            {each === 0 ? <PauseSign /> : `${each}×`}
          </button>
        ))}
      </div>
      <span class="quiet reached" role="status">
        {isSlower ? words.runningAt(number(reachedSpeed, language, reachedSpeed < 10 ? 1 : 0)) : ""}
      </span>
    </div>
  );
}

const PauseSign = () => (
  <svg class="sign" viewBox="0 0 12 12" aria-hidden="true">
    <path d="M2 1h3v10H2zM7 1h3v10H7z" />
  </svg>
);

type ScenariosProps = { readonly stage: Stage; readonly onFile: () => void };
/** Stands for no scenario: a narrow bar has no room for the button. */
const FILE = "a file";

function Scenarios({ stage: { run, scenarios }, onFile }: ScenariosProps) {
  const { words, language, ask } = usePage();
  const value = run.kind === "scenario" ? run.name : run.kind;
  const isListed = run.kind !== "scenario" || scenarios.some(({ name }) => name === run.name);
  const choose = (select: HTMLSelectElement): void => {
    const name = select.value;
    select.value = value;
    if (name === FILE) onFile();
    else ask({ do: "scenario", name: name === "street" ? null : name });
  };
  return (
    <select aria-label={words.scenario} value={value} onChange={(event) => choose(event.currentTarget)}>
      <option value="street">{words.ownStreet}</option>
      {scenarios.map(({ name, caption }) => (
        <option key={name} value={name} title={caption[language]}>
          {spacedName(name)}
        </option>
      ))}
      {run.kind === "record" && <option value="record">{words.run.record}</option>}
      {!isListed && <option value={value}>{spacedName(value)}</option>}
      <option value={FILE}>{words.openFile}</option>
    </select>
  );
}

/** A scenario's name is its author's: the hyphens are all that is taken from it. */
export function spacedName(name: string): string {
  const spaced = name.replaceAll("-", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

function Looks({ onPrefer }: { readonly onPrefer: Prefer }) {
  const { words, language, theme } = usePage();
  const isSunlight = theme === "sunlight";
  return (
    <div class="looks">
      <div class="group" role="group" aria-label={words.language}>
        {LANGUAGES.map((each) => (
          <button
            key={each}
            type="button"
            lang={each}
            aria-pressed={each === language}
            onClick={() => onPrefer({ language: each })}
          >
            {each.toUpperCase()}
          </button>
        ))}
      </div>
      <button
        type="button"
        class="plain"
        aria-pressed={isSunlight}
        title={words.sunlightHint}
        onClick={() => onPrefer({ theme: isSunlight ? "dusk" : "sunlight" })}
      >
        {words.sunlight}
      </button>
    </div>
  );
}
