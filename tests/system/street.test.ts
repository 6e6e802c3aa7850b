import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { needs } from "../setup/programs.ts";
import { freePort, onFreePorts, StreetProcess } from "./street-process.ts";

const LAUNCHER = new URL("../../device/gaturum.js", import.meta.url).pathname;
const LEAVE = "\u001b[39m\u001b[?7h\u001b[?25h\u001b[?1049l";

describe("gaturum street", () => {
  it.each([
    [1, 8],
    [200, 40],
  ])("tells what its city received, at speed %i", async (speed, recordsLeast) => {
    const street = await onFreePorts(["--duration", "6s", "--json", "--speed", String(speed)]);
    expect(await street.ended()).toBe(0);
    expect(street.lines.length).toBeGreaterThan(4);
    const last = JSON.parse(street.lines.at(-1) ?? "") as Record<string, number>;
    expect(last).toMatchObject({ controllers: 8, online: 8, invalidRecords: 0, doubles: 0, interlockViolations: 0 });
    expect(last["records"]).toBeGreaterThan(recordsLeast);
    expect(last["walkedInDarkS"]).toBe(0);
    expect(last["firstPictureMs"]).toBeGreaterThan(0);
    expect(last["firstPictureMs"]).toBeLessThanOrEqual(3_000);
  });

  it("is the same street for the same seed: the first picture is, to the letter", async () => {
    const first = async () => {
      const street = await onFreePorts(["--duration", "1s", "--seed", "11"]);
      await street.ended();
      return street.lines[0];
    };
    const one = await first();
    expect(one).toContain("Hornsgatan, Wed 25 Nov 15:35");
    expect(await first()).toBe(one);
  });

  it("takes a free port where the wanted one is taken, and says so", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const words = ["--port", String(port), "--page-port", String(port)];
    const street = new StreetProcess(["--duration", "3s", "--json", ...words]);
    expect(await street.ended()).toBe(0);
    taken.close();
    expect(street.err).toContain(`port ${port} is taken; the street's broker is on`);
    expect(street.err).toContain(`port ${port} is taken; the page is on`);
    expect(JSON.parse(street.lines.at(-1) ?? "")).toMatchObject({ online: 8 });
  });

  it("names a broker that is not there, and the cure", async () => {
    const url = `mqtt://127.0.0.1:${await freePort()}`;
    const street = await onFreePorts(["--broker", url]);
    expect(await street.ended()).toBe(1);
    expect(street.err).toContain(url);
    expect(street.err).toContain("leave --broker out");
    const both = new StreetProcess(["--broker", url, "--speed", "10"]);
    expect(await both.ended()).toBe(2);
    expect(both.err).toContain("real time");
  });

  it("ends when whoever read its lines is gone, and on SIGTERM within 2 s", async () => {
    const piped = await onFreePorts(["--json"]);
    await expect.poll(() => piped.out, { timeout: 10_000 }).toContain("\n");
    piped.child.stdout?.destroy();
    expect(await piped.ended()).toBe(0);
    const told = await onFreePorts(["--json"]);
    await expect.poll(() => told.out, { timeout: 10_000 }).toContain('"online":8');
    const begun = performance.now();
    told.child.kill("SIGTERM");
    expect(await told.ended()).toBe(0);
    expect(performance.now() - begun).toBeLessThan(2_500);
  });
});

needs("socat")("gaturum street in a terminal", () => {
  it("is drawn, obeys its keys, and Ctrl-C leaves a clean terminal", async () => {
    const command = `EXEC:'${process.execPath} ${LAUNCHER} street --port ${await freePort()} --page-port ${await freePort()}',pty,stderr`;
    const socat = spawn("socat", ["-t0.5", "STDIO", command]);
    let output = "";
    socat.stdout.on("data", (piece: Buffer) => (output += piece.toString()));
    const shows = (sign: string) => expect.poll(() => output, { timeout: 15_000, interval: 20 }).toContain(sign);
    await shows("gaturum street     Hornsgatan, Wed 25 Nov 15:35");
    await shows("8 of 8 online");
    socat.stdin.write("b");
    await shows("The motion sensor of lamp-3 is silent");
    socat.stdin.write("n");
    await shows("Network cut. The lamps go on as before.");
    socat.stdin.write("0");
    await shows("All is mended");
    socat.stdin.write("\u0003");
    await new Promise((resolve) => socat.once("close", resolve));
    const [, after] = output.split(LEAVE);
    expect(after).toMatch(/^The street ended: 8 controllers, \d+ records \(0 invalid\)/);
  });
});
