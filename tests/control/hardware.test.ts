import { describe, expect, it } from "vitest";
import { lampPostHardware, litterBinHardware } from "../../device/control/hardware.ts";
import { readAll } from "../../device/control/held.ts";
import { ROLES, type DeviceKind } from "../../device/measure/roles.ts";
import { epochMs, instant } from "../../device/measure/time.ts";
import { inject } from "../../hal-mocks/faults.ts";
import { everyPart, mockParts } from "../../hal-mocks/parts.ts";
import { streetScene } from "../../hal-mocks/scene.ts";
import { World } from "../../hal-mocks/world.ts";

const world = new World(streetScene(1, 1), 7, epochMs(Date.UTC(2026, 10, 25, 14)));
const DEVICES = { "lamp-post": "lamp-1", "litter-bin": "bin-1" } as const;

function hardwareOf(kind: DeviceKind) {
  const parts = mockParts(world, DEVICES[kind], everyPart(kind));
  return kind === "lamp-post" ? lampPostHardware(parts, {}) : litterBinHardware(parts, {});
}

describe("the hardware of a device", () => {
  it.each(["lamp-post", "litter-bin"] as const)(
    "of a %s is read part by part, what acts as well as what senses",
    (kind) => {
      const { readings } = readAll(hardwareOf(kind).sources, {}, world.now);
      expect(Object.keys(readings).sort()).toEqual(Object.keys(ROLES[kind]).sort());
    },
  );

  it("says of a buzzer that is gone what is wrong with it", () => {
    const fault = { what: "part", role: "buzzer", says: "disconnected" } as const;
    inject(world, [{ at: instant(1_000), until: instant(5_000), device: "bin-1", fault }]);
    const { sources } = hardwareOf("litter-bin");
    const buzzer = () => readAll(sources, {}, world.now).readings["buzzer"];
    expect(buzzer()).toMatchObject({ ok: true, value: false });
    world.advance(instant(2_000));
    expect(buzzer()).toMatchObject({ ok: false, fault: { cause: "disconnected" } });
  });
});
