import { expect, it } from "vitest";
import { memoryHost } from "../../hal-mocks/host/memory-street.ts";
import { DECIDING } from "../../hal-mocks/page/static/deciding.ts";
import { example } from "../simulation/example.ts";

const YAML = `scenario: trouble
caption: { en: "Trouble comes and goes.", sv: "Bekymmer kommer och går." }
starts: 2026-11-25T20:00Z
lasts: 10 min
happens:
  outage: { at: 2 min, do: cut-network, for: 2 min }
  clock: { at: 5 min, do: lose-clock, device: all, for: 2 min }
expect:
  online: 8
`;
const TURN_MS = 20;

it("shows the network and the clocks as a scenario has them, and obeys the verb that mends", async () => {
  const scenario = DECIDING.readScenario(YAML, "trouble.yaml");
  if (!("scenario" in scenario)) throw new Error(scenario.join("\n"));
  const configs = { post: await example("lamp-post.yaml"), bin: await example("litter-bin.yaml") };
  const host = memoryHost({ configs, scenarios: [scenario] }, DECIDING);
  host.begin();
  host.ask({ do: "scenario", name: "trouble" });
  const at = (minute: number) => {
    for (let turn = 0; turn < 1_000 && host.frame(0).at < minute * 60_000; turn += 1) host.pass(TURN_MS);
    const { networkUp, clockLost } = host.frame(0);
    return { networkUp, clockLost };
  };
  expect(at(1)).toEqual({ networkUp: true, clockLost: false });
  expect(at(3)).toEqual({ networkUp: false, clockLost: false });
  expect(at(4.5)).toEqual({ networkUp: true, clockLost: false });
  expect(at(6)).toEqual({ networkUp: true, clockLost: true });
  host.ask({ do: "poke", verb: "mend" });
  expect(at(6.5)).toEqual({ networkUp: true, clockLost: false });
});
