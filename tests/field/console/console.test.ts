import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runConsole } from "../../../device/field/console/console.ts";
import { orRefusal } from "../../../device/field/refusal.ts";
import { freePort } from "../../system/mosquitto.ts";
import { ROOT } from "../../setup/vitest-run.ts";
import { OnTerminal } from "../pty.ts";
import { saidBy } from "../said.ts";
import { PlayedControl } from "./played-control.ts";

const LONG_MS = 60_000;

describe("gaturum console", () => {
  let control: PlayedControl;
  beforeEach(async () => {
    control = new PlayedControl();
    await control.listen();
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await control.close();
  });

  const run = (changes: object) =>
    saidBy(() =>
      orRefusal(() =>
        runConsole({ device: "post-1", socket: control.path, listen: "127.0.0.1", port: 0, json: true, ...changes }),
      ),
    );

  it("puts no code into a log", async () => {
    expect(await run({ json: false })).toEqual({
      code: 2,
      out: "",
      err: "error: console shows a code that must not stand in a log: start it in a terminal, or say --json\n",
    });
  });

  it("refuses an address of the street, and a device that does not run, before it shows a code", async () => {
    expect(await run({ listen: "0.0.0.0" })).toMatchObject({ code: 1, out: "" });
    expect(await run({ listen: "usb0" })).toMatchObject({ code: 2, out: "" });
    const gone = await run({ socket: `${control.path}.gone` });
    expect([gone.code, gone.out]).toEqual([1, ""]);
    expect(gone.err).toMatch(/no control is running at .*Start it with/);
  });

  it("says which port is taken, and how to go on", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const { code, err } = await run({ port });
    taken.close();
    expect([code, err]).toEqual([
      1,
      `127.0.0.1:${port} is taken, perhaps by another console. End that, or name another: --port 7476\n`,
    ]);
  });

  it(
    "shows address, code and tunnel on a terminal, and ends with Ctrl-C",
    async () => {
      vi.stubEnv("GATURUM_RUN_DIR", control.runDir);
      const port = await freePort();
      const terminal = new OnTerminal(["console", "--device", "post-1", "--port", String(port)], ROOT);
      try {
        await terminal.sees("It ends after 30 min without a look");
        expect(terminal.said).toContain(`Console of post-1: http://127.0.0.1:${port}/`);
        expect(terminal.said).toMatch(/Code: \w{4}-\w{4}-\w{4} {3}\(once, within 10 min\)/);
        expect(terminal.said).toContain(`ssh -L ${port}:127.0.0.1:${port}`);
        terminal.pressesCtrlC();
        expect(await terminal.ended()).toBe(0);
        expect(terminal.said).toContain("The console ended.");
      } finally {
        terminal.close();
      }
    },
    LONG_MS,
  );
});
