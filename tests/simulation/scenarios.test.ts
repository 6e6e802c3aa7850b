import { globSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadScenario } from "../../config/load-scenario.ts";
import type { Scenario } from "../../config/scenario.ts";
import { after, instant, millis } from "../../device/measure/time.ts";
import { broken, ScenarioRun } from "../../hal-mocks/scenario-run.ts";
import { unmetText } from "../../hal-mocks/unmet.ts";
import { DECIDING, example } from "./example.ts";

const FILES = globSync("hal-mocks/scenarios/*.yaml").sort();
/** So much of each is played here; `npm run test:long -- scenarios` plays them to their ends. */
const [SHORT_MS, WITHIN_MS] = process.env["GATURUM_WHOLE"] === "yes" ? [Infinity, 120_000] : [50 * 60_000, 20_000];

describe("scenarios", () => {
  it.each(FILES)("%s goes as it expects", { timeout: WITHIN_MS }, async (file) => {
    const scenario = await shortened(file);
    const run = new ScenarioRun(scenario, await configs(), DECIDING);
    run.runTo(run.end);
    expect(broken(run.result(), scenario.expect)).toEqual([]);
  });

  it("come out the same however time is cut up", async () => {
    const scenario = await shortened("hal-mocks/scenarios/broker-outage.yaml");
    const whole = new ScenarioRun(scenario, await configs(), DECIDING);
    whole.runTo(whole.end);
    const cut = new ScenarioRun(scenario, await configs(), DECIDING);
    for (let at = instant(0); at < cut.end; at = after(at, millis(333.3))) cut.runTo(at);
    cut.runTo(cut.end);
    expect(cut.result()).toEqual(whole.result());
    expect(new ScenarioRun({ ...scenario, seed: 8 }, await configs(), DECIDING).result().digest).not.toBe(
      whole.result().digest,
    );
  });

  it("put in a battery charged as far as they say", async () => {
    const scenario = await shortened("hal-mocks/scenarios/winter-without-sun.yaml");
    const other = { do: "battery", name: "other", atMs: 60_000, device: "bin-2", chargePct: 40 } as const;
    const run = new ScenarioRun({ ...scenario, happens: [other] }, await configs(), DECIDING);
    run.runTo(after(instant(run.end - scenario.lastsMs), millis(120_000)));
    expect(run.result().leastChargePct).toBe(40);
  });

  it("see what is not as expected", async () => {
    const scenario = await shortened("hal-mocks/scenarios/broker-outage.yaml");
    const forEver = {
      ...scenario,
      happens: scenario.happens.map((each) => ("forMs" in each ? { ...each, forMs: 0 } : each)),
    };
    const run = new ScenarioRun(forEver, await configs(), DECIDING);
    run.runTo(run.end);
    const wrong = broken(run.result(), { ...scenario.expect, savedAtLeastPct: 99 });
    expect(wrong.map((unmet) => unmetText(unmet, "en"))).toEqual([
      expect.stringMatching(/^saved .* %, not 99 % or more$/),
      expect.stringMatching(/^\d+ reports wait and 0 were lost, not 0 at most$/),
      "the city counts 0 devices online, not 8",
    ]);
  });
});

const configs = async () => ({ post: await example("lamp-post.yaml"), bin: await example("litter-bin.yaml") });

/** With the counts that only its end can fulfil left out, where it is cut short. */
async function shortened(file: string): Promise<Scenario> {
  const loaded = await loadScenario(file);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { scenario } = loaded;
  if (scenario.lastsMs <= SHORT_MS) return scenario;
  const lockedOut = scenario.happens.some(({ do: word }) => word === "contact") ? scenario.expect.lockedOut : 0;
  const expectations = { ...scenario.expect, strokes: 0, savedAtLeastPct: -100, lockedOut, tells: null };
  return { ...scenario, lastsMs: SHORT_MS, expect: expectations };
}
