import { openDurableStore } from "../../../device/link/store/durable-store.ts";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { seconds } from "../../../device/measure/time.ts";
import { describeWithMosquitto, freePort, startMosquitto } from "../../system/mosquitto.ts";
import { LinkProcess, subscribe, until } from "../link-process.ts";
import { clockLost } from "../rig.ts";
import { TwoWays } from "./two-ways.ts";

const atEnd: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of atEnd.splice(0).reverse()) await end();
});

describeWithMosquitto("uplink health", () => {
  it("a change of interface loses no record and doubles none, and is counted", async (context) => {
    const ways = TwoWays.open();
    if (ways === null) {
      process.stderr.write("SKIPPED  a change of interface: it needs root, `ip` and network namespaces\n");
      return context.skip();
    }
    atEnd.push(() => ways.end());
    const port = await freePort();
    const broker = await startMosquitto({ lines: [`listener ${port} ${ways.farAddress}`] });
    atEnd.push(() => broker.stop());
    const backend = await subscribe(broker.url);
    atEnd.push(() => backend.client.endAsync(true));
    const url = `mqtt://${ways.farAddress}:${port}`;
    const device = new LinkProcess(url, { keepaliveMs: seconds(1) }, ways.inside);
    atEnd.push(() => device.close());
    const report = (): void => {
      for (let index = 0; index < 20; index += 1) device.report(clockLost(index % 2 === 0));
    };
    report();
    await until("the first records", () => new Set(backend.keys).size === 20);
    ways.loseFirst();
    report();
    await until("the loss", () => device.said.some((line) => line.includes("connection broke")));
    await until("a new session", () => device.said.filter((line) => line.includes("connected to")).length === 2);
    report();
    await until("all records", () => new Set(backend.keys).size === 60);
    expect(backend.problems).toEqual([]);
    expect(await device.end("SIGTERM")).toBe(0);
    const { store, kill } = await openDurableStore(join(device.folder, "link"), () => undefined);
    atEnd.push(async () => {
      await kill();
    });
    const tally = { path: { interface: "wwan0", kind: "cellular" }, changes: 1 };
    expect(store.found.uplink).toMatchObject({ tally });
  });
});
