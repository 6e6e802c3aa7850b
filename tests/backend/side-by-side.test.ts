import mqtt from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openDatabase } from "../../device/backend/database/open.ts";
import { Receiver } from "../../device/backend/receiver/receiver.ts";
import { until } from "../link/link-process.ts";
import { needs } from "../setup/programs.ts";
import { startMosquitto, type Mosquitto } from "../system/mosquitto.ts";
import { startPostgres, withClient, type PostgresServer } from "./postgres.ts";
import { record } from "./said.ts";
import { sideBySide } from "./side-by-side.ts";

needs("postgres")("R1: two receivers on one PostgreSQL, one killed -9 in mid-stream", () => {
  let [server, broker]: [PostgresServer | null, Mosquitto | null] = [null, null];
  beforeAll(async () => {
    [server, broker] = await Promise.all([startPostgres(), startMosquitto()]);
  }, 40_000);
  afterAll(() => Promise.all([server?.stop(), broker?.stop()]));

  it("lose nothing and double nothing", async () => {
    if (server === null || broker === null) throw new Error("nothing was started");
    const sizes = { seed: 1, devices: 4, records: 150, kills: 2 };
    const { made, missing, extra, kills } = await sideBySide(broker, await server.newDatabase(), sizes);
    expect({ missing, extra, kills }).toEqual({ missing: [], extra: [], kills: 2 });
    expect(made).toBeGreaterThanOrEqual(600);
  }, 90_000);

  it("take all of it each where they have two databases, and roles that may do little", async () => {
    if (server === null || broker === null) throw new Error("nothing was started");
    const urls = [await server.newDatabase(), await server.newDatabase()];
    const said: string[] = [];
    const receivers: Receiver[] = [];
    const client = await mqtt.connectAsync(broker.url, { protocolVersion: 4 }, false);
    try {
      for (const [index, url] of urls.entries()) {
        const [role, name] = [`role_${index}`, new URL(url).pathname.slice(1)];
        await withClient(url, async (admin) => {
          await admin.query(`CREATE ROLE ${role} LOGIN`);
          await admin.query(`ALTER DATABASE ${name} OWNER TO ${role}`);
        });
        const database = await openDatabase(url.replace("gaturum@", `${role}@`), "stockholm");
        const say = (line: string): void => void said.push(line);
        receivers.push(
          new Receiver({
            ...{ access: { url: broker.url }, tenant: "stockholm", instance: `two-${index}`, database },
            ...{ devices: [], spreadS: null, say, trouble: (_about, line) => say(line), nowMs: Date.now },
          }),
        );
      }
      await until("both share", () => said.filter((line) => line.includes("a share of the records")).length === 2);
      for (let seq = 1; seq <= 10; seq += 1)
        await client.publishAsync("gaturum/1/stockholm/lamp-9/up/t/daylight", JSON.stringify(record(seq)), { qos: 1 });
      await until("all in both", () => receivers.every(({ counts }) => counts.records === 10));
    } finally {
      await Promise.all(receivers.map((receiver) => receiver.close()));
      await client.endAsync(true);
    }
  }, 30_000);
});
