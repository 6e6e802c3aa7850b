import { afterAll, beforeAll, describe, it } from "vitest";
import { startPostgres, type PostgresServer } from "../backend/postgres.ts";
import { wholeWay, type Act } from "../backend/whole-way.ts";
import { chance } from "../../hal-mocks/random.ts";
import { tellFigures } from "./figures.ts";

const HISTORIES = Number(process.env["GATURUM_RUNS"] ?? 5);
const SLICE = Number(process.env["GATURUM_SEED"] ?? 1);
/** 10,000 records a history, as the promise has it. */
const RECORDS = Number(process.env["GATURUM_RECORDS"] ?? 10_000);
const ACTS: readonly Act[] = ["link", "broker", "receiver", "flap"];
const ACTS_A_HISTORY = 10;

describe.concurrent(
  `R1: the whole way, ${HISTORIES} histories of slice ${SLICE}, two receivers on one PostgreSQL`,
  () => {
    let server: PostgresServer | null = null;
    const sum = { made: 0, missing: 0, extra: 0, "told again by control": 0, acts: 0 };
    beforeAll(async () => {
      server = await startPostgres();
    }, 60_000);
    afterAll(async () => {
      tellFigures(sum);
      await server?.stop();
    }, 60_000);

    // Those whose network is away most often take longest: at the end nobody waits for one alone.
    const seeds = Array.from({ length: HISTORIES }, (_, index) => (SLICE - 1) * HISTORIES + index + 1);
    for (const seed of seeds.sort((one, other) => flapsOf(other) - flapsOf(one))) {
      const persists = seed % 2 === 0;
      it(`seed ${seed}, a broker that ${persists ? "saves as it is shipped" : "keeps nothing"}`, async ({ expect }) => {
        if (server === null) throw new Error("nothing was started");
        const acts = actsOf(seed);
        const way = { seed, records: RECORDS, acts, receivers: 2, persists, flapsShorter: 1 };
        const { made, missing, extra, toldAgain } = await wholeWay(await server.newDatabase(), way);
        sum.made += made;
        sum.missing += missing.length;
        sum.extra += extra.length;
        sum["told again by control"] += toldAgain;
        sum.acts += acts.length + 1;
        expect({ missing, extra }).toEqual({ missing: [], extra: [] });
      });
    }
  },
);

function actsOf(seed: number): readonly Act[] {
  const draw = (index: number) => Math.floor(chance(seed, "act", index) * ACTS.length);
  return Array.from({ length: ACTS_A_HISTORY }, (_, index) => ACTS[draw(index)] ?? "link");
}

function flapsOf(seed: number): number {
  return actsOf(seed).filter((act) => act === "flap").length;
}
