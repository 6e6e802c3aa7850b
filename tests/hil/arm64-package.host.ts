import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tellFigures } from "../long/figures.ts";
import { ControllerVm, PACKAGED } from "./controller-vm.ts";

/** Everything is built, Debian too, the first time. */
const BUILD_MS = 45 * 60_000;
/** Two boots under emulation and a walk, on a machine with other work. */
const TEST_MS = 15 * 60_000;
const WALKS = 3;
/** Of a start after a power cut, in the VM's own time: 6 s were seen, and files come at the machine's pace. Our choice. */
const SAFE_S = 30;
/** From the edge to the lamp, as in lamp-post.hil.ts: the bound under emulation. */
const WALK_MS = 250;

describe("the arm64 package in a Debian of its own, under systemd", () => {
  let controller: ControllerVm;
  const run = (script: string): Promise<string> => controller.run(script);

  beforeAll(async () => {
    controller = ControllerVm.make("arm64-package");
    await controller.powerOn();
  }, BUILD_MS);
  afterAll(() => controller.remove());

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
    expect(Math.max(...tookMs)).toBeLessThan(WALK_MS);
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
    await controller.works(PACKAGED);
  });
});
