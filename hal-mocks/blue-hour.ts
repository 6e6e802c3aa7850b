import type { Device } from "../device/together/device.ts";
import { epochMs, instant, seconds } from "../device/measure/time.ts";
import type { DeviceConfig } from "../config/device-config.ts";
import { streetScene, type Scene } from "./scene.ts";
import { SimulatedStreet, type StreetConfigs } from "./simulated-street.ts";

/** Half an hour after sunset on Hornsgatan: the blue hour. */
const FIRST_MOMENT = Date.parse("2026-11-25T14:35:00Z");
/** Lived through before anyone looks, so that photocells and fill sensors have made up their minds. */
const WARM_UP_MS = seconds(180);
/** Someone set out so long ago: left of the middle, and a lamp has just seen them, so that the next ones rise. */
const WALKING_SINCE_MS = seconds(47);
/** Of a street of 110 m: the usual four posts ahead would be nearly all of it, and one would not see the light go along. */
const LIGHT_AHEAD = { aheadHops: 2, behindHops: 1, nearHops: 1 } as const;
/** Litter at the start, in mm: one bin half full, one so that the next thing thrown in makes it press. */
const LITTER_MM = [450, 745] as const;
const NEXT_THROW_MS = seconds(6);

/** The street as it is first seen: someone walks home, one bin is half full, and one is about to press. */
export function blueHour(
  configs: StreetConfigs,
  seed: number,
  make: typeof Device,
  { scene = streetScene(), run }: { readonly scene?: Scene; readonly run?: number } = {},
): SimulatedStreet {
  const startsAt = epochMs(FIRST_MOMENT - WARM_UP_MS);
  const near = { ...configs, post: lightingAhead(configs.post) };
  const street = new SimulatedStreet({
    configs: near,
    scene,
    seed,
    startsAt,
    make,
    ...(run === undefined ? {} : { run }),
  });
  const { world } = street;
  const bins = [...world.bins.values()];
  bins.forEach((bin, index) => {
    bin.fillTo(LITTER_MM[index % LITTER_MM.length] ?? 0);
  });
  street.runTo(instant(WARM_UP_MS - WALKING_SINCE_MS), "jump");
  world.walkSomeonePast();
  street.poked();
  world.plan(instant(WARM_UP_MS + NEXT_THROW_MS), () => {
    const fullest = bins.at(-1)?.name;
    if (fullest !== undefined) world.throwLitter(fullest);
  });
  street.runTo(instant(WARM_UP_MS), "jump");
  return street;
}

function lightingAhead(config: DeviceConfig): DeviceConfig {
  if (config.kind !== "lamp-post") return config;
  const { lamp } = config;
  return { ...config, lamp: { ...lamp, neighbours: { ...lamp.neighbours, ...LIGHT_AHEAD } } };
}
