import type { Scenario } from "../config/scenario.ts";
import { after, instant, millis } from "../device/measure/time.ts";
import { broken, ScenarioRun, type Deciding } from "./scenario-run.ts";
import type { StreetConfigs } from "./simulated-street.ts";
import { unmetText } from "./unmet.ts";

/** Told after each such piece, so that whoever waits at a terminal sees it go. */
const PIECE_MS = millis(3_600_000);

/** `gaturum simulate --scenario`: exit code 0, or 1 when something is not as the scenario expects it. */
export function playScenario(scenario: Scenario, configs: StreetConfigs, json: boolean, deciding: Deciding): number {
  const begun = performance.now();
  const run = new ScenarioRun(scenario, configs, deciding);
  const lasts = `${Math.round((10 * scenario.lastsMs) / PIECE_MS) / 10} h`;
  for (let at = after(instant(0), PIECE_MS); at < run.end; at = after(at, PIECE_MS)) {
    run.runTo(at);
    if (process.stderr.isTTY) process.stderr.write(`${at / PIECE_MS} h of ${lasts}\r`);
  }
  run.runTo(run.end);
  const found = run.result();
  const wrong = broken(found, scenario.expect).map((unmet) => unmetText(unmet, "en"));
  process.stdout.write(json ? `${JSON.stringify({ ...found, broken: wrong })}\n` : inWords(scenario, wrong, found));
  const tookS = (performance.now() - begun) / 1_000;
  process.stderr.write(`${lasts} in ${tookS.toFixed(1)} s, ${run.street.cycles} cycles\n`);
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
