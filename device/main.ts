import { join, relative } from "node:path";
import { Command, Option } from "commander";
import type { SimulateWords as DaysWords } from "../hal-mocks/simulate.ts";
import type { DeviceConfig } from "../config/device-config.ts";
import type { Problem } from "../config/problem.ts";
import type { Scenario } from "../config/scenario.ts";
import { addAuditorVerbs } from "./verbs/for-auditor.ts";
import { addCityVerbs } from "./verbs/for-city.ts";
import { addConsoleVerb } from "./verbs/console.ts";
import { addCheckVerb } from "./verbs/check.ts";
import { endWithReader } from "./verbs/gone-reader.ts";
import { intoBlocks } from "./verbs/help-blocks.ts";
import { addDeskVerbs } from "./verbs/at-desk.ts";
import { addPostVerbs } from "./verbs/at-post.ts";
import { addUpdateVerb } from "./verbs/update.ts";
import { brokerUrl, duration, durationFrom, inOneLine, levelOf, wholeNumber, wrongUse } from "./verbs/options.ts";
import type { PlanWords, StreetWords } from "./verbs/options.ts";
import { addBinVerbs, type Named } from "./verbs/at-bin.ts";
import { addSchemaVerb, addWiringVerb } from "./verbs/wiring.ts";
import { VERSION } from "./version.ts";

endWithReader();

/** Words only: each verb's code is loaded when it is asked for. Exit codes: 0 fine, 1 a problem, 2 wrong use, 3 not permitted. */
export const program = new Command("gaturum")
  .description("Runs a lamp post or a litter bin, on hardware or on mocks.")
  .version(VERSION)
  .configureOutput({ outputError: inOneLine })
  .exitOverride((mistake) => process.exit(mistake.exitCode === 0 ? 0 : 2));

program
  .command("run")
  .summary("at the post: run one device, control and link")
  .requiredOption("--config <file>", "the device's config")
  .option("--mock [socket]", "mock every part; with a socket, sense the world served there")
  .option("--json", "tell process ids as JSON lines", false)
  .addHelpText("after", "\nExample: gaturum run --config config/lamp-post.yaml --mock")
  .action(async (options: { config: string; mock?: true | string; json: boolean }) => {
    const [{ run }, { orRefusal }] = await Promise.all([import("./field/run.ts"), import("./field/refusal.ts")]);
    const config = await loaded(options.config);
    const mock = options.mock === undefined ? null : options.mock === true ? "" : options.mock;
    if (mock === null) refuseMockParts(config);
    process.exitCode = await orRefusal(() => run({ config, mock, json: options.json }));
  });

program
  .command("why")
  .summary("at the post: what it decided last, and what that rests on")
  .option("--config <file>", "of several: the config of the one")
  .option("--device <name>", "or its name; where one runs, nobody needs to say it")
  .option("--last <count>", "how many decisions", wholeNumber(1, 200), 20)
  .option("--record <file>", "save the flight record of the last 10 minutes")
  .option("--json", "one JSON object a line", false)
  .addHelpText("after", "\nExample: gaturum why --device post-4711-0382 --last 5")
  .action(async (options: { last: number; record?: string; json: boolean } & Named) => {
    const [{ why }, { orRefusal }] = await Promise.all([import("./field/why.ts"), import("./field/refusal.ts")]);
    const socket = await socketOf("why", options);
    const { last, json, record = null } = options;
    process.exitCode = await orRefusal(() => why({ socket, last, json, record }));
  });

program
  .command("dim")
  .summary("at the post: hold the lamp at a level for a while")
  .argument("<level>", "0 to 100 %, or `clear`: the rules decide again")
  .addOption(
    new Option("--for <time>", "as `20 min`; a day at most")
      .argParser(durationFrom("1 s", "24 h"))
      .default(7_200_000, "2 h"),
  )
  .option("--config <file>", "of several: the config of the one")
  .option("--device <name>", "or its name; where one runs, nobody needs to say it")
  .option("--json", "the answer as a JSON line", false)
  .addHelpText("after", "\nExample: gaturum dim 60 --for 20min --device post-4711-0382")
  .action(async (level: string, options: { for: number; json: boolean } & Named) => {
    const { request } = await import("./field/request.ts");
    const dim = {
      verb: "dim",
      args: { levelPct: level === "clear" ? null : levelOf(level), forS: options.for / 1_000 },
    };
    const wish = level === "clear" ? { verb: "dim-clear", args: {} } : dim;
    process.exitCode = await request(await socketOf("dim", options), wish, options.json);
  });

program
  .command("listen")
  .summary("at the post: what a fill sensor sends on its serial port, and what looks wrong")
  .argument("<port>", "as /dev/serial0")
  .requiredOption("--as <model>", "as the config names its driver: a02yyuw, maxbotix-hrxl, tf-luna, …")
  .option("--range <range>", "of a maxbotix-hrxl, `5 m` or `10 m`")
  .option("--for <time>", "end after this, as `15 s`", durationFrom("1 s", "24 h"))
  .option("--json", "one JSON object a reading", false)
  .addHelpText("after", "\nExample: gaturum listen /dev/serial0 --as a02yyuw --for 15s")
  .action(async (port: string, options: { as: string; range?: string; for?: number; json: boolean }) => {
    const { listen } = await import("./field/listen.ts");
    const { as, json, range = null, for: forMs = null } = options;
    process.exitCode = await listen({ port, as, range, forMs, json });
  });

addCheckVerb(program);
addPostVerbs(program, socketOf);

addBinVerbs(program, socketOf);

addUpdateVerb(program, socketOf);

addAuditorVerbs(program, { loaded, socketOf });

addDeskVerbs(program);

addWiringVerb(program, loaded);
addSchemaVerb(program);
addConsoleVerb(program, whereabouts);

program
  .command("simulate")
  .summary("at the desk: days of one device, or a street's scenario, in seconds of simulated time")
  .option("--config <file>", "the device's config")
  .option("--posts <posts>", "so many posts of that config in a row, which hear each other", wholeNumber(1, 60))
  .option("--bins <bins>", "so many bins of that config, with litter, a crew and faults; judged", wholeNumber(1, 200))
  .option("--scenario <file>", "or a street and what happens in it, as in hal-mocks/scenarios")
  .option("--days <days>", "how many days", wholeNumber(1, 3_660), 1)
  .option("--seed <seed>", "which street", wholeNumber(0, 2 ** 31 - 1), 7)
  .option("--from <date>", "first day at noon UTC, as 2026-11-25", "2026-11-25")
  .addOption(new Option("--sun <sun>", "none: no light at all; a bin's battery is full at first").choices(["none"]))
  .option("--charge <percent>", "a bin's battery at the start", wholeNumber(0, 100))
  .option("--faults", "break parts at random moments of the seed", false)
  .option("--cycle", "run every cycle instead of jumping from moment to moment", false)
  .option("--record <file>", "save the flight record of the last 10 minutes")
  .option("--trace <file>", "write every change of outputs, and every report")
  .option("--json", "one JSON object", false)
  .addHelpText(
    "after",
    "\nExamples: gaturum simulate --config config/litter-bin.yaml --days 7 --seed 3\n" +
      "          gaturum simulate --config config/litter-bin.yaml --days 14 --sun none\n" +
      "          gaturum simulate --config config/lamp-post.yaml --posts 12 --days 365\n\n" +
      "With --posts the posts stand 22 m apart, speak with each other, and report to no city.",
  )
  .action(async ({ scenario, config, ...options }: SimulateWords, command: Command) => {
    if ((scenario === undefined) === (config === undefined))
      wrongUse("simulate needs --config FILE for one device, or --scenario FILE for a street");
    const ofOneDevice = Object.keys(options).filter((name) => name !== "json" && isGiven(command, name));
    if (scenario !== undefined && ofOneDevice.length > 0)
      wrongUse(`--${ofOneDevice.join(", --")} is for one device: a scenario says it in its file`);
    const { posts, bins } = options;
    const many = posts === undefined ? "bins" : "posts";
    const single = ["sun", "charge", "faults", "record", "trace", "bins"];
    const wrong = single.filter((name) => name !== many && isGiven(command, name));
    if (options[many] !== undefined && wrong.length > 0)
      wrongUse(`--${wrong.join(", --")} is for one device: leave it out, or --${many}`);
    if (posts !== undefined) {
      const { simulateStreet } = await import("../hal-mocks/simulate-street.ts");
      return void (process.exitCode = await simulateStreet(await loaded(config ?? ""), { ...options, posts }));
    }
    if (bins !== undefined) {
      const { simulateBins } = await import("../hal-mocks/bins/simulate-bins.ts");
      return void (process.exitCode = await simulateBins(await loaded(config ?? ""), { ...options, bins }));
    }
    const { Device } = await import("./together/device.ts");
    const { MemoryCity } = await import("./together/memory-city.ts");
    if (scenario !== undefined) {
      const { playScenario } = await import("../hal-mocks/play-scenario.ts");
      const played = await loadedScenario(scenario);
      process.exitCode = playScenario(played, await examples(), options.json, { Device, MemoryCity });
      return;
    }
    const { simulate } = await import("../hal-mocks/simulate.ts");
    const { orRefusal, refuseUnwritable } = await import("./field/refusal.ts");
    const device = await loaded(config ?? "");
    process.exitCode = await orRefusal(() => {
      for (const file of [options.record, options.trace]) if (file !== undefined) refuseUnwritable(file);
      return simulate(device, options, { Device, MemoryCity });
    });
  });

program
  .command("plan")
  .summary("at the desk: what a lamp post's calendar will do, night by night, before it is accepted")
  .requiredOption("--config <file>", "the lamp post's config")
  .option("--from <date>", "first night, by the day it begins on, as 2026-06-21; today unless it is said")
  .option("--days <days>", "how many nights", wholeNumber(1, 3_660), 365)
  .option("--allow-dark", "dark minutes between civil dusk and dawn are meant", false)
  .option("--json", "one JSON object", false)
  .addHelpText("after", "\nExample: gaturum plan --config config/lamp-post.yaml --from 2026-12-01 --days 31")
  .action(async ({ config, from, ...options }: PlanWords) => {
    const { plan } = await import("./field/plan.ts");
    const { epochMs } = await import("./measure/time.ts");
    process.exitCode = plan(await loaded(config), { ...options, from: from ?? null }, epochMs(Date.now()));
  });

program
  .command("street")
  .summary("at the desk: a street to watch and poke, in a terminal and as a page")
  .option("--duration <time>", "end after this, as `15 s`", duration)
  .option("--speed <factor>", "1 to 1000 times real time", wholeNumber(1, 1_000), 1)
  .option("--seed <seed>", "which street", wholeNumber(0, 2 ** 31 - 1), 7)
  .option("--posts <count>", "how many lamp posts", wholeNumber(1, 60), 6)
  .option("--bins <count>", "how many bins", wholeNumber(0, 20), 2)
  .option("--page-port <port>", "of the page", wholeNumber(1, 65_535), 7_474)
  .option("--broker <url>", "report to this broker instead of the embedded one", brokerUrl)
  .option("--port <port>", "of the embedded broker", wholeNumber(1, 65_535), 18_830)
  .option("--json", "one JSON object a second", false)
  .addHelpText("after", "\nExample: gaturum street --speed 100")
  .action(async (options: StreetWords) => {
    const configs = await examples();
    const { street } = await import("../hal-mocks/street.ts");
    const { Device } = await import("./together/device.ts");
    const { MemoryCity } = await import("./together/memory-city.ts");
    const { BrokerCity } = await import("./together/broker-city.ts");
    const { TimerPace } = await import("./control/pace.ts");
    const { periodOf } = await import("./compose.ts");
    const { MovingCity } = await import("./together/moving-city.ts");
    const newPace = () => new TimerPace(periodOf(configs.post));
    const deciding = { Device, MemoryCity, BrokerCity, MovingCity, newPace, ...(await theScenarios()) };
    process.exitCode = await street(configs, options, deciding);
  });

/** Its name, and where its control can be asked. */
async function whereabouts(verb: string, named: Named) {
  const { devicesHere, runDirectory } = await import("./field/run-directory.ts");
  const said = named.device ?? (named.config === undefined ? undefined : (await loaded(named.config)).device);
  const [device, ...others] = said === undefined ? devicesHere() : [said];
  if (device === undefined) wrongUse(`${verb}: no device runs here. Say which: --device NAME, or --config FILE`);
  if (others.length > 0) wrongUse(`${verb}: ${[device, ...others].join(", ")} run here. Say which: --device NAME`);
  return { device, socket: join(runDirectory(device), "control.sock") };
}

async function socketOf(verb: string, named: Named): Promise<string> {
  return (await whereabouts(verb, named)).socket;
}

type SimulateWords = DaysWords & {
  readonly config?: string;
  readonly scenario?: string;
  readonly posts?: number;
  readonly bins?: number;
};

/** The checked config, its notes on stderr; or every problem of the file there, and an end with 1, or 3 where we may not read it. */
async function loaded(file: string): Promise<DeviceConfig> {
  const { loadConfig } = await import("../config/load.ts");
  const result = await loadConfig(file);
  if (!result.ok) return refuse(result.problems);
  const { formatProblem } = await import("../config/problem.ts");
  for (const note of result.notes) process.stderr.write(`note: ${formatProblem(note)}\n`);
  return result.config;
}

/** What a street is made of. */
async function examples() {
  const example = (name: string) => loaded(relative(process.cwd(), join(import.meta.dirname, "../config", name)));
  return { post: await example("lamp-post.yaml"), bin: await example("litter-bin.yaml") };
}

async function loadedScenario(file: string): Promise<Scenario> {
  const { loadScenario } = await import("../config/load-scenario.ts");
  const result = await loadScenario(file);
  return result.ok ? result.scenario : refuse(result.problems);
}

/** Those that come with the program, and how to read another, and a flight record. */
async function theScenarios() {
  const [{ loadScenarios }, { readScenario }, { readRecord }] = await Promise.all([
    import("../config/load-scenario.ts"),
    import("../config/scenario.ts"),
    import("./together/recorded-device.ts"),
  ]);
  const folder = join(import.meta.dirname, "../hal-mocks/scenarios");
  const loaded = await loadScenarios(folder);
  if (!loaded.ok) return refuse(loaded.problems);
  return { scenarios: loaded.scenarios, readScenario, readRecord };
}

async function refuse(problems: readonly Problem[]): Promise<never> {
  const { formatProblem } = await import("../config/problem.ts");
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  process.exit(problems.some(({ denied }) => denied) ? 3 : 1);
}

function refuseMockParts(config: DeviceConfig): void {
  const mocks = config.parts.filter((part) => part.driver === "mock");
  for (const { at, name } of mocks)
    process.stderr.write(`${at} parts.${name}.driver: a mock has no hardware. Name a driver, or run with --mock.\n`);
  if (mocks.length > 0) process.exit(1);
}

const isGiven = (command: Command, option: string): boolean => command.getOptionValueSource(option) === "cli";

addCityVerbs(program);
intoBlocks(program);
await program.parseAsync();
