import { isIPv4 } from "node:net";
import type { NeighbourhoodConfig } from "./device-config.ts";
import { lanSettings } from "./neighbours-settings.ts";
import type { Values } from "./reader.ts";
import type { Broken } from "./rules.ts";
import { shown } from "./value.ts";

type AskedPost = {
  readonly name: string;
  readonly address?: string;
  readonly port?: number | null;
  readonly distanceMm?: number;
};
type Asked = Partial<Omit<NeighbourhoodConfig, "posts">> & { readonly posts?: readonly AskedPost[] };

/** What a post knows of its neighbours, of values in which nothing is wrong. */
export function neighbourhoodOf(values: Values): NeighbourhoodConfig {
  const { zone, keyFile, lan, overBroker, posts } = values as unknown as Required<Asked>;
  return {
    lan,
    keyFile,
    zone,
    overBroker,
    posts: (posts as readonly Required<AskedPost>[])
      .map(({ name, address, port, distanceMm }) => ({
        name,
        host: address,
        port: portOf(port, lan),
        distanceM: distanceMm / 1_000,
      }))
      .sort((a, b) => a.distanceM - b.distanceM),
  };
}

const portOf = (port: AskedPost["port"], lan: Asked["lan"]): number => port ?? lan?.port ?? lanSettings.port.default;

/** What the keys of the section say together, and with those of the device. */
export function neighbourRules(values: Values, device: Values): readonly Broken[] {
  const { lan, overBroker, posts } = values as unknown as Asked;
  const city = device["city"] as Values | undefined;
  return [
    ...ways(lan, overBroker, city?.["broker"]),
    ...addresses(lan, posts ?? []),
    ...places(posts ?? [], device["device"]),
    ...(posts?.length === 0 ? [{ paths: ["neighbours.posts", "neighbours"], ...NO_POSTS }] : []),
  ];
}

const NO_POSTS = {
  wrong: "no post is named here",
  instead: 'Add a line such as "posts: { post-4711-0383: { address: 10.1.2.3, distance: 22 m } }".',
};

function ways(lan: Asked["lan"], overBroker: boolean | undefined, broker: unknown): readonly Broken[] {
  if (lan === null && overBroker === false) {
    const wrong = "the posts have no way to each other: there is no lan, and overBroker is false";
    return [{ paths: ["neighbours"], wrong, instead: "Add lan: { port: 7475 }." }];
  }
  if (overBroker !== true || broker !== null) return [];
  const instead = "Add the city's broker, or take overBroker out.";
  return [{ paths: ["neighbours.overBroker"], wrong: "overBroker is true, and there is no city.broker", instead }];
}

/** A number that is no IPv4 address would pass for a name, and be looked for again and again. */
function addresses(lan: Asked["lan"], posts: readonly AskedPost[]): readonly Broken[] {
  const asked = [
    { path: "neighbours.lan.host", host: lan?.host },
    ...posts.map(({ name, address }) => ({ path: `neighbours.posts.${name}.address`, host: address })),
  ];
  const broken = asked.flatMap(({ path, host }): readonly Broken[] => {
    if (host === undefined || !/^[\d.]+$/.test(host) || isIPv4(host)) return [];
    return [{ paths: [path], wrong: `"${host}" is no IPv4 address`, instead: "Write four numbers up to 255." }];
  });
  return [
    ...broken,
    ...twice(posts, ({ address, port }) => (address === undefined ? null : `${address} ${portOf(port, lan)}`), ADDRESS),
  ];
}

const ADDRESS = {
  key: "address",
  words: ({ address }: AskedPost) => `the address ${address ?? ""}`,
  instead: "Give each post its own.",
};
const DISTANCE = {
  key: "distance",
  words: ({ distanceMm }: AskedPost) => `the distance ${shown("length", distanceMm ?? 0)}`,
  instead: "Measure both along the path; behind has a minus.",
};

function places(posts: readonly AskedPost[], device: unknown): readonly Broken[] {
  const self = posts
    .filter(({ name }) => name === device)
    .map(({ name }): Broken => {
      const wrong = `${name} is this post itself`;
      return { paths: [`neighbours.posts.${name}`], wrong, instead: "Name the others along the path." };
    });
  const here = posts
    .filter(({ distanceMm }) => distanceMm === 0)
    .map(({ name }): Broken => {
      const instead = "Write how far it is along the path, such as 22 m ahead or -22 m behind.";
      return { paths: [`neighbours.posts.${name}.distance`], wrong: "it cannot stand where this post stands", instead };
    });
  return [...self, ...here, ...twice(posts, ({ distanceMm }) => distanceMm || null, DISTANCE)];
}

/** What two posts cannot share, told at the second. */
function twice(
  posts: readonly AskedPost[],
  valueOf: (post: AskedPost) => string | number | null,
  { key, words, instead }: typeof ADDRESS,
): readonly Broken[] {
  const first = new Map<string | number, string>();
  return posts.flatMap((post): readonly Broken[] => {
    const value = valueOf(post);
    const owner = value === null ? undefined : first.get(value);
    if (value !== null && owner === undefined) first.set(value, post.name);
    if (owner === undefined) return [];
    return [
      { paths: [`neighbours.posts.${post.name}.${key}`], wrong: `${words(post)} is that of ${owner} too`, instead },
    ];
  });
}
