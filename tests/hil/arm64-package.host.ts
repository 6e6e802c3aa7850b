import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VERSION } from "../../device/version.ts";
import { tellFigures } from "../long/figures.ts";
import { makePrograms, NEXT_VERSION } from "./arm64-program.ts";
import { ControllerVm, type Found } from "./controller-vm.ts";
import { lampPostConfig } from "./lamp-post-config.ts";

/** Everything is built, Debian too, the first time. */
const BUILD_MS = 45 * 60_000;
/** Two boots under emulation, an update between them, and a walk. */
const TEST_MS = 15 * 60_000;
const CUT_MS = 5 * 60_000;
const WALKS = 3;
/** Of a start after a power cut, in the VM's own time: a fifth of a boot of Raspberry Pi OS. Our choice. */
const SAFE_S = 60;
/** Without a city, where it is dark at the VM's time; a broker that is not there. */
const CONFIG = lampPostConfig("auto")
  .replace(/^city:$/m, "city:\n  broker: mqtt://127.0.0.1:18839")
  .replace(/latitude: .*/, "latitude: 0.5 N");
const PROGRAMS = { [VERSION]: "/usr/lib/gaturum/node", [NEXT_VERSION]: "/var/lib/gaturum-update/slots/a/node" };

/** Where the power goes in an update, and what is then in force. The disk goes on from one to the next. */
type Cut = {
  readonly name: string;
  /** As `guest/power-cut.mjs` counts them. */
  readonly env: string;
  readonly leaves: (found: Found) => unknown;
  readonly is: unknown;
  readonly runs: keyof typeof PROGRAMS;
  /** The disk it begins with; the one before it left that, unless it is said. */
  readonly from?: string;
  readonly keep?: string;
};
const phase = ({ slots }: Found): string => slots.phase.is;
const CUTS: readonly Cut[] = [
  {
    name: "the state says that a slot is being filled",
    env: "GATURUM_CUT_BEFORE='rm slots/a/.whole 1'",
    leaves: (found) => [phase(found), found.whole, found.files.a],
    is: ["filling", [], 0],
    runs: VERSION,
  },
  {
    name: "the archive is half unpacked",
    env: "GATURUM_CUT='spawn tar 1' GATURUM_CUT_IN_MS=2000",
    leaves: (found) => [phase(found), found.whole, found.files.a > 0],
    is: ["filling", [], true],
    runs: VERSION,
  },
  {
    name: "the slot is whole, and the state does not know it",
    env: "GATURUM_CUT_BEFORE='rename state.json 2'",
    leaves: (found) => [phase(found), found.whole],
    is: ["filling", ["a"]],
    runs: VERSION,
  },
  {
    name: "the state says that it is ready",
    env: "GATURUM_CUT_BEFORE='rm incoming.tar.gz 2'",
    leaves: (found) => [phase(found), found.whole, found.current],
    is: ["staged", ["a"], ""],
    runs: VERSION,
    keep: "ready",
  },
  {
    name: "the state is switched, the link not",
    env: "GATURUM_CUT_BEFORE='rm current.new 1'",
    leaves: (found) => [phase(found), found.slots.home, found.current],
    is: ["trying", "a", ""],
    runs: NEXT_VERSION,
  },
  {
    name: "the link is switched, its new name not on the disk for certain",
    env: "GATURUM_CUT='rename current 1'",
    leaves: (found) => [phase(found), found.slots.home],
    is: ["trying", "a"],
    runs: NEXT_VERSION,
    from: "ready",
  },
  {
    name: "all is switched, and control is about to be restarted",
    env: "GATURUM_CUT_BEFORE='spawn systemctl 1'",
    leaves: (found) => [phase(found), found.current],
    is: ["trying", "slots/a"],
    runs: NEXT_VERSION,
    from: "ready",
  },
];

describe("the arm64 package in a Debian of its own, under systemd", () => {
  let controller: ControllerVm;
  const run = (script: string): Promise<string> => controller.run(script);

  beforeAll(async () => {
    controller = ControllerVm.make();
    makePrograms(controller.share);
    controller.put("device.yaml", CONFIG);
    await controller.powerOn();
  }, BUILD_MS);
  afterAll(() => controller.remove());

  /** Both units are up, the program is that of the version, and its lamp follows who walks past. */
  async function works(version: keyof typeof PROGRAMS): Promise<void> {
    expect(await run("both_run")).toBe("active\nactive\n");
    expect(await run("readlink /proc/$(control)/exe")).toBe(`${PROGRAMS[version] ?? ""}\n`);
    await run("synchronise && walk");
  }

  it("is installed by dpkg alone, and starts nothing that has no config", { timeout: TEST_MS }, async () => {
    expect(await run("uname -m; cat /proc/1/comm")).toBe("aarch64\nsystemd\n");
    await run("systemctl is-system-running --wait || true; dpkg -i /hil/gaturum.deb");
    expect(await run("systemctl is-enabled gaturum-control gaturum-link gaturum-update.timer")).toBe(
      "enabled\nenabled\nenabled\n",
    );
    expect(await run("systemctl is-active gaturum-control gaturum-link || true")).toBe("inactive\ninactive\n");
    await run("cp /hil/device.yaml /hil/update-root.json /etc/gaturum/; systemctl start gaturum-control gaturum-link");
    expect(await run("both_run")).toBe("active\nactive\n");
  });

  it("control and link have told systemd that they are ready, control first in line for the processor", async () => {
    expect(await run("systemctl show --property Type,SubState,NRestarts gaturum-control gaturum-link")).toBe(
      "Type=notify\nNRestarts=0\nSubState=running\n\nType=notify\nNRestarts=0\nSubState=running\n",
    );
    expect(await run("chrt --pid $(control)")).toMatch(/SCHED_FIFO\|SCHED_RESET_ON_FORK\n.*priority: 50\n/);
    expect(await run("stat -c %U /proc/$(control) /proc/$(link)")).toBe("gaturum-control\ngaturum-link\n");
  });

  it("may use the chip that its config names, and no other device, whoever it were", async () => {
    expect(await run("systemctl show --property DevicePolicy,DeviceAllow --value gaturum-control")).toBe(
      "closed\nchar-gpiochip rw\n",
    );
    const opened = (device: string): Promise<string> =>
      run(`as_control bash -c ': < ${device}' 2>&1 && echo opened || true`);
    expect(await opened("/dev/gpiochip0")).toBe("opened\n");
    for (const device of ["/dev/vda", "/dev/ttyAMA0", "/dev/mem"])
      expect(await opened(device)).toContain("Operation not permitted");
  });

  it("listens at no port, in no network", async () => {
    expect(await run("listening $$")).toBe("");
    expect(await run("listening $(control)")).toBe("");
    expect(await run("listening $(link)")).toBe("");
    // One that is there is seen.
    expect(await run("exec 9<> /dev/udp/127.0.0.1/9; listening $$")).toMatch(/udp /);
  });

  it("burns until it knows the time, and then follows who walks past", { timeout: TEST_MS }, async () => {
    await run("is_lit");
    await run("synchronise");
    await run(`for _ in $(seq ${WALKS}); do walk; done`);
    const tookMs = await controller.walksMs();
    expect(tookMs).toHaveLength(WALKS);
    tellFigures({ "arm64: worst edge to lamp ms": Math.max(...tookMs) });
    expect(Math.max(...tookMs)).toBeLessThan(250);
  });

  it("is lit when it is stopped, by its own word and by its wiring", { timeout: TEST_MS }, async () => {
    await run("until_it 60 is_dark; systemctl stop gaturum-control; is_lit");
    expect((await controller.lampDriven()).at(-1)).toMatchObject({ what: "set 0" });
    await run("systemctl start gaturum-control; sync");
  });

  it("has a safe light from power on, and soon one by its own word", { timeout: TEST_MS }, async () => {
    await run("until_it 60 is_dark; sync");
    await controller.cutPower();
    expect(await controller.powerOn()).toMatchObject({ isLit: true });
    await run("both_run");
    const [first, ...later] = await controller.lampDriven();
    expect(first).toMatchObject({ what: expect.stringMatching(/^(?:set 0|out)/) as string });
    expect(later.filter(({ what }) => what === "set 1")).toEqual([]);
    tellFigures({ "arm64: power to safe light s": first?.atS ?? NaN });
    expect(first?.atS).toBeLessThan(SAFE_S);
    await works(VERSION);
  });

  it("has what an update needs", { timeout: TEST_MS }, async () => {
    controller.put("no-timer", "");
    await run("have_repository");
  });

  it.each(CUTS)("cut when $name, it comes up with a whole program", { timeout: TEST_MS }, async (cut) => {
    const { env, leaves, is, runs, from, keep } = cut;
    if (from !== undefined) {
      await controller.cutPower();
      controller.takeDisk(from);
      await controller.powerOn();
    }
    await run("both_run && have_repository");
    const update = await controller.start(
      `${env} NODE_OPTIONS=--import=/hil/power-cut.mjs exec /usr/lib/gaturum/launch update`,
    );
    await controller.untilOff(CUT_MS);
    const step = /'(.*)'/.exec(env)?.[1] ?? "";
    expect(update.said().trim().split("\n").at(-1)).toBe(`step ${step}`);
    if (keep !== undefined) controller.keepDisk(keep);
    const found = await controller.powerOn();
    expect(leaves(found)).toEqual(is);
    await works(runs);
  });

  it("cut while the new program is on trial, it is tried on", { timeout: TEST_MS }, async () => {
    await controller.cutPower();
    const found = await controller.powerOn();
    expect(found.slots.phase).toMatchObject({ is: "trying", starts: 1 });
    await works(NEXT_VERSION);
  });

  it("is kept after five healthy minutes, judged by its unit alone", { timeout: TEST_MS }, async () => {
    await run("systemctl start gaturum-update");
    expect(JSON.parse(await run("cat /var/lib/gaturum-update/outcome.json"))).toMatchObject({
      is: "kept",
      version: NEXT_VERSION,
    });
    await run("walk");
  });
});
