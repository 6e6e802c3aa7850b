import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseSlots } from "../../device/update/slots-text.ts";
import { ROOM_KEPT_BYTES } from "../../device/update/room.ts";
import { NO_SLOTS, STARTS_MAX } from "../../device/update/slots.ts";
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

const archive = () => join(city.folder, readdirSync(city.folder).find((name) => name.endsWith(".tar.gz")) ?? "");

describe("an update", () => {
  it("runs from the other slot once nothing moves, and stays after five healthy minutes", async () => {
    expect(await device.stage()).toEqual({ refused: null, version: "0.2.0" });
    expect(device.runs).toBe(PACKAGED);
    expect(await device.switchOver()).toBeNull();
    expect([device.runs, device.restarts]).toEqual(["0.2.0", 1]);
    expect(await device.judge()).toMatchObject({ is: "kept" });
    expect(device.told.map(({ is }) => is)).toEqual(["staged", "tried", "kept"]);
    city.publish("0.3.0", programArchive(city, "0.3.0"));
    expect(await device.update()).toMatchObject({ is: "kept" });
    expect([device.runs, device.slots.home]).toEqual(["0.3.0", "b"]);
    expect(await device.stage()).toEqual({ refused: "nothing-new", version: "0.3.0" });
  });

  it("goes back when the new program is not well, keeps its slot, and does not try it by itself again", async () => {
    device.control = (version) => (version === "0.2.0" ? { is: "absent" } : { ...WELL, version });
    expect(await device.update()).toMatchObject({ is: "rolled-back" });
    expect([device.runs, device.restarts]).toEqual([PACKAGED, 2]);
    expect(existsSync(join(device.folder, "slots/a/node"))).toBe(true);
    expect(device.told.at(-1)).toMatchObject({ is: "rolled-back", version: "0.2.0", to: PACKAGED });
    expect(await device.stage()).toEqual({ refused: "broken-before", version: "0.2.0" });
    expect(await device.stage(true)).toEqual({ refused: null, version: "0.2.0" });
  });

  it("goes back after three starts, whoever judges", async () => {
    await device.stage();
    await device.switchOver();
    for (let more = 1; more < STARTS_MAX; more += 1) device.start();
    expect(device.runs).toBe("0.2.0");
    device.start();
    expect(device.runs).toBe(PACKAGED);
    expect(await device.judge()).toMatchObject({ is: "rolled-back" });
  });

  it("never switches while something moves, and says what does", async () => {
    device.control = (version) => ({ ...WELL, version, moving: "the ram: EXTEND" });
    await device.stage();
    expect(await device.switchOver()).toBe("the ram: EXTEND");
    expect([device.runs, device.restarts, device.slots.phase.is]).toEqual([PACKAGED, 0, "staged"]);
  });

  it("looks again once all is written: what began to move meanwhile keeps the old program running", async () => {
    await device.stage();
    device.control = (version) => {
      const isWritten = device.slots.phase.is === "trying";
      return { ...WELL, version, moving: isWritten ? "the press, in WARN" : null };
    };
    expect(await device.switchOver()).toBe("the press, in WARN");
    expect([device.restarts, device.slots.phase.is, device.slots.home]).toEqual([0, "staged", "packaged"]);
    device.control = (version) => ({ ...WELL, version });
    expect(await device.switchOver()).toBeNull();
    expect([device.restarts, device.runs]).toEqual([1, "0.2.0"]);
  });

  it("never switches while control does not answer: nobody knows what moves", async () => {
    device.control = () => ({ is: "silent" });
    await device.stage();
    expect(await device.switchOver()).toMatch(/does not answer/);
    expect(device.runs).toBe(PACKAGED);
  });

  it("does not hold against a program what was broken before", async () => {
    const { control } = device;
    device.control = (version) => ({ ...control(version), failing: ["motion"] });
    expect(await device.update()).toMatchObject({ is: "kept" });
  });
});

/** Puts something else in the place of the archive. */
function instead(put: (path: string) => void): void {
  const path = archive();
  rmSync(path);
  put(path);
}

describe("an archive that is not the one that was signed", () => {
  it.each([
    ["mismatch", "one byte is another", () => writeFileSync(archive(), "X", { flag: "r+" })],
    ["mismatch", "its end is missing", () => truncateSync(archive(), 20)],
    ["too-large", "it goes on for ever", () => execFileSync("truncate", ["--size", "50M", archive()])],
    ["missing", "it is a pipe", () => instead((path) => execFileSync("mkfifo", [path]))],
    ["missing", "it is a link", () => instead((path) => symlinkSync("/etc/passwd", path))],
  ] as const)("is refused (%s): %s", async (cause, _words, spoil) => {
    spoil();
    expect(await device.stage()).toEqual({ refused: cause, version: "0.2.0" });
    expect(device.slots).toEqual(NO_SLOTS);
    expect(existsSync(join(device.folder, "incoming.tar.gz"))).toBe(false);
  });
});

describe("a card that is full", () => {
  const whatIsLeft = () => ["incoming.tar.gz", "slots/a"].filter((path) => existsSync(join(device.folder, path)));

  it("takes no program, and says so", async () => {
    device.room = { freeBytes: ROOM_KEPT_BYTES };
    expect(await device.stage()).toEqual({ refused: "full", version: "0.2.0" });
    expect([device.slots, whatIsLeft()]).toEqual([NO_SLOTS, []]);
  });

  it("is left as it was by what failed on the way", async () => {
    const bad = join(city.base, "no-tar.tar.gz");
    writeFileSync(bad, "X");
    city.publish("0.3.0", bad);
    await expect(device.stage()).rejects.toThrow(/tar/);
    expect(whatIsLeft()).toEqual([]);
    expect(device.slots.phase).toEqual({ is: "idle" });
  });

  it("is rid of what an ended run had copied, whatever is offered next", async () => {
    await device.update();
    writeFileSync(join(device.folder, "incoming.tar.gz"), "half");
    expect(await device.stage()).toMatchObject({ refused: "nothing-new" });
    expect(existsSync(join(device.folder, "incoming.tar.gz"))).toBe(false);
  });
});

describe("power that is cut", () => {
  // An update that stays is six steps of the disk, one that goes back eight.
  const STEPS = Array.from({ length: 10 }, (_none, at) => at);
  it.each(STEPS)("at step %i of an update that stays leaves a program that runs", async (at) => {
    await cutAndGoOn(at);
    expect(device.runs).toBe("0.2.0");
  });

  it.each(STEPS)("at step %i of an update that goes back leaves a program that runs", async (at) => {
    device.control = (version) => (version === PACKAGED ? WELL : { is: "absent" });
    await cutAndGoOn(at);
    expect(device.runs).toBe(PACKAGED);
  });
});

/** Cuts an update at a step, starts again, and does once more what the unit does at each start. */
async function cutAndGoOn(at: number): Promise<void> {
  device.cutAfter = at;
  await device.update().catch((cause: unknown) => expect(cause).toBeInstanceOf(Cut));
  device.cutAfter = Infinity;
  expect([PACKAGED, "0.2.0"]).toContain(device.runs);
  device.start();
  const { home, phase } = device.slots;
  expect(device.runs).toBe(home === "packaged" ? PACKAGED : "0.2.0");
  if (phase.is === "trying") await device.judge();
  await device.update();
}

describe("what is kept of the slots", () => {
  it.each(["", "{", "null", '{"v":2}', '{"v":1,"home":"c"}'])(
    "that reads %j is nothing: the packaged program runs",
    (text) => {
      expect(parseSlots(text)).toEqual(NO_SLOTS);
      writeFileSync(join(device.folder, "state.json"), text);
      symlinkSync("slots/a", join(device.folder, "current"));
      device.start();
      expect(device.runs).toBe(PACKAGED);
    },
  );

  it("comes back as it was", async () => {
    await device.stage();
    await device.switchOver();
    expect(parseSlots(JSON.stringify(device.slots))).toEqual(device.slots);
    expect(device.slots.phase).toMatchObject({ is: "trying", starts: 1 });
  });

  it("that names a slot whose program is gone: the packaged program runs", async () => {
    await device.update();
    rmSync(join(device.folder, "slots/a"), { recursive: true });
    device.start();
    expect(device.runs).toBe(PACKAGED);
  });
});
