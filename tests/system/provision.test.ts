import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { afterAll, expect, it } from "vitest";
import { mosquittoAccess } from "../../device/contract/access/mosquitto.ts";
import { until } from "../link/link-process.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { Authority } from "./broker-certificates.ts";
import { DeviceRun } from "./device-run.ts";
import { describeWithMosquitto, freePort, startMosquitto } from "./mosquitto.ts";

const HOST = "127.0.0.1";
const folder = mkdtempSync(join(tmpdir(), "gaturum-first-report-"));
const at = (name: string): string => join(folder, name);
const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  rmSync(folder, { recursive: true });
});

/** As a technician types it. */
function gaturum(...words: readonly string[]) {
  return spawnSync(process.execPath, [join(ROOT, "device/gaturum.js"), ...words], { cwd: folder, encoding: "utf8" });
}

/** As an installation would: a device that speaks at once, so that nobody waits for two minutes. */
function writeTemplate(): string {
  writeFileSync(at("template.yaml"), readFileSync(join(ROOT, "config/lamp-post.yaml"), "utf8"));
  return at("template.yaml");
}

describeWithMosquitto("a provisioned device", () => {
  it("is taken by the city's broker, whose list of clients names it, and its first report arrives", async () => {
    const brokerCa = new Authority(folder, "broker-ca");
    brokerCa.issue(HOST, "broker", HOST);
    const port = await freePort();
    const words = [
      "--tenant",
      "stockholm",
      "--device",
      "post-1",
      "--plate",
      "4711",
      "--place",
      "59.32938 N 18.06871 E",
    ];
    words.push("--broker", `mqtts://${HOST}:${port}`, "--broker-ca", at("broker-ca.crt"), "--ca", "pilot", "--new-ca");
    const made = gaturum("provision", ...words, "--template", writeTemplate(), "--home", at("post-1"), "--json");
    expect([made.status, made.stderr]).toEqual([0, ""]);
    const { clients } = JSON.parse(made.stdout) as { readonly clients: readonly string[] };

    const access = mosquittoAccess([...clients, "backend stockholm desk watch"].join("\n"), "clients.txt");
    if (!access.ok) throw new Error(access.problems.join("\n"));
    const tls = { certificate: at("broker.crt"), key: at("broker.key"), clientCa: at("pilot/ca.pem") };
    const lines = ["use_identity_as_username true", "use_username_as_clientid true"];
    const broker = await startMosquitto({ port, anonymous: false, accessList: access.value.split("\n"), tls, lines });
    ends.push(() => broker.stop());

    const heard: string[] = [];
    const desk = await connectAsync(broker.url, { ca: brokerCa.certificate, ...signedByPilot("desk") });
    ends.push(() => desk.endAsync(true));
    desk.on("message", (topic) => heard.push(topic));
    await desk.subscribeAsync("gaturum/1/stockholm/+/up/#", { qos: 1 });
    const device = new DeviceRun(readFileSync(at("post-1/device.yaml"), "utf8"), "post-1", ["--mock"]);
    ends.push(() => device.close());
    // What was recorded before the session began comes as a batch, what follows alone.
    const isReport = (topic: string): boolean => /^gaturum\/1\/stockholm\/post-1\/up\/(?:b$|t\/)/.test(topic);
    await until("the first report", () => heard.some(isReport), 30);
    expect(heard).toContain("gaturum/1/stockholm/post-1/up/birth");
  }, 60_000);

  it("has a certificate of a client alone: whoever steals a card can be no broker", () => {
    const verify = (purpose: string) =>
      spawnSync("openssl", ["verify", "-CAfile", at("pilot/ca.pem"), "-purpose", purpose, at("post-1/tls/device.pem")]);
    expect(verify("sslclient").status).toBe(0);
    expect(verify("sslserver").status).not.toBe(0);
  });
});

/** A desk's certificate, by the authority that the pilot has made. */
function signedByPilot(name: string): { readonly cert: string; readonly key: string } {
  const run = (...words: readonly string[]) => execFileSync("openssl", words, { stdio: "pipe" });
  run(
    "req",
    "-new",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-subj",
    `/CN=${name}`,
    "-keyout",
    at(`${name}.key`),
    "-out",
    at(`${name}.csr`),
  );
  run(
    "x509",
    "-req",
    "-in",
    at(`${name}.csr`),
    "-CA",
    at("pilot/ca.pem"),
    "-CAkey",
    at("pilot/ca.key"),
    "-set_serial",
    "1",
    "-days",
    "2",
    "-out",
    at(`${name}.crt`),
  );
  return { cert: readFileSync(at(`${name}.crt`), "utf8"), key: readFileSync(at(`${name}.key`), "utf8") };
}
