import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { usePage } from "./page-context.ts";
import type { Touch } from "../pokes.ts";
import type { Frame, Stage, Wish } from "../host/protocol.ts";
import { deviceName, PLUG } from "./device-names.ts";
import { number } from "../../device/words/spoken.ts";

const LAMP_VERBS: readonly Touch[] = ["breakSensor", "breakLamp", "cutPower"];
const BIN_VERBS: readonly Touch[] = ["litter", "jam", "cutPower"];
const POPOVER = { widthPx: 216, heightPx: 150, gapPx: 10, edgePx: 8 } as const;

export type Anchor = { readonly x: number; readonly y: number };
type Props = {
  readonly stage: Stage;
  readonly frame: Frame;
  readonly pointed: string | null;
  readonly widthPx: number;
  readonly anchorOf: (device: string) => Anchor | null;
  readonly onPoint: (device: string | null) => void;
  readonly onChoose: (device: string) => void;
  /** A post far along the street is brought into sight. */
  readonly onReach: (device: string) => void;
};

/**
 * Every post and bin and the plug as a button, for whoever has no pointer; it is not seen until it has the focus. The
 * verbs of the one that is pointed at, by whatever means, stand behind it, so that Tab leads to them.
 */
export function DeviceList(props: Props) {
  const { words } = usePage();
  const { stage, pointed, onPoint, onReach } = props;
  const names = devicesAlong(stage);
  const [at, setAt] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const entry = at !== null && names.includes(at) ? at : names[0];
  const move = (event: KeyboardEvent): void => {
    const next = nextName(names, entry, event.key);
    if (event.key === "Escape") onPoint(null);
    if (next === null) return;
    event.preventDefault();
    list.current?.querySelector<HTMLElement>(`[data-device="${CSS.escape(next)}"]`)?.focus({ preventScroll: true });
  };
  const focus = (name: string): void => {
    setAt(name);
    onReach(name);
    onPoint(name);
  };
  const blur = (event: FocusEvent): void => {
    if (!(event.relatedTarget instanceof Node) || list.current?.contains(event.relatedTarget) !== true) onPoint(null);
  };
  return (
    <ul class="devices" ref={list} aria-label={words.devices} onKeyDown={move} onFocusOut={blur}>
      {names.map((name) => (
        <li key={name}>
          <DeviceButton name={name} isEntry={name === entry} {...props} onFocus={() => focus(name)} />
          {name === pointed && <Popover name={name} {...props} />}
        </li>
      ))}
    </ul>
  );
}

/** From left to right, and the plug last. */
function devicesAlong({ posts, bins, run }: Stage): readonly string[] {
  const along = [...posts, ...bins].sort((a, b) => a.atM - b.atM).map(({ name }) => name);
  return run.kind === "record" ? along : [...along, PLUG];
}

function nextName(names: readonly string[], from: string | undefined, key: string): string | null {
  const at = names.indexOf(from ?? "");
  if (key === "ArrowRight") return names[at + 1] ?? null;
  if (key === "ArrowLeft") return names[at - 1] ?? null;
  if (key === "Home") return names[0] ?? null;
  return key === "End" ? (names.at(-1) ?? null) : null;
}

type ButtonProps = Props & { readonly name: string; readonly isEntry: boolean; readonly onFocus: () => void };

function DeviceButton({ name, isEntry, anchorOf, onFocus, onChoose }: ButtonProps) {
  const { words, language } = usePage();
  const anchor = anchorOf(name);
  return (
    <button
      type="button"
      class="device"
      data-device={name}
      tabIndex={isEntry ? 0 : -1}
      style={anchor === null ? {} : { left: `${anchor.x}px`, top: `${anchor.y}px` }}
      onFocus={onFocus}
      onClick={() => onChoose(name)}
    >
      {name === PLUG ? words.plug : deviceName(name, language)}
    </button>
  );
}

function Popover({ name, stage, frame, widthPx, anchorOf, onPoint }: Props & { readonly name: string }) {
  const { words, language, ask } = usePage();
  const anchor = anchorOf(name);
  if (anchor === null) return null;
  const isPlug = name === PLUG;
  const isRecord = stage.run.kind === "record";
  return (
    <div
      class="popover"
      style={placeOf(anchor, widthPx)}
      onMouseEnter={() => onPoint(name)}
      onMouseLeave={() => onPoint(null)}
    >
      <p>
        <b>{isPlug ? words.plug : deviceName(name, language)}</b>{" "}
        <span class="quiet">{isPlug ? "" : measure(name, stage, frame, language)}</span>
      </p>
      {isRecord && <p class="quiet">{words.run.noVerbs}</p>}
      {!isRecord && isPlug && (
        <VerbButton onClick={() => ask({ do: "poke", verb: "network" })}>
          {frame.networkUp ? words.cutPlug : words.mendPlug}
        </VerbButton>
      )}
      {!isRecord &&
        verbsOf(name, stage).map((verb) => (
          <VerbButton key={verb} onClick={() => ask(touching(name, verb))}>
            {words.touch[verb]}
          </VerbButton>
        ))}
    </div>
  );
}

const VerbButton = ({ onClick, children }: { readonly onClick: () => void; readonly children: ComponentChildren }) => (
  <button type="button" onClick={onClick}>
    {children}
  </button>
);

const touching = (device: string, verb: Touch): Wish => ({ do: "touch", device, verb });

function verbsOf(name: string, { posts, bins }: Stage): readonly Touch[] {
  if (posts.some((post) => post.name === name)) return LAMP_VERBS;
  return bins.some((bin) => bin.name === name) ? BIN_VERBS : [];
}

function measure(name: string, { posts, bins }: Stage, frame: Frame, language: "en" | "sv"): string {
  const post = frame.posts[posts.findIndex((each) => each.name === name)];
  const pct = post === undefined ? frame.bins[bins.findIndex((each) => each.name === name)]?.fillPct : post.levelPct;
  return pct === undefined || pct === null ? "– %" : `${number(pct, language)} %`;
}

/** Above its device where there is room, else beside it, away from the edge; never over the verbs. */
function placeOf({ x, y }: Anchor, widthPx: number): Record<string, string> {
  const { widthPx: width, heightPx, gapPx, edgePx } = POPOVER;
  const within = (left: number): string => `${Math.max(edgePx, Math.min(widthPx - width - edgePx, left))}px`;
  const above = x - width / 2;
  if (y - heightPx - gapPx > 0 && (widthPx <= NARROW_PX || above >= VERBS_END_PX)) {
    return { left: within(above), top: `${y - gapPx}px`, transform: "translateY(-100%)" };
  }
  return { left: within(x > widthPx / 2 ? x - width - BESIDE_PX : x + BESIDE_PX), top: `${y}px` };
}

/** Up to here the verbs stand below the street, as in scene.css. */
const NARROW_PX = 640;
/** Where the verbs end on the left edge of the street. */
const VERBS_END_PX = 205;
/** Half of what a bin and its mark take. */
const BESIDE_PX = 26;
