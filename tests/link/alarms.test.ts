import { describe, expect, it } from "vitest";
import { MemoryDisk } from "../../device/link/store/memory-disk.ts";
import { clockLost, Rig, started } from "./rig.ts";

describe("the open alarms", () => {
  it("are told after each connect, those of a broken minute included", () => {
    const rig = new Rig();
    rig.run(1_000);
    rig.broker.cut();
    rig.report(clockLost(true));
    rig.run(1_000);
    rig.broker.mend();
    rig.run(10_000);
    expect(rig.backend.active?.active.map(({ kind }) => kind)).toEqual(["clock-lost"]);
    rig.report(clockLost(false));
    rig.broker.cut();
    rig.run(1_000);
    rig.broker.mend();
    rig.run(10_000);
    expect(rig.backend.active?.active).toEqual([]);
  });

  it("survive a restart of link, and end with a new run of control that does not tell of them", () => {
    const rig = new Rig({}, { disk: new MemoryDisk() });
    rig.run(1_000);
    rig.report(clockLost(true));
    rig.run(1_000);
    rig.link.stop(() => undefined);
    rig.run(2_000);
    rig.startLink();
    rig.run(1_000);
    expect(rig.backend.active?.active.map(({ kind }) => kind)).toEqual(["clock-lost"]);
    rig.restartControl();
    rig.run(11_000);
    expect(rig.backend.active?.active).toEqual([]);
  });

  it("say that the card is well again, where link ended before it was", () => {
    const disk = new MemoryDisk();
    const rig = new Rig({}, { disk });
    rig.run(1_000);
    disk.isFull = true;
    rig.report(clockLost(true));
    rig.report(started());
    rig.run(2_000);
    disk.isFull = false;
    rig.link.stop(() => undefined);
    rig.run(5_000);
    rig.startLink();
    rig.run(10_000);
    const told = rig.backend.live.filter(({ stream }) => stream === "store-fault");
    expect(told.map(({ values }) => values["active"])).toEqual([true, false]);
    rig.broker.cut();
    rig.broker.mend();
    rig.run(10_000);
    expect(rig.backend.active?.active.map(({ kind }) => kind)).toEqual(["clock-lost"]);
  });
});
