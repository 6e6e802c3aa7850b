import { afterAll, beforeAll, expect, it } from "vitest";
import { needs } from "../setup/programs.ts";
import { startMosquitto, type Mosquitto } from "../system/mosquitto.ts";
import { startPostgres, type PostgresServer } from "./postgres.ts";
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
});
