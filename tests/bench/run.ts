import { parseArgs } from "node:util";
import { benchCost } from "./cost.ts";
import { benchCycle } from "./cycle.ts";
import { benchDevices } from "./devices.ts";
import { benchLamp } from "./lamp.ts";
import { benchLink } from "./link.ts";
import { benchLoop } from "./loop.ts";
import { benchPage } from "./page.ts";

/**
 * `npm run bench [-- cycle | loop | cost | devices | lamp | link | page] [--json]`: figures of this machine, best taken while it does nothing else. What
 * each says stands in `docs/measured.md`.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false } },
});
const [word = "cycle"] = positionals;
const BENCHES: Readonly<Record<string, (json: boolean) => Promise<void>>> = {
  cycle: benchCycle,
  devices: benchDevices,
  loop: benchLoop,
  cost: benchCost,
  lamp: benchLamp,
  link: benchLink,
  page: benchPage,
};
const bench = BENCHES[word];
if (bench === undefined) {
  process.stderr.write(`No bench "${word}". There are: ${Object.keys(BENCHES).join(", ")}.\n`);
  process.exitCode = 2;
} else await bench(values.json);
