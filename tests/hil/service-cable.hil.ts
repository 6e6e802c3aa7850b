import { execFile, execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { DeviceRun } from "../system/device-run.ts";
import { GpioSim } from "./gpio-sim.ts";
import { lampPostConfig, POST } from "./lamp-post-config.ts";

const [HATCH, LAPTOP, STREET] = ["192.168.7.1", "192.168.7.2", "10.9.0.2"] as const;
const [PORT, OTHER_PORT] = [7_475, 7_476];
const START_MS = 180_000;
/** As `vm/init.sh` leaves it. */
const MODPROBE = "/run/busybox modprobe";
const ANSWER_MS = 20_000;
/** The two ends of the cable have addresses of their own, so that the kernel's names do not matter. */
const [HATCH_MAC, LAPTOP_MAC] = ["02:00:00:00:07:01", "02:00:00:00:07:02"];
const WORDS = [join(ROOT, "device/gaturum.js"), "console", "--device", POST, "--json"];

const sh = (line: string): string => execFileSync("sh", ["-ec", line], { encoding: "utf8" });
/** Which interface has the address; empty: none. */
const interfaceOf = (mac: string): string => sh(`grep -l ${mac} /sys/class/net/*/address || true`).split("/")[4] ?? "";

/** Status, cookie and body, as asked in the namespace of that name. */
async function asked(from: string, method: string, path: string, body = "", cookie = "", port = PORT): Promise<string> {
  const origin = `http://${HATCH}:${port}`;
  const headers = { origin, cookie, "content-type": "application/x-www-form-urlencoded" };
  const asking = { method, headers, redirect: "manual", ...(body === "" ? {} : { body }) };
  const script = `fetch(${JSON.stringify(origin + path)}, { ...${JSON.stringify(asking)}, signal: AbortSignal.timeout(${ANSWER_MS}) })
    .then(async (answer) => [answer.status, answer.headers.get("set-cookie"), await answer.text()].join(" "))
    .catch(() => "nobody answers").then((told) => process.stdout.write(told));`;
  return (await promisify(execFile)("ip", ["netns", "exec", from, process.execPath, "-e", script])).stdout;
}

/** The kernel's own USB device controller, its other end a host controller in the same kernel. */
describe("the console on a USB gadget: the service cable, and a laptop at its other end", () => {
  const header = new GpioSim("pinctrl-bcm2711", 28, { 17: "GPIO17", 18: "GPIO18" });
  let run: DeviceRun;
  let child: ChildProcess | null = null;
  let said = "";

  beforeAll(async () => {
    for (const module of ["dummy_hcd", "usb_f_ecm", "usb_f_rndis", "cdc_ether", "veth"]) sh(`${MODPROBE} ${module}`);
    sh(`${MODPROBE} g_ether dev_addr=${HATCH_MAC} host_addr=${LAPTOP_MAC}`);
    await until("both ends of the cable", () => interfaceOf(HATCH_MAC) !== "" && interfaceOf(LAPTOP_MAC) !== "", 30);
    const [hatch, laptop] = [interfaceOf(HATCH_MAC), interfaceOf(LAPTOP_MAC)];
    sh(`ip netns add laptop; ip link set ${laptop} netns laptop; ip netns add street`);
    sh(`ip addr add ${HATCH}/24 dev ${hatch}; ip link set ${hatch} up`);
    sh(`ip -n laptop addr add ${LAPTOP}/24 dev ${laptop}; ip -n laptop link set ${laptop} up`);
    sh(
      `ip link add fibre type veth peer name fibre netns street; ip addr add 10.9.0.1/24 dev fibre; ip link set fibre up`,
    );
    sh(`ip -n street addr add ${STREET}/24 dev fibre; ip -n street link set fibre up`);
    sh(`ip -n street route add default via 10.9.0.1`);
    run = new DeviceRun(lampPostConfig("auto"), POST);
    await until("control", () => run.status().then(Boolean, () => false), 120);
    child = spawn(process.execPath, [...WORDS, "--listen", HATCH], { env: run.env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => (said += text));
    await until("the console's address", () => said.includes("\n"), 60);
  }, START_MS);
  afterAll(async () => {
    if (child?.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    await run.close();
    header.end();
    sh(`ip netns del laptop; ip netns del street; /run/busybox rmmod g_ether`);
  });

  it("lets the laptop in that has the code, and shows it the post", { timeout: START_MS }, async () => {
    const { url, code } = JSON.parse(said) as { readonly url: string; readonly code: string };
    expect(url).toBe(`http://${HATCH}:${PORT}/`);
    expect(await asked("laptop", "GET", "/")).toMatch(/^200 .*name="code"/s);
    const [, cookie = ""] = /^303 (\S+?);/.exec(await asked("laptop", "POST", "/session", `code=${code}`)) ?? [];
    expect(await asked("laptop", "GET", "/", "", cookie)).toContain(POST);
  });

  it("does not answer whoever comes by the fibre, though the kernel brings them", { timeout: START_MS }, async () => {
    const other = createServer((_, answer) => answer.end("hello")).listen(OTHER_PORT, HATCH);
    await once(other, "listening");
    expect(await asked("street", "GET", "/", "", "", OTHER_PORT)).toContain("hello");
    other.close();
    expect(await asked("street", "GET", "/")).toBe("nobody answers");
  });

  it("refuses to listen on the fibre", () => {
    const { status, stderr } = spawnSync(process.execPath, [...WORDS, "--listen", "10.9.0.1"], {
      ...{ env: run.env, encoding: "utf8" },
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/that is fibre, where others may come from/);
  });
});
