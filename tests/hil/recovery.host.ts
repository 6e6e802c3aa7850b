import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../link/link-process.ts";
import { CityBin } from "./city-bin.ts";

/** A wait before a new connection is at most so long after some failures; and under emulation all takes longer. */
const BACK_WITHIN_S = 60;

/** Silence is a fault after a second and told when it has been one for two more; the same back. */
describe("a bin in the VM, whose way to the city or to its sensor goes away", () => {
  let bin: CityBin;
  beforeAll(async () => {
    bin = await CityBin.start();
  });
  afterAll(() => bin.close());

  it("tells that its serial port was unplugged, and that it is back", async () => {
    await bin.unplug();
    // Where the kernel is slow to notice, the silence is told first.
    await until("the city to know of it", () => bin.faults.at(-1)?.["cause"] === "disconnected", BACK_WITHIN_S);
    expect(bin.faults.at(-1)).toMatchObject({ part: "level-1", active: true });
    await bin.plug();
    await until("the city to know that it is back", () => bin.faults.at(-1)?.["active"] === false, BACK_WITHIN_S);
    expect(bin.faults.at(-1)).toMatchObject({ part: "level-1" });
    bin.expectAllOnce();
  });

  it("tells what happened while its network cable was pulled", async () => {
    const { length } = bin.faults;
    await bin.vm.qmp.plugNetwork(false);
    const told = await bin.faultsUntil(() => bin.backend.status === "lost");
    expect(bin.faults.length).toBe(length);
    await bin.vm.qmp.plugNetwork(true);
    await until(`${told} reports`, () => bin.faults.length === length + told, BACK_WITHIN_S);
    expect(bin.backend.status).toBe("online");
    bin.expectAllOnce();
  });

  it("tells what happened while the broker was down, and introduces itself to the new one", async () => {
    const { length } = bin.faults;
    await bin.broker.kill();
    const from = bin.backend.topics.length;
    const told = await bin.faultsUntil(() => true);
    await bin.brokerBack();
    await until(`${told} reports`, () => bin.faults.length === length + told, BACK_WITHIN_S);
    expect(bin.backend.topics.slice(from, from + 3).map((topic) => topic.split("/up/")[1])).toEqual([
      "state",
      "birth",
      "e/active",
    ]);
    bin.expectAllOnce();
  });

  it("has run on in the same two processes", () => {
    expect(bin.starts).toBe(1);
    expect(new Set(bin.records.map(({ boot }) => boot)).size).toBe(1);
  });
});
