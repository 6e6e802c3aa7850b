import { usePage } from "./page-context.ts";

/** Why something could not be done. The street says it in English, whatever the page speaks. */
export type Problems = { readonly by: "street" | "page"; readonly said: readonly string[] };
export type ShowProblems = (problems: Problems | null) => void;

type Props = {
  readonly problems: Problems | null;
  readonly isEnded: boolean;
  readonly isDropping: boolean;
  readonly onDismiss: () => void;
};
/** No list of problems is longer on the page. */
const PROBLEMS_MAX = 20;

/** What the page has to say of itself: a wish that was refused, a street that is gone, a file that hovers. */
export function Notices({ problems, isEnded, isDropping, onDismiss }: Props) {
  const { words } = usePage();
  return (
    <div class="notices">
      <div role="alert">
        {problems !== null && (
          <div class="notice">
            <p>{words.notDone}</p>
            <ul>
              {problems.said.slice(0, PROBLEMS_MAX).map((problem) => (
                <li key={problem} lang={problems.by === "street" ? "en" : undefined}>
                  {problem}
                </li>
              ))}
            </ul>
            <button type="button" onClick={onDismiss}>
              {words.dismiss}
            </button>
          </div>
        )}
      </div>
      <div role="status">{isEnded && <p class="notice calm">{words.ended}</p>}</div>
      {isDropping && <p class="drop">{words.dropHere}</p>}
    </div>
  );
}
