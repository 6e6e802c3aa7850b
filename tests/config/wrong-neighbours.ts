import { changed, exampleText, type Wrong } from "./examples.ts";

/** The example with its neighbours, which stand there as a comment from line 69 on. */
export const WITH_NEIGHBOURS = exampleText("lamp-post-calendar")
  .replace("# neighbours:", "neighbours:")
  .replaceAll(/^# {3}/gm, "  ");
const post = (from: string | RegExp, to: string): string => {
  const text = WITH_NEIGHBOURS.replace(from, () => to);
  if (text === WITH_NEIGHBOURS) throw new Error(`${String(from)} does not stand there`);
  return text;
};
const lamp = (from: string, to: string): string => changed("lamp-post-calendar", from, to);
const KEY = "4f1d9c0a7be2a35d8c6f0e1b2a3948574f1d9c0a7be2a35d8c6f0e1b2a394857";
const A_KEY =
  "p.yaml:71:12 neighbours.keyFile: this is not the whole path of a file, and a key itself has no place in a config. Write the path of the file that holds the key, such as /etc/gaturum/zone.key.";
const DEPRECIATION = "lamp.luminaire.depreciation";

/** What is wrong with the posts along the path. */
export const WRONG_NEIGHBOURS: readonly Wrong[] = [
  ["a key in place of its file", post("/etc/gaturum/zone.key", KEY), A_KEY],
  ["a short path", post("/etc/gaturum/zone.key", "zone.key"), A_KEY],
  [
    "no way to each other",
    post("  lan: { port: 7475 }\n", ""),
    "p.yaml:69:1 neighbours: the posts have no way to each other: there is no lan, and overBroker is false. Add lan: { port: 7475 }.",
  ],
  [
    "over a broker that there is not",
    post("lan: { port: 7475 }", "overBroker: true").replace(/ {2}broker: .*\n/, ""),
    "p.yaml:71:15 neighbours.overBroker: overBroker is true, and there is no city.broker. Add the city's broker, or take overBroker out.",
  ],
  [
    "a port too high",
    post("port: 7475", "port: 74750"),
    "p.yaml:72:16 neighbours.lan.port: 74750 is above 65535. Write a whole number from 1 to 65535.",
  ],
  [
    "an address that is none",
    post("10.1.2.85", "10.1.2.850"),
    `p.yaml:74:32 neighbours.posts.post-4711-0385.address: "10.1.2.850" is no IPv4 address. Write four numbers up to 255.`,
  ],
  [
    "two posts at one distance",
    post("-22 m }", "22 m }"),
    "p.yaml:75:53 neighbours.posts.post-4711-0383.distance: the distance 22 m is that of post-4711-0385 too. Measure both along the path; behind has a minus.",
  ],
  [
    "two posts at one address",
    post("10.1.2.83", "10.1.2.85"),
    "p.yaml:75:32 neighbours.posts.post-4711-0383.address: the address 10.1.2.85 is that of post-4711-0385 too. Give each post its own.",
  ],
  [
    "two posts at one address, one of them with the usual port written out",
    post("10.1.2.85", "10.1.2.83, port: 7475"),
    "p.yaml:75:32 neighbours.posts.post-4711-0383.address: the address 10.1.2.83 is that of post-4711-0385 too. Give each post its own.",
  ],
  [
    "no distance",
    post("-22 m }", "0 m }"),
    "p.yaml:75:53 neighbours.posts.post-4711-0383.distance: it cannot stand where this post stands. Write how far it is along the path, such as 22 m ahead or -22 m behind.",
  ],
  [
    "a distance without a unit",
    post("-22 m }", "-22 }"),
    `p.yaml:75:53 neighbours.posts.post-4711-0383.distance: "-22" has no unit. Write a length such as "1.2 m".`,
  ],
  [
    "the post itself",
    post("post-4711-0385:", "post-4711-0384:"),
    "p.yaml:74:5 neighbours.posts.post-4711-0384: post-4711-0384 is this post itself. Name the others along the path.",
  ],
  [
    "a name that no device has",
    post("post-4711-0385:", "Post 385:"),
    `p.yaml:74:5 neighbours.posts: "Post 385" cannot be the name of a post. Write its key device: small letters, digits, - and _, at most 40, such as post-4711-0383.`,
  ],
  [
    "nobody",
    post(/ {2}posts:[^]*/, ""),
    `p.yaml:69:1 neighbours: no post is named here. Add a line such as "posts: { post-4711-0383: { address: 10.1.2.3, distance: 22 m } }".`,
  ],
  [
    "more than 16",
    post(
      /( {2}posts:.*\n)[^]*/,
      `  posts:\n${Array.from({ length: 17 }, (_, n) => `    p-${n}: { address: a${n}, distance: ${n + 1} m }\n`).join("")}`,
    ),
    "p.yaml:90:5 neighbours.posts: there are 17 of them, and 16 is the most. Take some out.",
  ],
  [
    "neighbours of a bin",
    `${exampleText("sensor-bin")}neighbours: {}\n`,
    "p.yaml:24:1 neighbours: this section is for a lamp-post, and kind says litter-bin. Take it out, or correct kind.",
  ],
  [
    "a near that reaches further than what is lit",
    lamp("base: 30 %", "neighbours: { aheadHops: 1 }\n  base: 30 %"),
    "p.yaml:29:28 lamp.neighbours.aheadHops: nearHops (2) is above aheadHops (1). Lower nearHops or raise aheadHops.",
  ],
];

/** What is wrong with the lamp as it is built. */
export const WRONG_LUMINAIRES: readonly Wrong[] = [
  [
    "a light that is kept by nothing",
    changed("lamp-post", "  base: 30 %", "  luminaire: { constantLight: controller }\n  base: 30 %"),
    "p.yaml:27:31 lamp.luminaire.constantLight: constantLight: controller needs to know how the lamp ages. Add depreciation, beginning with - { hours: 0, output: 80 % }, or write off.",
  ],
  [
    "a light that is kept twice",
    lamp("constantLight: controller", "constantLight: driver"),
    `p.yaml:36:5 ${DEPRECIATION}: constantLight: driver says that the driver keeps its light, and it must not be done twice. Take depreciation out, or write constantLight: controller.`,
  ],
  [
    "a lamp that is not new at first",
    lamp("{ hours: 0, output: 80 % }", "{ hours: 100, output: 80 % }"),
    `p.yaml:37:18 ${DEPRECIATION}.1.hours: the first is not at 0 hours. Begin with what the new lamp has, such as { hours: 0, output: 80 % }.`,
  ],
  [
    "hours out of order",
    lamp("hours: 50000", "hours: 100000"),
    `p.yaml:39:18 ${DEPRECIATION}.3.hours: 100000 is not above 100000, the one before it. Put the hours in order.`,
  ],
  [
    "more steps than there may be",
    lamp(
      "      - { hours: 50000, output: 92 % }\n",
      Array.from({ length: 19 }, (_, n) => `      - { hours: ${n + 1}, output: 92 % }\n`).join(""),
    ),
    `p.yaml:57:9 ${DEPRECIATION}: there are 21 of them, and 20 is the most. Take some out.`,
  ],
  [
    "hours with a unit",
    lamp("hours: 50000", "hours: 50000 h"),
    `p.yaml:38:18 ${DEPRECIATION}.2.hours: "50000 h" is not a whole number. Write a whole number from 0 to 1000000.`,
  ],
  [
    "more at least than at full",
    lamp("powerLeast: 3 W", "powerLeast: 50 W"),
    "p.yaml:34:17 lamp.luminaire.powerLeast: powerLeast (50 W) is above powerFull (41 W). Lower powerLeast or raise powerFull.",
  ],
  [
    "a cleaning that never comes",
    lamp("powerLeast: 3 W", "maintenance: 85 %"),
    "p.yaml:34:18 lamp.luminaire.maintenance: maintenance (85 %) does nothing while maintenanceHours is 0. Write maintenanceHours, the hours lit between two cleanings.",
  ],
];
