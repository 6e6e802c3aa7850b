import type { Scenario } from "../config/scenario.ts";
import { after, instant, millis } from "../device/measure/time.ts";
import { broken, ScenarioRun, type Deciding } from "./scenario-run.ts";
import type { StreetConfigs } from "./simulated-street.ts";

/** Told after each such piece, so that whoever waits sees it go. */
const PIECE_MS = millis(3_600_000);
const PROGRESS_FROM_MS = 2_000;

/** `gaturum simulate --scenario`: exit code 0, or 1 when something is not as the scenario expects it. */
export function playScenario(scenario: Scenario, configs: StreetConfigs, json: boolean, deciding: Deciding): number {
  const begun = performance.now();
  const run = new ScenarioRun(scenario, configs, deciding);
  for (let at = after(instant(0), PIECE_MS); ; at = after(at, PIECE_MS)) {
    run.runTo(at);
    if (at >= run.end) break;
    if (performance.now() - begun > PROGRESS_FROM_MS)
      tell(`${Math.round(at / PIECE_MS)} h of ${scenario.lastsMs / PIECE_MS} h\r`);
  }
  const found = run.result();
  const wrong = broken(found, scenario.expect);
  process.stdout.write(json ? `${JSON.stringify({ ...found, broken: wrong })}\n` : inWords(scenario, wrong, found));
  tell(
    `${scenario.lastsMs / PIECE_MS} h in ${((performance.now() - begun) / 1_000).toFixed(1)} s, ${run.street.cycles} cycles\n`,
  );
  return wrong.length === 0 ? 0 : 1;
}

function inWords(
  { scenario, caption }: Scenario,
  wrong: readonly string[],
  found: ReturnType<ScenarioRun["result"]>,
): string {
  const { savedNetPct, walkedInDarkS, strokes, leftBeside, records, waiting, lost, lockedOut, online, digest } = found;
  return [
    `${scenario}: ${caption.en}`,
    `saved, net of the controllers  ${savedNetPct === null ? "–" : `${savedNetPct} %`}`,
    `walked in the dark             ${walkedInDarkS ?? "–"} s`,
    `strokes ${strokes ?? "–"}, left beside ${leftBeside ?? "–"}, locked out ${lockedOut}`,
    `reports ${records}, waiting ${waiting}, lost ${lost}; online ${online}; digest ${digest}`,
    ...(wrong.length === 0 ? ["all as expected"] : wrong.map((sentence) => `NOT AS EXPECTED  ${sentence}`)),
    "",
  ].join("\n");
}

function tell(words: string): void {
  process.stderr.write(words);
}
