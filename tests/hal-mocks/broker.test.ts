import mqtt from "mqtt";
import { afterEach, expect, it } from "vitest";
import { StreetBroker } from "../../hal-mocks/broker.ts";

let broker: StreetBroker;
afterEach(() => broker.stop());

it("the street's broker hands on all of what comes close together, retained or not, and wills", async () => {
  broker = await StreetBroker.start(0);
  const watch = await mqtt.connectAsync(broker.url, { protocolVersion: 4 });
  const heard = new Map<string, string>();
  watch.on("message", (topic, payload) => heard.set(topic, payload.toString()));
  await watch.subscribeAsync("#", { qos: 1 });
  const wills = await Promise.all(
    [0, 1, 2, 3].map((number) =>
      mqtt.connectAsync(broker.url, {
        ...{ protocolVersion: 4 as const, clientId: `device-${number}` },
        will: { topic: `will/${number}`, payload: Buffer.from("lost"), qos: 1, retain: true },
      }),
    ),
  );
  for (const client of wills) client.stream.destroy();
  for (let number = 0; number < 20; number += 1) {
    for (const [kind, retain] of [
      ["state", true],
      ["birth", true],
      ["event", false],
    ] as const)
      broker.mirror(`${kind}/${number}`, new TextEncoder().encode("x"), retain);
  }
  await expect.poll(() => heard.size, { timeout: 5_000 }).toBe(64);
  for (const client of [watch, ...wills]) await client.endAsync(true);
});
