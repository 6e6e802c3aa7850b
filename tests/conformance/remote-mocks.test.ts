import type { DigitalOutput } from "../../device/hal/digital-output.ts";
import type { Lamp } from "../../device/hal/lamp.ts";
import type { AnyPart } from "../../device/hal/parts.ts";
import type { Ram } from "../../device/hal/ram.ts";
import { everyPart } from "../../hal-mocks/parts.ts";
import { remoteParts } from "../../hal-mocks/remote/client.ts";
import { eventually, now, servedStreet } from "../hal-mocks/remote/rig.ts";
import { digitalOutputConformance } from "./digital-output.ts";
import { lampConformance } from "./lamp.ts";
import { ramConformance } from "./ram.ts";

/** One actuator of a world behind a socket. Its faults take a moment to come through. */
async function rig(device: string, role: string) {
  const { path, world, end } = await servedStreet();
  const kind = device.startsWith("lamp") ? "lamp-post" : "litter-bin";
  const { parts, close } = await remoteParts(path, device, everyPart(kind));
  const part = (parts as Readonly<Record<string, AnyPart>>)[role];
  if (part === undefined) throw new Error(`no part ${role}`);
  return {
    world,
    instrument: part,
    part: role,
    now,
    pass: () => new Promise<void>((resume) => setTimeout(resume, 1)),
    fail: () => {
      world.breakPart(device, role, "no-answer");
      return eventually("the fault comes through", () => !part.read(now()).ok);
    },
    mend: () => {
      world.mendPart(device, role);
      return eventually("it is mended", () => part.read(now()).ok);
    },
    end: async () => {
      await close();
      await end();
    },
  };
}

lampConformance("the lamp of a remote world", async () => {
  const made = await rig("lamp-1", "lamp");
  return {
    ...made,
    lamp: made.instrument as Lamp,
    levelPct: () => made.world.posts.get("lamp-1")?.lamp.levelPct ?? NaN,
  };
});

digitalOutputConformance("a line of a remote world", async () => {
  const made = await rig("bin-1", "buzzer");
  return {
    ...made,
    output: made.instrument as DigitalOutput,
    on: () => made.world.bins.get("bin-1")?.outputs.buzzer ?? false,
  };
});

ramConformance("the ram of a remote world", async () => {
  const made = await rig("bin-1", "ram");
  return { ...made, ram: made.instrument as Ram, driven: () => made.world.bins.get("bin-1")?.ram.driven ?? "off" };
});
