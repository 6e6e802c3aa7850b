import type { BrokerCity } from "../device/together/broker-city.ts";
import type { City } from "../device/together/city.ts";
import type { Device } from "../device/together/device.ts";
import type { MemoryCity } from "../device/together/memory-city.ts";
import { StreetBroker } from "./broker.ts";
import { LiveStreet } from "./live-street.ts";
import { Pokes } from "./pokes.ts";
import type { StreetConfigs } from "./simulated-street.ts";
import { StreetRun, type StreetPace } from "./street-run.ts";

export type StreetWords = {
  /** Real time, in ms; left out: until someone ends it. */
  readonly duration?: number;
  readonly speed: number;
  readonly seed: number;
  /** A broker that is there already; left out: the street brings its own. */
  readonly broker?: string;
  readonly port: number;
  readonly json: boolean;
};
/** The deciding half of a street, passed in: mocks import nothing that decides. */
export type StreetDeciding = {
  readonly Device: typeof Device;
  readonly MemoryCity: typeof MemoryCity;
  readonly BrokerCity: typeof BrokerCity;
  readonly newPace: () => StreetPace;
};

/** `gaturum street`: six posts and two bins to watch and poke. Exit codes: 0 it ended as asked, 1 no broker, 2 wrong use. */
export async function street(configs: StreetConfigs, words: StreetWords, deciding: StreetDeciding): Promise<number> {
  const { broker: foreign, speed } = words;
  if (foreign !== undefined && speed !== 1) {
    return refuse("--broker takes reports in real time: leave --speed out, or --broker", 2);
  }
  const own = foreign === undefined ? await StreetBroker.start(words.port) : null;
  const url = own?.url ?? foreign ?? "";
  const live = new LiveStreet(configs, words.seed, speed, deciding.Device, () => undefined);
  const memory = speed === 1 || own === null ? null : mirrored(live, own, deciding.MemoryCity);
  const network = memory ?? own;
  const hint = hintOf(url, own?.moved ?? null);
  const run = new StreetRun(live, new Pokes(live, network), words, hint, deciding.newPace);
  process.stderr.write(`${hint}\n`);
  run.showFirst();
  let city: City;
  try {
    city = memory ?? (await deciding.BrokerCity.open(url, configs.post.tenant));
  } catch (cause) {
    run.leaveTerminal();
    const why = cause instanceof Error && cause.message !== "" ? cause.message : String(cause);
    return refuse(`${url}: ${why}. Start that broker, or leave --broker out: the street brings its own`, 1);
  }
  const code = await run.untilEnd(city);
  await city.close();
  await own?.stop();
  return code;
}

/** At any speed but 1 the city is in memory, on the street's time; the broker shows the same packets to whoever looks in. */
function mirrored(live: LiveStreet, broker: StreetBroker, make: typeof MemoryCity): MemoryCity {
  return new make(live.time, ({ topic, payload, retain }) => {
    broker.mirror(topic, Buffer.from(payload).toString(), retain, 1);
  });
}

/** Where else to look, and what became of the wanted port. */
function hintOf(url: string, moved: string | null): string {
  const { hostname, port } = new URL(url);
  const look = `mosquitto_sub -h ${hostname} -p ${port === "" ? "1883" : port} -t 'gaturum/#' -v`;
  return moved === null ? look : `${moved}: ${look}`;
}

function refuse(sentence: string, code: number): number {
  process.stderr.write(`error: ${sentence}.\n`);
  return code;
}
