import { usePage } from "./page-context.ts";

type Props = {
  readonly problems: readonly string[];
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
        {problems.length > 0 && (
          <div class="notice">
            <p>{words.notDone}</p>
            <ul>
              {problems.slice(0, PROBLEMS_MAX).map((problem) => (
                <li key={problem} lang={problem === words.noAnswer ? undefined : "en"}>
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
