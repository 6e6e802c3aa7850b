import { describe, expect, it } from "vitest";
import { parseFromLink } from "../../device/channel/from-link.ts";
import { lampBusAnswer } from "../../device/control/lamp-bus.ts";
import type { LampBus } from "../../device/hal/lamp-bus.ts";
import type { Json } from "../../device/measure/decision.ts";
import { DONE, failed } from "../../device/measure/fault.ts";
import type { BusSeen } from "../../device/measure/samples.ts";
import { instant } from "../../device/measure/time.ts";
import { toyControl, ToyHardware } from "./toy.ts";

class ToyBus implements LampBus {
  seen: BusSeen = { is: "unseen" };
  written: readonly string[] | null = null;
  result: ReturnType<LampBus["lookAround"]> = DONE;
  readonly asked: (number | "look")[] = [];
  lookAround() {
    this.asked.push("look");
    return this.result;
  }
  giveAddress(address: number) {
    this.asked.push(address);
    return this.result;
  }
}

const request = (args: { readonly [key: string]: Json } = {}, from: "site" | "city" = "site") => ({
  ...{ id: "site-1", from, verb: "lamp-bus", args },
});

describe("row 23: the addresses on a lamp's bus", () => {
  it("are looked at and given by someone on site", () => {
    const bus = new ToyBus();
    expect(lampBusAnswer(request(), bus).values).toMatchObject({ id: "site-1", code: 202, phase: "accepted" });
    expect(lampBusAnswer(request({ address: 5 }), bus).values).toMatchObject({
      code: 202,
      result: "it gives address 5",
    });
    expect(bus.asked).toEqual(["look", 5]);
  });

  it.each<[string, number, ReturnType<typeof request>, "observed" | "none" | "busy" | "free"]>([
    ["from the city", 403, request({}, "city"), "free"],
    ["in observe mode", 409, request({ address: 5 }), "observed"],
    ["a lamp on no bus", 404, request(), "none"],
    ["an address that is none", 400, request({ address: 64 }), "free"],
    ["half an address", 400, request({ address: 1.5 }), "free"],
    ["a word for an address", 400, request({ address: "5" }), "free"],
    ["while it looks already", 409, request(), "busy"],
  ])("%s is refused", (_, code, asked, is) => {
    const bus = new ToyBus();
    bus.result = is === "busy" ? failed({ part: "lamp", cause: "port-busy", detail: "it looks around" }) : DONE;
    const answer = lampBusAnswer(asked, is === "observed" ? is : is === "none" ? null : bus);
    expect(answer.values).toMatchObject({ code, phase: "done" });
    if (is !== "busy") expect(bus.asked).toEqual([]);
  });

  it("reach the part in the next cycle, and what came of it is told", () => {
    const hardware = new ToyHardware();
    const bus = new ToyBus();
    hardware.bus = bus;
    const { control } = toyControl({ hardware });
    control.request(request());
    expect(bus.asked).toEqual([]);
    control.step(instant(20));
    expect(bus.asked).toEqual(["look"]);
    expect(control.takeSiteAnswers()).toMatchObject([{ stream: "lamp-bus", values: { code: 202 } }]);
    bus.seen = { is: "seen", taken: [0], shared: [], without: 0 };
    expect(control.bus).toEqual({ seen: bus.seen, written: null });
  });

  it("are left alone in observe mode", () => {
    const hardware = new ToyHardware();
    const bus = new ToyBus();
    hardware.bus = bus;
    const { control } = toyControl({ hardware, writes: false });
    control.request(request({ address: 5 }));
    control.step(instant(20));
    expect([bus.asked, control.takeSiteAnswers()]).toMatchObject([[], [{ values: { code: 409 } }]]);
  });

  it("cannot be asked for by the city at all: link's channel has no such word", () => {
    const asked = { ...request({ address: 5 }, "city"), id: "c-1", deadline: null };
    expect(parseFromLink({ m: "request", request: { ...asked, verb: "dim", args: { levelPct: 5 } } })).not.toBeNull();
    expect(parseFromLink({ m: "request", request: asked })).toBeNull();
  });
});
