import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RunMark } from "../../device/keep/run-mark.ts";

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gaturum-mark-"));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, "control-run.json");
const start = () => new RunMark(file(), (line) => said.push(line));

describe("the mark of a run", () => {
  it("is nothing at the first start, and without a word", () => {
    expect(start().last).toBeNull();
    expect(said).toEqual([]);
  });

  it("says that the run before died, until it has ended in order", async () => {
    const first = start();
    await first.begin("one");
    expect(start().last).toEqual({ boot: "one", ended: false });
    await first.end();
    expect(start().last).toEqual({ boot: "one", ended: true });
  });

  it("carries the number of its start, and that it was well, where a ladder asks for it", async () => {
    const [plain, first] = [start(), start()];
    await plain.begin("one");
    await plain.proved();
    expect(JSON.parse(readFileSync(file(), "utf8"))).toEqual({ boot: "one", ended: false });
    await first.begin("one", 7);
    expect(JSON.parse(readFileSync(file(), "utf8"))).toMatchObject({ start: 7, well: false });
    await first.proved();
    await first.end();
    expect(JSON.parse(readFileSync(file(), "utf8"))).toEqual({ boot: "one", ended: true, start: 7, well: true });
  });

  it("stays in order when both are asked for at once", async () => {
    const first = start();
    await Promise.all([first.begin("one"), first.end()]);
    expect(start().last?.ended).toBe(true);
  });

  it.each(["", "{", "null", '{"boot":1,"ended":true}', '{"boot":"one"}'])("is nothing where it reads %o", (text) => {
    writeFileSync(file(), text);
    expect(start().last).toBeNull();
  });

  it("that cannot be written is told, and ends nothing", async () => {
    rmSync(folder, { recursive: true });
    const first = start();
    await first.begin("one");
    expect(said).toEqual([expect.stringMatching(/control-run\.json cannot be written.*wrong cause.*ENOENT/)]);
  });
});
