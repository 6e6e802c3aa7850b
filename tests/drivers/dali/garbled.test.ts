import { expect, it } from "vitest";
import { MockDaliGear } from "../../../hal-mocks/dali-gear.ts";
import { PlayedLamp } from "./played.ts";

it("an answer that noise garbled while it is settled lights no lamp by day, whichever it is", () => {
  for (let nth = 1; nth <= 10; nth += 1) {
    const lamp = new PlayedLamp(new MockDaliGear());
    lamp.wantedPct = 0;
    const transmit = lamp.bus.transmit.bind(lamp.bus);
    let answers = 0;
    lamp.bus.transmit = (...frame) => {
      const reply = transmit(...frame);
      if (reply.kind === "byte") answers += 1;
      return reply.kind === "byte" && answers === nth ? { kind: "garbled" } : reply;
    };
    lamp.run(200);
    const lit: number[] = [];
    lamp.run(3_000, () => lamp.gear.level(lamp.now) > 0 && lit.push(nth));
    expect([nth, lamp.state.lost, lamp.state.settled, lit]).toEqual([nth, null, true, []]);
  }
});
