import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { elapsed } from "../../device/measure/time.ts";
import { JUDGED_MS, type Sample } from "../../device/update/health.ts";
import { beforeStart } from "../../device/update/trial.ts";
import { Cut, Device, PACKAGED, programArchive, WELL } from "./device.ts";
import { Repository } from "./repository.ts";

let city: Repository;
let device: Device;
beforeEach(() => {
  city = new Repository();
  city.publish("0.2.0", programArchive(city, "0.2.0"));
  device = new Device(city);
});
afterEach(() => city.remove());

/** The new program runs, and has a part out. */
const sick = (version: string): Sample => ({ ...WELL, version, failing: version === "0.2.0" ? ["lamp"] : [] });

describe("a control that somebody stopped by hand", () => {
  it("is not started by an update, which says so at once and is tried later", async () => {
    device.isStopped = true;
    const began = device.parts.now();
    expect(await device.update()).toMatchObject({
      is: "waits",
      text: expect.stringMatching(/stopped by hand/) as string,
    });
    expect([device.restarts, device.slots.phase.is, device.runs]).toEqual([0, "staged", PACKAGED]);
    expect(device.parts.now()).toBe(began);
    device.isStopped = false;
    expect(await device.update()).toMatchObject({ is: "kept" });
  });

  it("is not started when it was stopped between the last look and the word to systemd", async () => {
    device.systemd = () => (device.isStopped = true);
    expect(await device.update()).toMatchObject({
      is: "waits",
      text: expect.stringMatching(/stopped by hand/) as string,
    });
    expect([device.restarts, device.slots.phase.is, device.runs]).toEqual([0, "staged", PACKAGED]);
  });

  it("in a trial is no fault of the new program, which is judged on when control runs again", async () => {
    await device.stage();
    await device.switchOver();
    device.isStopped = true;
    expect(await device.update()).toMatchObject({
      is: "waits",
      text: expect.stringMatching(/stopped by hand/) as string,
    });
    expect([device.restarts, device.slots.phase.is, device.slots.broken]).toEqual([1, "trying", null]);
    device.isStopped = false;
    device.start();
    expect(await device.update()).toMatchObject({ is: "kept" });
  });
});

describe("a run that is ended", () => {
  const killed = () => {
    throw new Cut();
  };

  it("while it waits to go back leaves the trial open: the next run takes the sick program back", async () => {
    device.control = (version) => ({ ...sick(version), moving: version === "0.2.0" ? "the ram: EXTEND" : null });
    await device.stage();
    await device.switchOver();
    const began = device.parts.now();
    device.meanwhile = () => (elapsed(began, device.parts.now()) > JUDGED_MS ? killed() : undefined);
    await expect(device.judge()).rejects.toThrow(Cut);
    expect(device.slots.phase.is).toBe("trying");
    device.meanwhile = () => undefined;
    expect(await device.update()).toMatchObject({ is: "rolled-back" });
    expect([device.runs, device.restarts]).toEqual([PACKAGED, 2]);
  });

  it("between what is written and the restart leaves a sick program that the next run starts out of", async () => {
    device.control = sick;
    await device.stage();
    await device.switchOver();
    device.systemd = killed;
    await expect(device.judge()).rejects.toThrow(Cut);
    expect(device.slots).toMatchObject({ home: "packaged", phase: { is: "idle" } });
    device.systemd = null;
    expect(await device.update()).toMatchObject({ is: "refused", text: expect.stringMatching(/given up/) as string });
    expect(device.restarts).toBe(2);
    expect(device.told.at(-1)).toMatchObject({ is: "rolled-back", version: "0.2.0", to: PACKAGED });
    await device.update();
    expect(device.restarts).toBe(2);
  });

  it("between the switch and the restart leaves a program that never ran: it is started, not judged by the old one", async () => {
    let moving: string | null = null;
    device.control = (version) => {
      moving = device.slots.phase.is === "trying" && version === PACKAGED ? "the lamp" : null;
      return { ...WELL, version, cycles: device.parts.now(), moving };
    };
    device.meanwhile = () => (moving === null ? undefined : killed());
    await expect(device.update()).rejects.toThrow(Cut);
    expect(device.slots.phase).toMatchObject({ is: "trying", starts: 0 });
    device.meanwhile = () => undefined;
    device.control = (version) => ({ ...WELL, version, cycles: device.parts.now() });
    expect(await device.update()).toMatchObject({ is: "kept" });
    expect([device.restarts, device.slots.broken]).toEqual([1, null]);
  });

  it("because systemd did not start control again blames no program", async () => {
    device.systemd = () => undefined;
    expect(await device.update()).toMatchObject({
      is: "waits",
      text: expect.stringMatching(/systemd did not start/) as string,
    });
    expect(device.slots).toMatchObject({ home: "packaged", phase: { is: "staged" }, broken: null });
  });
});

it("a control that crashed into the new program while the old one was looked at is judged as begun", async () => {
  device.control = (version) => {
    const isOld = device.slots.phase.is === "trying" && version === PACKAGED;
    return { ...WELL, version, cycles: device.parts.now(), moving: isOld ? "the lamp" : null };
  };
  device.meanwhile = () => {
    if (device.slots.phase.is === "trying" && device.restarts === 0) device.start();
  };
  expect(await device.update()).toMatchObject({ is: "kept" });
  expect(device.restarts).toBe(1);
});

it("a .deb that is as new and was put in during a trial ends it, and no program has proved itself by that", async () => {
  await device.stage();
  await device.switchOver();
  device.meanwhile = () => beforeStart({ ...device.parts, packaged: "0.2.0" });
  expect(await device.judge()).toMatchObject({ is: "nothing", text: expect.stringMatching(/\.deb/) as string });
  expect(device.told.map(({ is }) => is)).toEqual(["staged", "tried"]);
});
