import type { Device } from "../device/together/device.ts";
import { blueHour } from "./blue-hour.ts";
import { StreetBroker } from "./broker.ts";
import { StreetHost, type HostGiven } from "./host/host.ts";
import { PageServer } from "./host/serve-page.ts";
import { streetScene } from "./scene.ts";
import type { StreetConfigs } from "./simulated-street.ts";
import { StreetCity, type CityDeciding } from "./street-city.ts";
import { StreetRun, type StreetPace } from "./street-run.ts";

export type StreetWords = {
  /** Real time, in ms; left out: until someone ends it. */
  readonly duration?: number;
  readonly speed: number;
  readonly seed: number;
  readonly posts: number;
  readonly bins: number;
  /** A broker that is there already; left out: the street brings its own. */
  readonly broker?: string;
  readonly port: number;
  /** Of the page. */
  readonly pagePort: number;
  readonly json: boolean;
};
/** The deciding half of a street, passed in: mocks import nothing that decides. */
export type StreetDeciding = CityDeciding & {
  readonly Device: typeof Device;
  readonly newPace: () => StreetPace;
} & Pick<HostGiven, "scenarios" | "readScenario" | "readRecord">;

/** `gaturum street`: posts and bins to watch and poke. Exit codes: 0 it ended as asked, 1 no broker, 2 wrong use. */
export async function street(configs: StreetConfigs, words: StreetWords, deciding: StreetDeciding): Promise<number> {
  const { broker: foreign, speed } = words;
  if (foreign !== undefined && speed !== 1) {
    return refuse("--broker takes reports in real time: leave --speed out, or --broker", 2);
  }
  const { tenant } = configs.post;
  const isStreets = (clientId: string): boolean => clientId.startsWith(`${tenant}_`);
  const own = foreign === undefined ? await StreetBroker.start(words.port, isStreets) : null;
  const url = own?.url ?? foreign ?? "";
  const city = new StreetCity(own, url, tenant, deciding);
  let pace: StreetPace | null = null;
  const hint = hintOf(url);
  const host = new StreetHost({
    ...{ configs, deciding, hint, mirror: city.mirror },
    ...{ scenarios: deciding.scenarios, readScenario: deciding.readScenario, readRecord: deciding.readRecord },
    pace: () => pace?.figures ?? null,
    free: (hear, run) => {
      const scene = streetScene(words.posts, words.bins);
      return city.freeStreet(blueHour(configs, words.seed, deciding.Device, { scene, run }), speed, hear);
    },
  });
  const page = await PageServer.start(host, words.pagePort);
  const look = `page  ${page.url}      ${hint}`;
  // Its first deadline is where it is made: not before time goes on.
  const run = new StreetRun(host, words, look, () => (pace = deciding.newPace()));
  for (const line of [own?.moved, page.moved, look]) if (typeof line === "string") process.stderr.write(`${line}\n`);
  run.showFirst();
  try {
    const [, pageless] = await Promise.all([city.open(), page.prepare()]);
    if (pageless !== null) process.stderr.write(`${pageless}\n`);
  } catch (cause) {
    run.leaveTerminal();
    await page.stop();
    const why = cause instanceof Error && cause.message !== "" ? cause.message : String(cause);
    return refuse(`${url}: ${why}. Start that broker, or leave --broker out: the street brings its own`, 1);
  }
  const code = await run.untilEnd();
  await page.stop();
  await city.close();
  return code;
}

/** Where else to look. */
function hintOf(url: string): string {
  const { hostname, port } = new URL(url);
  const host = hostname === "127.0.0.1" ? "" : `-h ${hostname} `;
  return `mosquitto_sub ${host}-p ${port === "" ? "1883" : port} -t 'gaturum/#' -v`;
}

function refuse(sentence: string, code: number): number {
  process.stderr.write(`error: ${sentence}.\n`);
  return code;
}
