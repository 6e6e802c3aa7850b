import { changed, type Wrong } from "./examples.ts";

const post = (from: string, to: string): string => changed("lamp-post", from, to);
const bin = (from: string, to: string): string => changed("litter-bin", from, to);
const hold = (to: string): string => post("hold: 60 s", to);
const broker = (to: string): string => post("mqtt://127.0.0.1:1883", to);

const A_DURATION = 'Write a duration such as "60 s".';
const A_LATITUDE = 'Write a latitude such as "59.32938 N".';
const LAMP_KEYS =
  "Write base, boost, floor, safe, hold, minActive, rampUp, rampDown, entry, supply, luminaire, neighbours, night, calendar or programs.";
const updates = (to: string): string => broker(`mqtt://127.0.0.1:1883\n  updates: ${to}`);
const A_FOLDER =
  "Write https://, a host and a folder, such as https://updates.example/gaturum. http:// is for 127.0.0.1 alone.";
const A_BROKER = "Write mqtt:// or mqtts://, a host, and a port from 1 to 65535, such as mqtt://127.0.0.1:1883.";

/** One value or key that is wrong, in a file that is right otherwise, and every message that it gives. */
export const WRONG_VALUES: readonly Wrong[] = [
  ["no unit", hold("hold: 60"), `p.yaml:30:9 lamp.hold: "60" has no unit. ${A_DURATION}`],
  ["too short", hold("hold: 20 ms"), `p.yaml:30:9 lamp.hold: 20 ms is below 5 s. ${A_DURATION}`],
  ["too long", hold("hold: 1 h"), `p.yaml:30:9 lamp.hold: 1 h is above 20 min. ${A_DURATION}`],
  ["negative", hold("hold: -60 s"), `p.yaml:30:9 lamp.hold: -60 s is below 5 s. ${A_DURATION}`],
  [
    "a comma",
    hold("hold: 1,5 min"),
    `p.yaml:30:9 lamp.hold: "1,5 min" has a comma; decimals take a point. ${A_DURATION}`,
  ],
  [
    "a unit in wrong case",
    hold("hold: 60 S"),
    `p.yaml:30:9 lamp.hold: "60 S" has the unit S; a duration takes ms, s, min or h. ${A_DURATION}`,
  ],
  [
    "a unit of something else",
    hold("hold: 60 %"),
    `p.yaml:30:9 lamp.hold: "60 %" has the unit %; a duration takes ms, s, min or h. ${A_DURATION}`,
  ],
  [
    "a pasted space",
    hold("hold: 60\u00a0s"),
    `p.yaml:30:9 lamp.hold: "60\u00a0s" has a space in it that only looks like one. ${A_DURATION}`,
  ],
  ["nothing", hold("hold:"), `p.yaml:30:3 lamp.hold: this key has no value. ${A_DURATION} Or leave the key out.`],
  ["null", hold("hold: null"), `p.yaml:30:3 lamp.hold: this key has no value. ${A_DURATION} Or leave the key out.`],
  ["a list", hold("hold: [60 s]"), `p.yaml:30:9 lamp.hold: this should be one value. ${A_DURATION}`],
  [
    "too many digits",
    hold(`hold: ${"9".repeat(400)} s`),
    `p.yaml:30:9 lamp.hold: "${"9".repeat(60)}…" is not a duration. ${A_DURATION}`,
  ],
  ["a misspelt key", hold("hodl: 60 s"), `p.yaml:30:3 lamp: there is no key "hodl". Did you mean "hold"?`],
  [
    "a misspelt key that must be there",
    bin("height: 1.2 m", "heigth: 1.2 m"),
    `p.yaml:52:3 bin: there is no key "heigth". Did you mean "height"?`,
  ],
  ["a key like no other", hold("brightness: 5 %"), `p.yaml:30:3 lamp: there is no key "brightness". ${LAMP_KEYS}`],
  ["the key __proto__", hold("__proto__: 60 s"), `p.yaml:30:3 lamp: there is no key "__proto__". ${LAMP_KEYS}`],
  ["the key constructor", hold("constructor: 60 s"), `p.yaml:30:3 lamp: there is no key "constructor". ${LAMP_KEYS}`],
  ["a merge key", hold("<<: { hold: 60 s }"), `p.yaml:30:3 lamp: there is no key "<<". ${LAMP_KEYS}`],
  [
    "north without a side",
    post("59.32938 N", "59.32938"),
    `p.yaml:10:13 place.latitude: "59.32938" has no unit. ${A_LATITUDE}`,
  ],
  [
    "an eastern latitude",
    post("59.32938 N", "59.3 E"),
    `p.yaml:10:13 place.latitude: "59.3 E" has the unit E; a latitude takes N or S. ${A_LATITUDE}`,
  ],
  [
    "a latitude in place of the longitude",
    post("longitude: 18.06871 E", "longitude: 59.3 N"),
    'p.yaml:11:14 place.longitude: "59.3 N" has the unit N; a longitude takes E or W. Write a longitude such as "18.06871 E".',
  ],
  [
    "a longitude in place of the latitude",
    post("latitude: 59.32938 N", "latitude: 18.06871 E"),
    `p.yaml:10:13 place.latitude: "18.06871 E" has the unit E; a latitude takes N or S. ${A_LATITUDE}`,
  ],
  [
    "two sides",
    post("59.32938 N", "-59.3 S"),
    `p.yaml:10:13 place.latitude: "-59.3 S" has a sign; S says the side already. ${A_LATITUDE}`,
  ],
  ["beyond the pole", post("59.32938 N", "95 N"), `p.yaml:10:13 place.latitude: 95 N is above 90 N. ${A_LATITUDE}`],
  [
    "yes for true",
    bin("pressAt: 85 %", "autoHome: yes"),
    `p.yaml:56:15 bin.press.autoHome: "yes" is neither true nor false. Write true or false.`,
  ],
  [
    "an octal count",
    bin("pressAt: 85 %", "strokesPerDayMax: 010"),
    `p.yaml:56:23 bin.press.strokesPerDayMax: "010" is not a whole number. Write a whole number from 1 to 200.`,
  ],
  [
    "none of the choices",
    post("mode: active", "mode: watch"),
    `p.yaml:7:7 mode: "watch" is none of its choices. Write active or observe.`,
  ],
  [
    "a charge that no battery is 10 points above",
    bin("pressAt: 85 %", "lowCharge: 90 %"),
    'p.yaml:56:16 bin.press.lowCharge: 90 % is above 80 %. Write a share such as "30 %".',
  ],
  [
    "a press that is only to be observed",
    bin("mode: active", "mode: observe"),
    "p.yaml:8:7 mode: observe moves nothing, the watchdog relay neither: the press would fail its self-test and lock itself out. Write mode: active, or take bin.press and its parts out: then it measures and reports, and nothing moves.",
  ],
  [
    "a device that no topic can carry",
    post("device: post-4711-0382", "device: Post/4711"),
    `p.yaml:4:9 device: "Post/4711" cannot be used here. Write small letters, digits, - and _, at most 40, such as post-4711-0382.`,
  ],
  [
    "a tenant with a plus",
    post("tenant: stockholm", "tenant: a+b"),
    `p.yaml:5:9 tenant: "a+b" cannot be used here. Write small letters, digits and -, at most 23, such as stockholm.`,
  ],
  [
    "a text that steers a terminal",
    post("label: Hornsgatan", 'label: "a\\e[2J"'),
    `p.yaml:12:10 place.label: "a\\u{1b}[2J" cannot be used here. Write at most 64 characters on one line, and no emoji.`,
  ],
  [
    "a text longer than the city takes",
    post("label: Hornsgatan", `label: ${"x".repeat(65)}`),
    `p.yaml:12:10 place.label: "${"x".repeat(60)}…" cannot be used here. Write at most 64 characters on one line, and no emoji.`,
  ],
  [
    "a broker without mqtt://",
    broker("127.0.0.1:1883"),
    `p.yaml:17:11 city.broker: "127.0.0.1:1883" cannot be used here. ${A_BROKER}`,
  ],
  [
    "certificates for a broker without TLS",
    broker("mqtt://127.0.0.1:1883\n  tls: { ca: /etc/ca.pem }"),
    "p.yaml:17:11 city.broker: mqtt://127.0.0.1:1883 has no TLS. Write mqtts://, or take city.tls out.",
  ],
  [
    "a certificate without its key",
    broker("mqtts://127.0.0.1:8883\n  tls: { certificate: /etc/device.pem }"),
    "p.yaml:18:23 city.tls.certificate: a certificate is of use with its key alone. Write both, or neither.",
  ],
  [
    "a path that hangs on where one stands",
    broker("mqtts://127.0.0.1:8883\n  tls: { ca: ca.pem }"),
    'p.yaml:18:14 city.tls.ca: "ca.pem" cannot be used here. Write the whole path of a file, such as /etc/gaturum/tls/ca.pem.',
  ],
  [
    "a web address",
    broker("https://city.example"),
    `p.yaml:17:11 city.broker: "https://city.example" cannot be used here. ${A_BROKER}`,
  ],
  [
    "a password",
    broker("mqtt://me:secret@host:1883"),
    `p.yaml:17:11 city.broker: "mqtt://me:secret@host:1883" cannot be used here. ${A_BROKER}`,
  ],
  [
    "a port too high",
    broker("mqtt://host:65536"),
    `p.yaml:17:11 city.broker: "mqtt://host:65536" cannot be used here. ${A_BROKER}`,
  ],
  [
    "an IPv6 address that is none",
    broker("mqtt://[::::]"),
    `p.yaml:17:11 city.broker: "mqtt://[::::]" is no address. Write a name, an IPv4 address, or an IPv6 address in brackets.`,
  ],
  ...[
    "http://updates.example/",
    "http://127.0.0.1.example/",
    "https://me:secret@host/",
    "https://host/?x",
    "stick",
  ].map((url): Wrong => [
    `updates from ${url}`,
    updates(url),
    `p.yaml:18:12 city.updates: "${url}" cannot be used here. ${A_FOLDER}`,
  ]),
  [
    "updates from an IPv6 address that is none",
    updates("https://[::::]/gaturum"),
    `p.yaml:18:12 city.updates: "https://[::::]/gaturum" is no address. Write a name, an IPv4 address, or an IPv6 address in brackets.`,
  ],
  [
    "floor above base",
    post("floor: 10 %", "floor: 50 %"),
    "p.yaml:29:10 lamp.floor: floor (50 %) is above base (30 %). Lower floor or raise base.",
  ],
  [
    "a default above what stands there",
    hold("minActive: 1 s").replace("  floor: 10 %", "  safe: 90 %").replace("base: 30 %", "base: 5 %"),
    "p.yaml:27:9 lamp.base: floor (10 %) is above base (5 %). Lower floor or raise base.",
  ],
  [
    "a full line below the floor",
    bin("fullAt: 300 mm", "fullAt: 1.3 m"),
    "p.yaml:52:11 bin.height: height (1.2 m) is less than fullAt (1.3 m): they are swapped, or one is not measured from the sensor. Both are measured down from the sensor, and the floor is further away: height: 1.3 m and fullAt: 1.2 m?",
  ],
  [
    "nearly full above full",
    bin("full: 85 %", "full: 60 %"),
    "p.yaml:54:9 bin.full: warn (70 %) is above full (60 %). Lower warn or raise full.",
  ],
  [
    "too little between empty and full",
    bin("fullAt: 300 mm", "fullAt: 1.1 m"),
    "p.yaml:53:11 bin.fullAt: only 100 mm from height (1.2 m) up to fullAt (1.1 m), and it takes 250 mm to tell how full it is. Measure both down from the sensor again: height to the floor of the empty bin, fullAt to the full line.",
  ],
  [
    "the references of empty and full swapped",
    bin("height: 1.2 m", "height: 300 mm")
      .replace("fullAt: 300 mm ", "fullAt: 1.2 m ")
      .replace("stroke: 600 mm", "stroke: 100 mm"),
    "p.yaml:52:11 bin.height: height (300 mm) is less than fullAt (1.2 m): they are swapped, or one is not measured from the sensor. Both are measured down from the sensor, and the floor is further away: height: 1.2 m and fullAt: 300 mm?",
  ],
  [
    "a ram that reaches through the floor",
    bin("stroke: 600 mm", "stroke: 1.1 m"),
    "p.yaml:57:13 bin.press.stroke: plateAtTop and stroke (1.3 m) reach below the floor (1.2 m). Measure all three down from the sensor, or choose a shorter stroke.",
  ],
  [
    "row 10: a bin that rests its press for good before its charge is low",
    bin("capacity: 720 Wh", "commsOnly: 31 %"),
    "p.yaml:61:16 bin.energy.commsOnly: commsOnly (31 %) is above lowCharge (30 %). Lower commsOnly or raise lowCharge.",
  ],
  [
    "row 10: a bin that shuts down before it rests",
    bin("capacity: 720 Wh", "shutdown: 21 %"),
    "p.yaml:61:15 bin.energy.shutdown: shutdown (21 %) is above commsOnly (20 %). Lower shutdown or raise commsOnly.",
  ],
  [
    "a battery in the wrong unit",
    bin("capacity: 720 Wh", "capacity: 60 Ah"),
    'p.yaml:61:15 bin.energy.capacity: "60 Ah" has the unit Ah; an energy takes Wh. Write an energy such as "720 Wh".',
  ],
];
