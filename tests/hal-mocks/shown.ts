import type { AnyPart } from "../../device/hal/parts.ts";
import type { Sensor } from "../../device/hal/sensor.ts";
import { everyPart, mockParts } from "../../hal-mocks/parts.ts";
import type { World } from "../../hal-mocks/world.ts";

/** Everything that the devices of a world can sense, as one text: what two worlds must agree on. */
export function eyes(world: World): () => string {
  const parts: (readonly [string, Sensor<unknown>])[] = [];
  const look = (device: string, mocks: object): void => {
    for (const [role, part] of Object.entries(mocks)) parts.push([`${device} ${role}`, part as AnyPart]);
  };
  for (const name of world.posts.keys()) look(name, mockParts(world, name, everyPart("lamp-post")));
  for (const name of world.bins.keys()) look(name, mockParts(world, name, everyPart("litter-bin")));
  return () =>
    JSON.stringify(
      parts.map(([name, sensor]) => {
        const reading = sensor.read(world.now);
        return [name, reading.ok ? reading.value : reading.fault];
      }),
      null,
      1,
    );
}

/** What only the world knows. Asking for it is itself no change. */
export const truth = (world: World): string =>
  JSON.stringify({
    posts: [...world.posts.values()].map((post) => post.figures(world.now)),
    bins: [...world.bins.values()].map(({ figures, fillPct, travelMm }) => ({ figures, fillPct, travelMm })),
    people: world.people,
    sky: world.sky,
  });
