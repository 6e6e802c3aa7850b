import { refusalText, type Refused } from "../refusals.ts";
import { usePage } from "./page-context.ts";

/** Why something could not be done: what the street answered, or a sentence of the page itself. */
export type Problems = Refused | string;
export type ShowProblems = (problems: Problems | null) => void;

type Props = {
  readonly problems: Problems | null;
  readonly isEnded: boolean;
  readonly isDropping: boolean;
  readonly onDismiss: () => void;
};
/** No list of them is longer on the page. */
const DETAILS_MAX = 20;

/** What the page has to say of itself: a wish that was refused, a street that is gone, a file that hovers. */
export function Notices({ problems, isEnded, isDropping, onDismiss }: Props) {
  const { words } = usePage();
  return (
    <div class="notices">
      <div role="alert">
        {problems !== null && (
          <div class="notice">
            <p>{words.notDone}</p>
            <Why problems={problems} />
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

/** What a checker says of a file is English whatever the page speaks. */
function Why({ problems }: { readonly problems: Problems }) {
  const { language } = usePage();
  if (typeof problems === "string") return <p>{problems}</p>;
  return (
    <>
      <p>{refusalText(problems.why, language)}</p>
      {problems.details.length > 0 && (
        <ul lang="en">
          {problems.details.slice(0, DETAILS_MAX).map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      )}
    </>
  );
}
