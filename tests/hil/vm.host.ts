import { createConnection } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../link/link-process.ts";
import { startMosquitto, type Mosquitto } from "../system/mosquitto.ts";
import { BUILT, shareOf } from "./vm/cache.ts";
import { disk, DISK_UP, network, newDisk, PLUG_USB_SERIAL, usbSerial, USB_SERIAL_UP } from "./vm/devices.ts";
import { Vm } from "./vm/vm.ts";

/** A connection of MQTT 3.1.1 by hand; the broker's word of welcome. */
const GREETED = String.raw`timeout 5 bash -c '
  exec 9<>/dev/tcp/10.0.2.100/1883
  printf "\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01a" >&9
  head -c 4 <&9 | od -An -tx1'`;
const WELCOME = "20 02 00 00";

/** What every suite on the machine rests on. */
describe("a VM that a suite drives", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-hil-"));
  const data = join(folder, "data.img");
  const port = join(folder, "port");
  let broker: Mosquitto;
  let vm: Vm;
  const start = async () => {
    const devices = [...network(broker.port), ...disk(data), ...usbSerial(port)];
    vm = new Vm({ built: BUILT, share: shareOf("vm"), devices });
    await vm.booted();
  };
  const run = (script: string): Promise<string> => vm.shell.run(script);
  beforeAll(async () => {
    broker = await startMosquitto();
    newDisk(data, 16);
    await start();
  });
  afterAll(async () => {
    await vm.off();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("runs scripts beside one another, and gives what they write and their exit codes", async () => {
    const long = await vm.shell.start("echo begun; sleep 60");
    await until("its first line", () => long.said() === "begun\n");
    expect(await run("uname -r; id -u")).toMatch(/^6\.1\..*\n0\n$/);
    await expect(run("echo oh no >&2; exit 3")).rejects.toThrow(/exit code 3.*oh no/s);
  });

  it("reaches the broker of the machine, and not while its cable is pulled", async () => {
    const greeted = async () => (await run(GREETED).catch(() => "")).includes(WELCOME);
    expect(await run(GREETED)).toContain(WELCOME);
    await vm.qmp.plugNetwork(false);
    expect(await greeted()).toBe(false);
    await vm.qmp.plugNetwork(true);
    await until("the broker to be reached again", greeted, 20);
  });

  it("has a serial port on USB, which can be pulled and plugged", async () => {
    const isThere = async () => (await run("ls /dev")).includes("ttyUSB0");
    await run(USB_SERIAL_UP);
    await until("the port", isThere);
    const wire = createConnection(port);
    const heard = run("stty -F /dev/ttyUSB0 9600 raw; timeout 10 head -c 3 /dev/ttyUSB0 | od -An -tx1");
    const talk = setInterval(() => wire.write(Buffer.from([0xff, 1, 2])), 100);
    expect(await heard).toMatch(/ff 01 02|01 02 ff|02 ff 01/);
    clearInterval(talk);
    wire.destroy();
    await vm.qmp.ask("device_del", { id: "ftdi0" });
    await until("it to be gone", async () => !(await isThere()));
    await vm.qmp.ask("device_add", PLUG_USB_SERIAL);
    await until("it to be back", isThere);
  });

  it("counts its boots, and ends what ran when it was reset", async () => {
    await expect(run("echo b > /proc/sysrq-trigger; sleep 60")).rejects.toThrow("the VM was reset");
    expect(vm.shell.boots).toBe(2);
  });

  it("loses what was not synced when its power is cut, and nothing else", async () => {
    await run(`${DISK_UP}; echo kept > /data/synced; sync; echo lost > /data/not`);
    await vm.cutPower();
    await start();
    expect(await run(`${DISK_UP}; cat /data/synced; cat /data/not || true`)).toMatch(/^kept\n(?!lost)/);
  });
});
