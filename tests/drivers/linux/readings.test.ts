import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readBoardHealth } from "../../../drivers/linux/board-health.ts";
import { readBoot } from "../../../drivers/linux/boot.ts";
import { parseScheduling, readScheduling, schedulingInWords } from "../../../drivers/linux/scheduling.ts";

let root: string;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), "gaturum-linux-"))));
afterEach(() => rmSync(root, { recursive: true }));

function give(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

describe("the board's health", () => {
  const throttled = (bits: string) => give("devices/platform/soc/soc:firmware/get_throttled", `${bits}\n`);

  it("is no value where the computer has none, never 0", async () => {
    expect(await readBoardHealth(root)).toEqual({});
  });

  it("is the hottest zone; one that cannot be read says nothing", async () => {
    give("class/thermal/thermal_zone0/temp", "48312\n");
    give("class/thermal/thermal_zone1/temp", "51600\n");
    mkdirSync(join(root, "class/thermal/thermal_zone2/temp"), { recursive: true });
    give("class/thermal/cooling_device0/temp", "99000\n");
    expect(await readBoardHealth(root)).toEqual({ cpuC: 51.6 });
  });

  it.each([
    ["0", [], []],
    ["50005", ["under-voltage", "throttled"], ["under-voltage", "throttled"]],
    ["80000", [], ["soft-temperature-limit"]],
    ["2", ["frequency-capped"], []],
  ])("says of 0x%s what slows the processor now, and what did since the start", async (bits, now, since) => {
    throttled(bits);
    expect(await readBoardHealth(root)).toEqual({ slowedBy: now, slowedSinceStart: since });
  });

  it("has no word on the throttling that it cannot read", async () => {
    throttled("?");
    expect(await readBoardHealth(root)).toEqual({});
  });
});

describe("this boot", () => {
  it.each([
    ["power came", 0x1000, false],
    ["the watchdog block reset it", 0x20, true],
    ["power came after a reset that the register still shows", 0x1020, false],
  ])("of a Raspberry Pi: %s", (_what, register, byReset) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(register);
    give("device-tree/chosen/bootloader/pm_rsts", bytes);
    give("sys/kernel/random/boot_id", "0d5f-8c11\n");
    expect(readBoot(root)).toEqual({ id: "0d5f-8c11", byReset });
  });

  it("of a computer that says nothing is not known", () => {
    expect(readBoot(root)).toEqual({ id: null, byReset: null });
    give("device-tree/chosen/bootloader/pm_rsts", "odd");
    expect(readBoot(root).byReset).toBeNull();
  });

  it("of this one has an id", () => {
    expect(readBoot().id).toMatch(/^[0-9a-f]{8}-/);
  });
});

describe("the scheduling", () => {
  /** A process that calls itself as it likes: fields are counted from behind its name. */
  const stat = (priority: number, policy: number) =>
    `71 (a) b (c) S ${Array.from({ length: 36 }, (_, index) => 900 + index).join(" ")} ${priority} ${policy} 0 0`;

  it.each([
    [stat(0, 0), { policy: "ordinary", priority: 0 }],
    [stat(50, 1), { policy: "FIFO", priority: 50 }],
    [stat(7, 2), { policy: "RR", priority: 7 }],
    [stat(0, 3), { policy: "ordinary", priority: 0 }],
  ])("is read from the kernel's line: %s", (line, expected) => {
    expect(parseScheduling(line)).toEqual(expected);
  });

  it("of this process is what chrt says of it", () => {
    const told = execFileSync("chrt", ["-p", String(process.pid)], { encoding: "utf8" });
    expect(readScheduling().policy).toBe(told.includes("SCHED_FIFO") ? "FIFO" : "ordinary");
  });

  it("is told with the cure where it is ordinary", () => {
    expect(schedulingInWords({ policy: "FIFO", priority: 50 })).toBe("timing: SCHED_FIFO 50");
    expect(schedulingInWords({ policy: "ordinary", priority: 0 })).toMatch(/late\. .*chrt -f 50/);
  });
});
