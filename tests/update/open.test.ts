import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { update } from "../../device/field/update.ts";
import { outcomeIn, runUpdate } from "../../device/update/open.ts";
import { textOf } from "../../device/update/slot-disk.ts";
import { Trusted } from "../../device/update/trusted.ts";
import { VERSION } from "../../device/version.ts";
import { saidBy } from "../field/said.ts";
import { programArchive } from "./device.ts";
import { Repository } from "./repository.ts";

let city: Repository;
let folder: string;
let rootFile: string;
beforeEach(() => {
  city = new Repository();
  folder = join(city.base, "update");
  rootFile = join(city.base, "root.json");
  mkdirSync(folder);
  copyFileSync(join(city.trusted, "root.json"), rootFile);
});
afterEach(() => city.remove());

const places = () => ({ folder, rootFile, socket: join(folder, "none.sock"), say: () => undefined });
const newest = () => outcomeIn(textOf(join(folder, "outcome.json")));

describe("an update on a controller", () => {
  it("is refused without a root, and on a clock that is behind what was seen", async () => {
    rmSync(rootFile);
    expect(await runUpdate(places(), city.folder)).toMatchObject({
      is: "refused",
      text: expect.stringMatching(/update-root\.json/) as string,
    });
    new Trusted(folder).see(Date.now() + 60_000);
    expect(await runUpdate(places(), city.folder)).toMatchObject({
      is: "refused",
      text: expect.stringMatching(/clock is wrong/) as string,
    });
  });

  it("tells a refusal once, however often it is looked at, and remembers what it verified on the way", async () => {
    city.add("9.0.0");
    rmSync(join(city.folder, "1.targets.json"));
    for (let times = 0; times < 3; times += 1) await runUpdate(places(), city.folder);
    expect(newest()).toMatchObject({ n: 1, is: "refused", cause: "missing" });
    expect(existsSync(join(folder, "metadata/snapshot.json"))).toBe(true);
  });

  it("puts nothing in force of what it verified when the disk failed on the way", async () => {
    city.publish("9.0.0", programArchive(city, "9.0.0"), process.arch);
    mkdirSync(join(folder, "incoming.tar.gz"));
    await expect(runUpdate(places(), city.folder)).rejects.toThrow();
    expect(existsSync(join(folder, "metadata"))).toBe(false);
  });

  it("writes nothing of whom it trusts when nothing was published since the last look", async () => {
    await runUpdate(places(), city.folder);
    const { ino } = statSync(join(folder, "metadata"));
    await runUpdate(places(), city.folder);
    expect(statSync(join(folder, "metadata")).ino).toBe(ino);
    expect(existsSync(join(folder, "metadata.next"))).toBe(false);
  });

  it.each(["", "{", "null"])("whose root reads %j trusts nobody, and says what to do about it", async (text) => {
    await runUpdate(places(), city.folder);
    writeFileSync(join(folder, "metadata/root.json"), text);
    expect(await runUpdate(places(), city.folder)).toMatchObject({
      is: "refused",
      text: expect.stringMatching(/metadata .*damaged/) as string,
    });
    expect(newest()).toMatchObject({ is: "refused", cause: "no-root", version: VERSION });
    rmSync(join(folder, "metadata"), { recursive: true });
    expect(await runUpdate(places(), city.folder)).toMatchObject({
      is: "refused",
      text: expect.stringMatching(/^A file is missing/) as string,
    });
  });

  it("keeps the last few outcomes for link, which may have been away, and no more", async () => {
    const timestamp = join(city.folder, "timestamp.json");
    for (let times = 0; times < 12; times += 1) {
      if (times % 2 === 0) writeFileSync(timestamp, "no metadata");
      else rmSync(timestamp);
      await runUpdate(places(), city.folder);
    }
    const { n, before = [] } = newest() ?? {};
    expect([n, before.map((outcome) => outcome.n)]).toEqual([12, [4, 5, 6, 7, 8, 9, 10, 11]]);
  });

  it("goes on from the old metadata when power was cut between the two names", () => {
    const trusted = new Trusted(folder);
    trusted.begin(rootFile);
    trusted.end();
    renameSync(join(folder, "metadata"), join(folder, "metadata.old"));
    rmSync(rootFile);
    expect(trusted.begin(rootFile)).not.toBeNull();
    trusted.end();
    expect(existsSync(join(folder, "metadata/root.json"))).toBe(true);
  });
});

describe("gaturum update", () => {
  const given = () => ({
    ...{ again: false, json: false, folder, rootFile, link: folder },
    socket: () => Promise.resolve(join(folder, "none.sock")),
  });
  it.each([
    ["no-such-folder", /Is the stick mounted/],
    ["root.json", /is a file/],
    ["update", /is no repository/],
  ])("refuses %s before anything is begun, and says how to go on", async (name, said) => {
    await expect(update({ ...given(), from: join(city.base, name) })).rejects.toThrow(said);
    expect(newest()).toBeNull();
  });

  it("tells how it stands, and what came of link's last look", async () => {
    const standing = () => saidBy(() => update({ ...given(), from: null }));
    expect((await standing()).out).toBe(`${VERSION} runs, as installed; idle\n`);
    writeFileSync(
      join(folder, "looked.json"),
      JSON.stringify({ is: "same", version: "0.9.0", atMs: 1_795_557_600_000 }),
    );
    expect((await standing()).out.split("\n")[1]).toBe(
      "city.updates, 2026-11-24T22:00:00.000Z: nothing was published since the last look; 0.9.0 is offered",
    );
    writeFileSync(
      join(folder, "looked.json"),
      JSON.stringify({ is: "failed", cause: "slow", atMs: 1_795_557_600_000 }),
    );
    expect((await standing()).out).toContain("it failed (slow): It sends too slowly.");
  });

  it.each([
    '{"is":"same","version":"\\u001b[2J","atMs":0}',
    '{"is":"failed","cause":"x","atMs":0}',
    '{"is":"same"}',
    "[",
  ])("tells nothing out of link's folder that is not what it should be: %s", async (text) => {
    writeFileSync(join(folder, "looked.json"), text);
    expect((await saidBy(() => update({ ...given(), from: null }))).out).not.toContain("city.updates");
  });
});
