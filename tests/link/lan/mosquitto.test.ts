import { afterEach, expect, it } from "vitest";
import { Watch } from "../../../device/backend/watch.ts";
import { mqttTransport } from "../../../device/link/session/mqtt-transport.ts";
import { realTime } from "../../../device/link/real-time.ts";
import type { Scheduler } from "../../../device/measure/scheduler.ts";
import { instant, seconds } from "../../../device/measure/time.ts";
import { describeWithMosquitto, startMosquitto } from "../../system/mosquitto.ts";
import { until } from "../link-process.ts";
import { TOPIC, zonePost, type ZonePost } from "./zone.ts";

/** Longer than the 2 s between two words of one source. */
const AGAIN_MS = 2_500;
const atEnd: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end();
});

/** As docs/backend.md has them for a city, with no more than one device and its zone need. */
const ACCESS_LIST = [
  "topic readwrite gaturum/1/stockholm/post-0/up/#",
  "topic readwrite gaturum/1/stockholm/post-1/up/#",
  "topic read gaturum/1/stockholm/_host/state",
  `topic readwrite ${TOPIC}`,
];

async function posts(accessList: readonly string[]) {
  const broker = await startMosquitto({ accessList: [...accessList] });
  atEnd.push(() => broker.stop());
  const zone: { readonly payload: Uint8Array; readonly retain: boolean }[] = [];
  const watch = await Watch.open(broker.url, "stockholm", ({ topic, payload, retain }) => {
    if (topic === TOPIC) zone.push({ payload, retain });
    return true;
  });
  atEnd.push(() => watch.close());
  let shiftMs = 0;
  const scheduler: Scheduler = {
    now: () => instant(realTime.now() + shiftMs),
    after: (wait, run) => realTime.after(wait, run),
  };
  const made = [0, 1].map((index) => {
    const names = ["post-0", "post-1"];
    const transport = mqttTransport(broker.url);
    return zonePost({ names, index, scheduler, transport, lan: null, overBroker: true });
  });
  atEnd.push(() => Promise.all(made.map(({ link }) => new Promise<void>((resolve) => link.stop(resolve)))));
  await until("both sessions", () => made.every(({ link }) => link.status().connected));
  return { made: made as [ZonePost, ZonePost], watch, zone, later: (byMs: number) => (shiftMs += byMs) };
}

describeWithMosquitto("row 8: two posts without a LAN, at a real Mosquitto", () => {
  it("hear each other, and a receiver that hears all of it has no record of it", async () => {
    const { made, watch, zone } = await posts(ACCESS_LIST);
    const [here, there] = made;
    await until("both on the topic", () => here.neighbours.counts.sent + there.neighbours.counts.sent >= 3);
    // A word is said now or never, so one that was said while the other still learned the clock is not heard.
    const calling = setInterval(() => {
      here.call();
    }, AGAIN_MS);
    await until("the word", () => there.heard.length > 0);
    clearInterval(calling);
    expect(there.heard[0]).toMatchObject({ source: "post-0", place: -1 });
    await until(
      "the receiver to have it",
      () => zone.length >= here.neighbours.counts.sent + there.neighbours.counts.sent,
    );
    expect(zone.every(({ payload, retain }) => payload.length === 192 && !retain)).toBe(true);
    expect(watch.tally).toMatchObject({ records: 0, invalidRecords: 0, devicesOnline: 2, lastProblem: null });
    for (const { neighbours } of made) {
      expect(neighbours.counts).toMatchObject({ spoofed: 0, replayed: 0, malformed: 0, duplicate: 0, flooded: 0 });
    }
  });

  it("an access list without the zone costs them that, and nothing else, and is told when it shows", async () => {
    const { made, zone, later } = await posts(ACCESS_LIST.filter((line) => !line.includes("_zone")));
    await until("a try", () => made.every(({ neighbours }) => neighbours.counts.sent > 0));
    later(seconds(10));
    for (const post of made) post.call();
    await until("a word about it", () => made.every(({ said }) => said.some((line) => line.includes("access list"))));
    expect(zone).toEqual([]);
    for (const { link } of made) expect(link.status()).toMatchObject({ connected: true, lastError: null, bad: 0 });
  });
});
