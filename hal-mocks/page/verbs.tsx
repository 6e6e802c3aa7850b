import { useEffect } from "preact/hooks";
import { usePage } from "./page-context.ts";
import type { Frame, Run, Wish } from "../host/protocol.ts";

/** The keys are those of the terminal's order: 1 to 5, and 0 to mend. */
const VERBS = [
  { key: "1", verb: "walk" },
  { key: "2", verb: "litter" },
  { key: "3", verb: "jam" },
  { key: "4", verb: "network" },
  { key: "5", verb: "clock" },
  { key: "0", verb: "mend" },
] as const;

/** What one can do to the street, always in sight. */
export function Verbs({ run, frame }: { readonly run: Run; readonly frame: Frame }) {
  const { words, ask } = usePage();
  const isRecord = run.kind === "record";
  const pressed = { network: !frame.networkUp, clock: frame.clockLost };
  return (
    <div class="verbs" role="group" aria-label={words.verbsOf}>
      {VERBS.map(({ key, verb }) => (
        <button
          key={verb}
          type="button"
          disabled={isRecord}
          title={isRecord ? words.run.noVerbs : ""}
          aria-keyshortcuts={key}
          {...(verb === "network" || verb === "clock" ? { "aria-pressed": pressed[verb] } : {})}
          onClick={() => ask({ do: "poke", verb })}
        >
          <kbd aria-hidden="true">{key}</kbd>
          {words.verbs[verb]}
        </button>
      ))}
      {isRecord && <p class="quiet">{words.run.noVerbs}</p>}
    </div>
  );
}

/** The verbs by their keys, wherever one is on the page, unless one is writing or choosing there. */
export function useVerbKeys(run: Run["kind"], ask: (wish: Wish) => void): void {
  useEffect(() => {
    if (run === "record") return undefined;
    const take = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isWriting(event.target)) return;
      const verb = VERBS.find(({ key }) => key === event.key)?.verb;
      if (verb !== undefined) ask({ do: "poke", verb });
    };
    document.addEventListener("keydown", take);
    return () => document.removeEventListener("keydown", take);
  }, [run, ask]);
}

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, textarea, select") !== null;
