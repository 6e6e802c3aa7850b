import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../link/link-process.ts";
import { TIMEOUT_S, WatchedPost } from "./watched-post.ts";

/** The watchdog of the VM counts in whole seconds, and control feeds it once a second. */
const SLACK_S = 3;

const SECOND_OPENER = `node -e '
  const { HardwareWatchdog } = await import("./drivers/linux/watchdog.ts");
  process.stdout.write(JSON.stringify(new HardwareWatchdog("other", "/dev/watchdog", 5_000, 0).read(0).fault));'`;

describe("a lamp post in the VM with a hardware watchdog", () => {
  let post: WatchedPost;
  beforeAll(async () => {
    post = await WatchedPost.on();
  });
  afterAll(() => post.off());
  const periods = (count: number) => pause(count * TIMEOUT_S * 1_000);

  it("starts, tells the city that it does not know why, and that nothing is wrong", async () => {
    expect(await post.start()).toBe("unknown");
    expect(post.backend.live.filter(({ stream }) => stream === "part-fault")).toEqual([]);
    expect(post.said).toContain("timing: ordinary scheduling; under load cycles come late");
  });

  it("holds the watchdog: another program is told who has it", async () => {
    const fault: unknown = JSON.parse(await post.vm.shell.run(SECOND_OPENER));
    expect(fault).toMatchObject({ part: "other", cause: "port-busy" });
  });

  it("is not reset while link hangs and the broker is gone", async () => {
    await post.signal("link", "STOP");
    await post.brokerGone();
    await periods(3);
    expect(post.resets).toBe(0);
    await post.brokerBack();
    await post.signal("link", "CONT");
  });

  it("is reset when its cycle stands still, and its next start tells the city why", async () => {
    const stoppedAt = performance.now();
    await post.signal("control", "STOP");
    await until("the reset", () => post.resets === 1, TIMEOUT_S + SLACK_S);
    process.stdout.write(`reset ${Math.round(performance.now() - stoppedAt)} ms after the cycle stopped\n`);
    await post.vm.booted(2);
    expect(await post.start("chrt -f 50")).toBe("watchdog");
    expect(post.said).toContain("timing: SCHED_FIFO 50");
  });

  it("is not reset after an ordered end", async () => {
    expect(await post.end()).toBe(0);
    await pause((TIMEOUT_S + SLACK_S) * 1_000);
    expect(post.resets).toBe(1);
  });

  it("has told the city nothing that it does not know", () => {
    expect(post.backend.problems).toEqual([]);
  });
});
