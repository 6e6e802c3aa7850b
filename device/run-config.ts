import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadConfig } from "../config/load.ts";
import { formatProblem } from "../config/problem.ts";
import { readBoot } from "../drivers/linux/boot.ts";
import { chooseConfig } from "./update/starts.ts";
import { VERSION } from "./version.ts";

/**
 * The short process before control: checks the config, chooses the rung of the ladder, and writes what control reads. It
 * runs as control's user, in the program that control will run in.
 */
const { values: given } = parseArgs({
  options: {
    config: { type: "string", default: "/etc/gaturum/device.yaml" },
    /** Control's own folder. */
    "state-dir": { type: "string", default: "/var/lib/gaturum/control" },
    /** Written here: `config.json`, checked, and `start.json`, which says of what start and rung it is. */
    "run-dir": { type: "string", default: "/run/gaturum" },
  },
});
const { config: file, "run-dir": runDirectory, "state-dir": stateDirectory } = given;
const loaded = await loadConfig(file);
for (const told of loaded.ok ? loaded.notes : loaded.problems) say(formatProblem(told));
const first = loaded.ok ? undefined : loaded.problems[0];
const boot = readBoot();
mkdirSync(runDirectory, { recursive: true });
const { ladder, why } = chooseConfig(
  { stateDirectory, runDirectory },
  {
    program: VERSION,
    boot: boot.id,
    byReset: boot.byReset === true,
    own: loaded.ok ? loaded : { ok: false, why: first === undefined ? file : formatProblem(first) },
  },
);
const inWords = {
  "last-good": "the last config that was well",
  safe: "the safe profile: the lamp at 100 %, the ram still",
} as const;
const cure = `Mend ${file}: gaturum check says how it stands`;
if (ladder.profile === "none")
  say(`${file} cannot be used, and none before it ever was. ${cure}. The lamp stays as it is wired`);
else if (ladder.profile !== "device") say(`starting with ${inWords[ladder.profile]}: ${why ?? ""}. ${cure}`);
process.exitCode = ladder.profile === "none" ? 1 : 0;

function say(line: string): void {
  process.stderr.write(`config   ${line}\n`);
}
