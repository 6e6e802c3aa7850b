import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openDatabase } from "../../device/backend/database/open.ts";
import { Broker, type Line } from "../../device/backend/broker.ts";
import { Errand } from "../../device/backend/operator/errand.ts";
import { PACE, Receiver } from "../../device/backend/receiver/receiver.ts";
import { StreetBroker } from "../../hal-mocks/broker.ts";
import { until } from "../link/link-process.ts";
import { describeWithMosquitto, freePort, startMosquitto } from "../system/mosquitto.ts";
import { BOOT, record, sequence } from "./said.ts";

const pace = { ...PACE, receiptMs: 50, probeMs: 400 };

describeWithMosquitto("a broker", () => {
  let folder = "";
  const said: string[] = [];
  const end: (() => Promise<unknown>)[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gaturum-broken-broker-"));
    said.length = 0;
  });
  afterEach(async () => {
    for (const close of end.splice(0).reverse()) await close();
    rmSync(folder, { recursive: true, force: true });
  });
  const receiverOn = async (url: string, isShared: boolean): Promise<Receiver> => {
    const opened = await openDatabase(join(folder, "records.db"), "stockholm");
    const database = isShared ? Object.assign(opened, { group: "city" }) : opened;
    const parts = {
      access: { url },
      tenant: "stockholm",
      instance: "1",
      database,
      devices: [],
      spreadS: null,
      pace,
    };
    const say = (line: string): void => void said.push(line);
    const receiver = new Receiver({ ...parts, say, trouble: (_about, line) => say(line), nowMs: Date.now });
    end.push(() => receiver.close());
    return receiver;
  };
  const startReceiver = async (url: string): Promise<Receiver> => {
    const receiver = await receiverOn(url, true);
    await until("the receiver is connected", () => said.some((line) => line.startsWith("connected; ")));
    return receiver;
  };
  const connect = async (url: string): Promise<mqtt.MqttClient> => {
    const client = await mqtt.connectAsync(url, { protocolVersion: 4, reconnectPeriod: 100 }, false);
    client.on("error", () => undefined);
    end.push(() => client.endAsync(true));
    return client;
  };
  const report = (client: mqtt.MqttClient, device: string) =>
    client.publishAsync(`gaturum/1/stockholm/${device}/up/t/daylight`, JSON.stringify(record(1)), { qos: 1 });

  it("R10: in whose place comes one without shared subscriptions is heard as the one before", async () => {
    const first = await startMosquitto();
    const { port } = first;
    let second: StreetBroker | null = null;
    end.push(async () => second?.stop());
    const receiver = await startReceiver(first.url);
    expect(receiver.counts.shared).toBe(true);
    await first.stop();
    said.length = 0;
    second = await StreetBroker.start(port);
    await until("it is back", () => said.some((line) => line.startsWith("connected; ")));
    expect(receiver.counts.shared).toBe(false);
    await report(await connect(second.url), "lamp-1");
    await until("the record", () => receiver.counts.records === 1);
  });

  it.each([true, false])(
    "that takes no lease from our role is left, and no other program is blamed",
    async (isShared) => {
      const broker = await startMosquitto({ accessList: ["topic read gaturum/1/stockholm/+/up/#"] });
      end.push(() => broker.stop());
      await receiverOn(broker.url, isShared);
      await until("its second try", () => said.filter((line) => line.startsWith("no connection")).length > 1);
      expect(said.join("\n")).toContain("look at our role in its access list");
      expect(said.filter((line) => /^connected|another program/.test(line))).toEqual([]);
    },
  );

  it.each([
    [1, [5, 4, 5]],
    [2, [5, 4, 5]],
  ])("R10: that hangs up %i times while it starts is spoken to in version 5 again", async (hangUps, versions) => {
    const broker = await startMosquitto();
    end.push(() => broker.stop());
    const front = await Front.open(broker.port, hangUps);
    end.push(() => front.close());
    let line: Line | null = null;
    const parts = { access: { url: front.url }, clientId: "stockholm_send-1", keepSession: false };
    const city = new Broker({
      ...parts,
      onLetter: () => undefined,
      onUp: (opened) => (line = opened),
      onDown: () => (line = null),
    });
    end.push(() => city.close());
    await until("the line", () => line !== null);
    if (front.versions.at(-1) === 4) (line as Line | null)?.drop();
    await until("the line in version 5", () => line !== null && front.versions.at(-1) === 5);
    expect(front.versions).toEqual(versions);
  });

  it("that goes away and comes back in the midst of an errand is asked again for the same", async () => {
    const port = await freePort();
    let broker = await startMosquitto({ port });
    end.push(() => broker.stop());
    const errand = await Errand.open({ url: broker.url }, "stockholm", "send");
    end.push(() => errand.close());
    await errand.listen(sequence(1, 9).map((at) => `gaturum/1/stockholm/lamp-${at}/up/t/daylight`));
    await broker.stop();
    broker = await startMosquitto({ port });
    const city = await connect(broker.url);
    const heard = errand.until(10_000, ({ topic }) => (topic.includes("lamp-9") ? topic : undefined));
    const again = setInterval(() => void report(city, "lamp-9"), 100);
    expect(await heard).toContain(`lamp-9`);
    clearInterval(again);
    await expect(errand.line.publish(`gaturum/1/stockholm/lamp-9/dn/ack`, BOOT, false)).resolves.toBeUndefined();
  });
});

/** As docker-proxy is before a broker: it accepts, and hangs up while nobody stands behind it. */
class Front {
  readonly versions: number[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => this.#take(client));
  readonly #port: number;
  #hangUps: number;

  private constructor(port: number, hangUps: number) {
    [this.#port, this.#hangUps] = [port, hangUps];
  }

  static async open(port: number, hangUps: number): Promise<Front> {
    const front = new Front(port, hangUps);
    await new Promise<void>((resolve) => front.#server.listen(0, "127.0.0.1", resolve));
    return front;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(client: Socket): void {
    client.on("error", () => undefined);
    client.once("data", (first: Buffer) => {
      // CONNECT has its protocol level behind its name.
      this.versions.push(first[first.indexOf("MQTT") + 4] ?? 0);
      if (this.#hangUps > 0) {
        this.#hangUps -= 1;
        client.resetAndDestroy();
        return;
      }
      const broker = connect(this.#port, "127.0.0.1");
      for (const socket of [client, broker]) this.#sockets.add(socket);
      broker.on("error", () => client.destroy());
      broker.on("close", () => client.destroy());
      client.on("close", () => broker.destroy());
      broker.write(first);
      client.pipe(broker).pipe(client);
    });
  }
}
