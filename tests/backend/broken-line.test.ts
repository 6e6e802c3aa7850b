import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { TAKEN_OVER_TEXT, whyBroken } from "../../device/backend/broken-line.ts";
import { Broker } from "../../device/backend/broker.ts";
import { until } from "../link/link-process.ts";
import { describeWithMosquitto, startMosquitto } from "../system/mosquitto.ts";

/** In 4 s: each waits 0.5 to 1, 1 to 2 and 2 to 4 s. Without that, eight and more. */
const MOST = 7;

it("tells what OpenSSL and brokers say with its cure, and what nobody knows as it was said", () => {
  expect(whyBroken("self-signed certificate in certificate chain")).toMatch(/--ca \(self-signed/);
  expect(whyBroken("ssl3_read_bytes:tlsv13 alert certificate required:SSL alert number 116\n")).toMatch(
    /--client-cert and --client-key \(.*116\)$/,
  );
  expect(whyBroken("Publish error: Not authorized")).toContain("access list");
  expect(whyBroken("the moon is full")).toBe("the moon is full");
});

describeWithMosquitto("two programs of one name", () => {
  it("throw each other out more and more seldom, and say what it may be", async () => {
    const broker = await startMosquitto();
    const [ups, downs]: [string[], string[]] = [[], []];
    const open = (name: string) =>
      new Broker({
        ...{ access: { url: broker.url }, clientId: "stockholm_receive-1", keepSession: true },
        ...{ onLetter: ({ taken }) => taken(), onUp: () => void ups.push(name) },
        onDown: (why) => void downs.push(`${name}: ${why}`),
      });
    const one = open("one");
    await until("one", () => ups.length === 1);
    const two = open("two");
    try {
      await pause(4_000);
      expect(ups.length).toBeGreaterThan(2);
      expect(ups.length).toBeLessThanOrEqual(MOST);
      expect(downs[0]).toBe(`one: the connection ended. If it goes on, ${TAKEN_OVER_TEXT}`);
    } finally {
      await Promise.all([one.close(), two.close()]);
      await broker.stop();
    }
  });
});
