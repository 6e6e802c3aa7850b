import { afterAll, beforeAll, describe, it } from "vitest";
import { startPostgres, type PostgresServer } from "../backend/postgres.ts";
import { sideBySide, type Outcome } from "../backend/side-by-side.ts";
import { startMosquitto } from "../system/mosquitto.ts";
import { tellFigures } from "./figures.ts";

const HISTORIES = Number(process.env["GATURUM_RUNS"] ?? 5);
const SLICE = Number(process.env["GATURUM_SEED"] ?? 1);
/** 10,000 records a history, as the promise has it. */
const SIZES = { devices: 4, records: 2_500, kills: 6 };

describe.concurrent(
  `R1: two receivers side by side, ${HISTORIES} histories of slice ${SLICE}, ${SIZES.kills} kills -9 in each`,
  () => {
    let server: PostgresServer | null = null;
    let sum = { made: 0, missing: 0, extra: 0, kills: 0 };
    beforeAll(async () => {
      server = await startPostgres();
    }, 60_000);
    afterAll(async () => {
      tellFigures(sum);
      await server?.stop();
    }, 60_000);

    for (let at = 1; at <= HISTORIES; at += 1)
      it(`seed ${(SLICE - 1) * HISTORIES + at}: missing 0, extra 0`, async ({ expect }) => {
        if (server === null) throw new Error("nothing was started");
        const seed = (SLICE - 1) * HISTORIES + at;
        const { made, missing, extra, kills } = await history(seed, await server.newDatabase());
        sum = {
          made: sum.made + made,
          missing: sum.missing + missing.length,
          extra: sum.extra + extra.length,
          kills: sum.kills + kills,
        };
        expect({ missing, extra }).toEqual({ missing: [], extra: [] });
      });
  },
);

async function history(seed: number, database: string): Promise<Outcome> {
  const broker = await startMosquitto();
  try {
    return await sideBySide(broker, database, { seed, ...SIZES });
  } finally {
    await broker.stop();
  }
}
