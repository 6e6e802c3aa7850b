import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { LampPostParts, LitterBinParts } from "../../../device/hal/parts.ts";
import { percent } from "../../../device/measure/units.ts";
import { everyPart } from "../../../hal-mocks/parts.ts";
import { RECONNECT_MS, remoteParts } from "../../../hal-mocks/remote/client.ts";
import { LINE_BYTES_MAX } from "../../../hal-mocks/remote/lines.ts";
import { serveWorld } from "../../../hal-mocks/remote/serve.ts";
import { eventually, now, realTime, servedStreet } from "./rig.ts";

const post = async (path: string, device = "lamp-1") => {
  const { parts, close } = await remoteParts(path, device, everyPart("lamp-post"));
  return { ...(parts as Required<LampPostParts>), close };
};
const bin = async (path: string) => {
  const { parts, close } = await remoteParts(path, "bin-1", everyPart("litter-bin"));
  return { ...(parts as Required<LitterBinParts>), close };
};
type Street = Awaited<ReturnType<typeof servedStreet>>;
const level = ({ world }: Street, name = "lamp-1") => world.posts.get(name)?.lamp.levelPct;

describe("a world in another process", () => {
  const test = (says: string, body: (street: Street) => Promise<void>) =>
    it(says, async () => {
      const street = await servedStreet();
      try {
        await body(street);
      } finally {
        await street.end();
      }
    });

  test("lights the lamp in full when its controller is killed, and runs on", async (street) => {
    const script = fileURLToPath(new URL("dimmer.ts", import.meta.url));
    const child = spawn(process.execPath, [script, street.path], { stdio: "inherit" });
    await eventually("the lamp is dimmed", () => level(street) === 30);
    const before = street.world.now;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    expect(await gone).toEqual([null, "SIGKILL"]);
    await eventually("the lamp is full", () => level(street) === 100);
    await eventually("the world runs on", () => street.world.now > before + 50);
    const next = await post(street.path);
    next.lamp.setLevel(percent(20));
    await eventually("a new controller dims it", () => level(street) === 20);
    await next.close();
  });

  test("is read as it is sensed: fresh, and by each device for itself", async (street) => {
    const [first, second] = [await post(street.path), await post(street.path, "lamp-2")];
    first.lamp.setLevel(percent(40));
    await eventually("it reads back", () => {
      const reading = first.lamp.read(now());
      return reading.ok && reading.value.levelPct === 40;
    });
    expect(second.lamp.read(now())).toMatchObject({ value: { levelPct: 100 } });
    const { at } = first.motion.read(now());
    expect(now() - at).toBeLessThan(1_000);
    await eventually("the moment moves on though nothing changes", () => first.motion.read(now()).at > at);
    street.world.breakPart("lamp-1", "motion", "stuck");
    await eventually("the fault comes through", () => !first.motion.read(now()).ok);
    expect(first.motion.read(now())).toMatchObject({ fault: { part: "motion", cause: "stuck" } });
    await Promise.all([first.close(), second.close()]);
  });

  test("stops the ram, drops the watchdog and leaves the hopper shut when the connection ends", async (street) => {
    const site = street.world.bins.get("bin-1");
    const client = await bin(street.path);
    client.watchdog.set(true);
    client.lock.set(true);
    await eventually("the chain closes", () => site?.signal("chain").active === true);
    client.ram.drive("down");
    await eventually("the ram moves", () => (site?.travelMm ?? 0) > 2);
    await client.close();
    await eventually("all is off", () => site?.ram.driven === "off" && !site.outputs.watchdog && site.outputs.lock);
  });

  test("drops the watchdog relay of a controller that stands still, 500 ms after it was toggled last", async (street) => {
    const site = street.world.bins.get("bin-1");
    const client = await bin(street.path);
    client.watchdog.set(true);
    await eventually("the chain closes", () => site?.signal("chain").active === true);
    const closedAt = now();
    client.ram.drive("down");
    await eventually("the chain opens", () => site?.signal("chain").active === false);
    expect(now() - closedAt).toBeGreaterThan(400);
    const at = site?.travelMm;
    const enough = now() + 100;
    await eventually("a while goes by", () => now() > enough);
    expect([site?.ram.driven, site?.travelMm]).toEqual(["down", at]);
    await client.close();
  });

  it("may hold what a dead controller drove, as an expander does: the relay alone stops the ram", async () => {
    const street = await servedStreet("held");
    const site = street.world.bins.get("bin-1");
    const client = await bin(street.path);
    client.watchdog.set(true);
    await eventually("the chain closes", () => site?.signal("chain").active === true);
    client.ram.drive("down");
    await eventually("the ram moves", () => (site?.travelMm ?? 0) > 2);
    await client.close();
    await eventually("the relay is let go of", () => site?.outputs.watchdog === false);
    const atClose = site?.travelMm ?? 0;
    await eventually("the chain opens", () => site?.signal("chain").active === false);
    expect(site?.ram.driven).toBe("down");
    expect((site?.travelMm ?? 0) - atClose).toBeGreaterThan(10);
    const next = await bin(street.path);
    expect(site?.ram.driven).toBe("off");
    await next.close();
    await street.end();
  });

  test("gives a device to its newest controller", async (street) => {
    const old = await post(street.path);
    old.lamp.setLevel(percent(30));
    await eventually("dimmed", () => level(street) === 30);
    const young = await post(street.path);
    expect(level(street)).toBe(100);
    young.lamp.setLevel(percent(50));
    await eventually("the old one is let go", () => !old.lamp.read(now()).ok);
    await eventually("dimmed by the new one", () => level(street) === 50);
    let undisturbed = true;
    const enough = now() + 2 * RECONNECT_MS;
    await eventually("the old one had time to come again", () => {
      undisturbed &&= young.lamp.read(now()).ok && level(street) === 50;
      return now() > enough;
    });
    expect(undisturbed).toBe(true);
    expect(old.lamp.setLevel(percent(10))).toMatchObject({ ok: false });
    expect(level(street)).toBe(50);
    await Promise.all([old.close(), young.close()]);
  });

  test("lets go of what the older one drove before the newer one drives it", async (street) => {
    const old = await post(street.path);
    const socket = connect(street.path);
    socket.write('{"m":"attach","device":"lamp-1","kind":"lamp-post"}\n{"m":"act","role":"lamp","to":50}\n');
    await eventually("the old one is let go", () => !old.lamp.read(now()).ok);
    expect(level(street)).toBe(50);
    await old.close();
    socket.destroy();
    await eventually("nobody drives it", () => level(street) === 100);
  });

  test("that goes away is the fault disconnected, and is found again with what was asked, but never the ram's", async (street) => {
    const [lamp, press] = [await post(street.path), await bin(street.path)];
    lamp.lamp.setLevel(percent(30));
    press.watchdog.set(true);
    await eventually("the relay is in", () => street.world.bins.get("bin-1")?.signal("chain").active === true);
    press.ram.drive("down");
    await eventually("the ram moves", () => (street.world.bins.get("bin-1")?.travelMm ?? 0) > 2);
    await street.served.close();
    await eventually("disconnected", () => !lamp.motion.read(now()).ok);
    expect(lamp.motion.read(now())).toMatchObject({ fault: { part: "motion", cause: "disconnected" } });
    expect(lamp.lamp.setLevel(percent(60))).toMatchObject({
      ok: false,
      fault: { part: "lamp", cause: "disconnected" },
    });
    expect(level(street)).toBe(100);
    const again = await serveWorld(street.world, street.path, realTime);
    await eventually("asked again", () => level(street) === 60 && lamp.motion.read(now()).ok);
    await eventually("the bin is back", () => street.world.bins.get("bin-1")?.outputs.watchdog === true);
    expect(street.world.bins.get("bin-1")?.ram.driven).toBe("off");
    await Promise.all([lamp.close(), press.close()]);
    await again.close();
  });

  test("is for owner and group, and refuses what makes no sense", async (street) => {
    expect(statSync(street.path).mode & 0o777).toBe(0o660);
    const answers = async (line: string) => {
      const socket = connect(street.path);
      let heard = "";
      socket.on("data", (chunk) => (heard += String(chunk)));
      socket.on("error", () => undefined);
      socket.write(line);
      await once(socket, "close");
      return heard;
    };
    expect(await answers("rubbish\n")).toContain("makes no sense");
    expect(await answers('{"m":"act","role":"lamp","to":101}\n')).toContain("makes no sense");
    expect(await answers("x".repeat(LINE_BYTES_MAX + 1))).toContain("too long");
    expect(await answers('{"m":"attach","device":"lamp-9","kind":"lamp-post"}\n')).toContain("it has lamp-1, lamp-2");
  });

  it("that was never there is disconnected, and does not hold up the start beyond its limit", async () => {
    const said: string[] = [];
    const began = now();
    const { parts, close } = await remoteParts("/nowhere/world.sock", "lamp-1", everyPart("lamp-post"), (line) =>
      said.push(line),
    );
    expect(now() - began).toBeLessThan(4_000);
    expect((parts as LampPostParts).motion?.read(now())).toMatchObject({ fault: { cause: "disconnected" } });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("/nowhere/world.sock");
    await close();
  });
});
