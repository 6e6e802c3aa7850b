import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { Broker, type Line } from "../../device/backend/broker.ts";
import { openDatabase } from "../../device/backend/database/open.ts";
import { Errand } from "../../device/backend/operator/errand.ts";
import { Receiver } from "../../device/backend/receiver/receiver.ts";
import { until } from "../link/link-process.ts";
import { sequence } from "./said.ts";
import { StrictBroker } from "./strict-broker.ts";
import { typed } from "./typed.ts";

const end: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of end.splice(0).reverse()) await close();
});

async function connected(broker: StrictBroker, answerMs?: number): Promise<() => Line> {
  let line: Line | null = null;
  const parts = { access: { url: broker.url }, clientId: "stockholm_receive-1", keepSession: true };
  const city = new Broker({
    ...parts,
    ...(answerMs === undefined ? {} : { answerMs }),
    onLetter: () => undefined,
    onUp: (opened) => (line = opened),
    onDown: () => (line = null),
  });
  end.push(() => city.close());
  await until("the line", () => line !== null);
  return () => line ?? expect.unreachable("no line");
}

it.each([5, 1])("R7: a receiver has never more on the way than a broker takes at once, %i", async (most) => {
  const broker = await StrictBroker.open(most);
  end.push(() => broker.close());
  const line = (await connected(broker))();
  const topics = sequence(1, 30).map((at) => `gaturum/1/stockholm/lamp-${at}/dn/ack`);
  await Promise.all(topics.map((topic) => line.publish(topic, "{}", true)));
  expect([broker.most, broker.connections]).toEqual([most, 1]);
});

it("a receiver of a large city subscribes bit by bit: all at once ended its connection, and it never stood", async () => {
  const broker = await StrictBroker.open(20);
  end.push(() => broker.close());
  const folder = mkdtempSync(join(tmpdir(), "gaturum-large-city-"));
  const said: string[] = [];
  const receiver = new Receiver({
    ...{ access: { url: broker.url }, tenant: "stockholm", instance: "1", spreadS: null },
    ...{ devices: sequence(1, 1_000).map((at) => `lamp-${at}`), nowMs: Date.now, trouble: () => undefined },
    database: await openDatabase(join(folder, "records.db"), "stockholm"),
    say: (line) => void said.push(line),
  });
  end.push(() => receiver.close().finally(() => rmSync(folder, { recursive: true })));
  await until("it is connected", () => said.some((line) => line.startsWith("connected; ")));
  expect([broker.connections, broker.mostSubscribes]).toEqual([1, 64]);
});

it("an errand of thousands subscribes bit by bit, at its start and after a break", async () => {
  const broker = await StrictBroker.open(20);
  end.push(() => broker.close());
  const errand = await Errand.open({ url: broker.url }, "stockholm", "patrol");
  end.push(() => errand.close());
  const packets = 500;
  await errand.listen(sequence(1, 8 * packets).map((at) => `gaturum/1/stockholm/lamp-${at}/up/birth`));
  errand.line.drop();
  await until("all of it again", () => broker.granted === 2 * packets);
  expect([broker.connections, broker.mostSubscribes]).toEqual([2, 64]);
});

it("watch looks on at a large city bit by bit too: it was deaf for minutes, to Ctrl-C as well", async () => {
  const broker = await StrictBroker.open(20);
  end.push(() => broker.close());
  broker.devices = 1_000;
  const { code, out } = await typed("watch", "--broker", broker.url, "--tenant", "stockholm", "--for", "3s");
  expect([code, out.trim().split("\n").length, broker.connections]).toEqual([0, 1_000, 1]);
  expect(broker.mostSubscribes).toBeLessThanOrEqual(64);
});

it("a broker that keeps one publish without a word is left, whatever else it answers", async () => {
  const broker = await StrictBroker.open(20);
  end.push(() => broker.close());
  broker.silent = 1;
  const line = await connected(broker, 300);
  const lost = line().publish("gaturum/1/stockholm/lamp-1/dn/ack", "{}", true);
  const lease = (): void => {
    line()
      .publish("gaturum/1/stockholm/_host/state", "{}", true)
      .catch(() => undefined);
  };
  const others = setInterval(lease, 100);
  await expect(lost).rejects.toThrow("ended");
  clearInterval(others);
});

it("a broker that answers pings and no publish is left for a new connection: no receipt would go any more", async () => {
  const broker = await StrictBroker.open(20);
  end.push(() => broker.close());
  broker.silent = 1;
  const line = await connected(broker, 300);
  await expect(line().publish("gaturum/1/stockholm/lamp-1/dn/ack", "{}", true)).rejects.toThrow("ended");
  await until("another connection", () => broker.connections === 2);
});
