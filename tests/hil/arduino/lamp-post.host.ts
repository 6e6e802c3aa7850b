import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "../../link/link-process.ts";
import { needs } from "../../setup/programs.ts";
import { DeviceRun } from "../../system/device-run.ts";
import { percentile } from "../percentile.ts";
import { UnoHands } from "./hands.ts";
import { firmataPost, MIN_ACTIVE_MS, PINS, POST } from "./post-config.ts";

const WALKS = Number(process.env["GATURUM_WALKS"] ?? 20);
/** Someone who passes is seen for longer than this. */
const SEEN_MS = 300;
/** The bound. */
const P95_MS = 60;
const LIT_WITHIN_MS = 5_000;
const AT_REST = 0.3;
const CLOCK = new URL("./synchronised-clock.ts", import.meta.url).href;

needs("socat")("a lamp post on a simulated Uno", () => {
  const uno = new UnoHands("StandardFirmata", [PINS.motion, PINS.lamp]);
  let run: DeviceRun;

  beforeAll(async () => {
    await uno.do({ channel: PINS.daylight, volts: 0 });
    await uno.do({ plug: true });
    run = new DeviceRun(firmataPost(uno.port), POST, [], { NODE_OPTIONS: `--import=${CLOCK}` });
    await run.ready();
  });
  afterAll(async () => {
    await run.close();
    await uno.end();
  });

  /** The lamp is behind a converter that turns its voltage round. */
  const light = () => 1 - (uno.seen.duties[PINS.lamp] ?? 0);
  const isDim = () => Math.abs(light() - AT_REST) < 0.01;
  const isLit = () => light() === 1;

  it(
    `lights the lamp at each of ${WALKS} walks, and soon`,
    async () => {
      const [tookMs, toBoardMs]: [number[], number[]] = [[], []];
      for (let walk = 0; walk < WALKS; walk += 1) {
        await until("the lamp to be at rest", isDim, 30);
        const { edgeAt, litAt } = await walkPast();
        tookMs.push(litAt - edgeAt - MIN_ACTIVE_MS);
        toBoardMs.push((await seenAt()) - edgeAt);
      }
      const { figures } = await run.status();
      process.stdout.write(
        `firmata, ${WALKS} walks: pin to PWM register after the filter ${told(tookMs)}; of it, pin to the board's process ` +
          `${told(toBoardMs)}; control's latest cycle ${figures.worstLateMs.toFixed(1)} ms\n`,
      );
      expect(percentile(tookMs, 95)).toBeLessThan(P95_MS);
    },
    WALKS * 15_000,
  );

  it("is told of an unplugged board, and used again when it is plugged in", async () => {
    await uno.do({ unplug: true });
    await until("the fault", async () => (await cause("motion")) === "disconnected", 5);
    expect(await cause("lamp")).toBe("disconnected");
    await uno.do({ plug: true });
    await until("the lamp to be at rest", isDim, 30);
    await walkPast();
  }, 60_000);

  it("is lit at once when control is killed, and again when it ends", async () => {
    await until("the lamp to be at rest", isDim, 30);
    const killed = run.controlPid;
    process.kill(killed, "SIGKILL");
    await until("the lamp to be lit", isLit, 2);
    await until("a new control", () => run.controlPid !== killed, 10);
    await until("the lamp to be at rest", isDim, 30);
    const { code } = await run.end();
    expect(code).toBe(0);
    await until("the lamp to be lit", isLit, 1);
  }, 90_000);

  const cause = async (role: string) => (await run.status()).readings[role]?.fault?.cause;

  const told = (ms: readonly number[]) =>
    [50, 95, 100].map((share) => `p${share} ${percentile(ms, share).toFixed(1)} ms`).join(", ");

  /** When the board's process was told of the last edge. */
  async function seenAt(): Promise<number> {
    const { readings } = await run.status();
    return (readings["motion"] as unknown as { value: { lastEdgeAt: number } }).value.lastEdgeAt;
  }

  /** The moments of the edge at the pin and of full light in the register. Throws on a walk that nobody saw. */
  async function walkPast(): Promise<{ readonly edgeAt: number; readonly litAt: number }> {
    const lit = new Promise<number>((seen) => {
      uno.onChange(({ at }) => {
        if (isLit()) seen(at);
      });
    });
    const edgeAt = await uno.do({ pull: PINS.motion, high: true });
    const litAt = await Promise.race([lit, pause(LIT_WITHIN_MS, null)]);
    await pause(SEEN_MS);
    await uno.do({ pull: PINS.motion, high: false });
    if (litAt === null) throw new Error(`this walk was not seen: ${run.said.slice(-5).join("\n")}`);
    return { edgeAt, litAt };
  }
});
