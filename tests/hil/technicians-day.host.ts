import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeDeb } from "../../device/packaging/debian.ts";
import { stage } from "../../device/packaging/stage.ts";
import { until } from "../link/link-process.ts";
import { tellFigures } from "../long/figures.ts";
import { newKeyPem, signerOf } from "../release/tuf/keys.ts";
import { addRelease } from "../release/tuf/repository.ts";
import { ROOT } from "../setup/vitest-run.ts";
import { Repository } from "../update/repository.ts";
import { UnoHands } from "./arduino/hands.ts";
import { firmataPost, PINS, POST } from "./arduino/post-config.ts";
import { BootedRoot } from "./booted-root.ts";
import { DayCity, putCard, TENANT, textAt } from "./day-city.ts";

const PLATE = "4711-0382";
const MADE_MS = Date.parse("2026-11-29");
const BUILD_MS = 900_000;
/** An update is watched for five minutes; one that is given up at once takes less. */
const UPDATE_MS = 1_200_000;
/** Where it is midnight now, as the template of the desk says. */
const PLACE_KEYS = /latitude: (.*)\n\s*longitude: (.*)/;
const SURE_CLOCK = "NODE_OPTIONS=--import=/srv/sure-clock.mjs";
const SECRET = "a-word-that-nobody-may-see";

/** Each step stands on the ones before, as a day does. */
describe("a technician's day at a lamp post, in a Debian of its own under systemd", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-day-"));
  const at = (...names: readonly string[]): string => join(folder, ...names);
  const city = new DayCity(folder);
  const updates = new Repository();
  let uno: UnoHands;
  let root: BootedRoot;
  let clients: readonly string[] = [];

  /** Types it at the desk; what it says as one JSON object. */
  function desk(...words: readonly string[]): Record<string, unknown> {
    const all = [join(ROOT, "device/gaturum.js"), ...words, "--json"];
    const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: folder, encoding: "utf8" });
    expect(status, stderr).toBe(0);
    return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;
  }

  /** Types it at the post; the exit code and what it says. */
  const post = (line: string) => root.run(`export ${SURE_CLOCK}; ${line}`);
  const postJson = async (line: string) => JSON.parse((await post(line)).said) as Record<string, unknown>;

  /** A box out of the cupboard: Debian, the package, a card from the desk, power. */
  async function newBox(card: string): Promise<void> {
    uno = new UnoHands("StandardFirmata", [PINS.motion, PINS.lamp]);
    await uno.do({ channel: PINS.daylight, volts: 0 });
    await uno.do({ plug: true });
    // As Debian gives serial ports to its group.
    execFileSync("sh", ["-c", `port=$(readlink -f ${uno.port}); chown root:20 $port; chmod 660 $port`]);
    root = new BootedRoot({ ttyAMA0: uno.port });
    copyFileSync(at("0.1.0.deb"), root.at("srv/gaturum.deb"));
    const installed = root.runOff("dpkg -i /srv/gaturum.deb");
    expect(installed.code, installed.said).toBe(0);
    copyFileSync(join(import.meta.dirname, "guest/sure-clock.mjs"), root.at("srv/sure-clock.mjs"));
    giveEnvironment("control", SURE_CLOCK);
    giveEnvironment("link", `GATURUM_BROKER_PASSWORD=${SECRET}`);
    putCard(card, root);
    await root.powerOn();
    await city.open(root, clients);
  }

  function giveEnvironment(unit: "control" | "link", variable: string): void {
    const into = root.at(`etc/systemd/system/gaturum-${unit}.service.d`);
    mkdirSync(into, { recursive: true });
    writeFileSync(join(into, "environment.conf"), `[Service]\nEnvironment=${variable}\n`, { mode: 0o600 });
  }

  async function boxAway(): Promise<void> {
    city.close();
    await root.remove();
    await uno.end();
  }

  const light = () => 1 - (uno.seen.duties[PINS.lamp] ?? 0);
  async function lightsUpForAWalker(): Promise<void> {
    await until("the lamp to be at rest", () => Math.abs(light() - 0.3) < 0.01, 60);
    await uno.do({ pull: PINS.motion, high: true });
    await until("the lamp to be lit", () => light() === 1, 5);
    await uno.do({ pull: PINS.motion, high: false });
  }

  beforeAll(() => {
    for (const version of ["0.1.0", "0.2.0", "0.3.0"]) program(version);
    writeFileSync(at("template.yaml"), firmataPost("/dev/ttyAMA0"));
  }, BUILD_MS);
  afterAll(async () => {
    await boxAway();
    updates.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The program of a version, as a .deb and as an update; 0.3.0 ends as soon as it starts. */
  function program(version: string): void {
    const into = at("stage");
    if (version === "0.1.0") stage(into, "amd64");
    const app = join(into, "usr/lib/gaturum/app");
    const manifest = textAt(join(app, "package.json")).replace(/"version": "[^"]+"/, `"version": "${version}"`);
    writeFileSync(join(app, "package.json"), manifest);
    if (version === "0.1.0") {
      const deb = { stage: into, architecture: "amd64", version, madeMs: MADE_MS, compression: "none" } as const;
      makeDeb(deb, at("0.1.0.deb"));
    }
    if (version === "0.3.0")
      writeFileSync(join(app, "device/run-control.js"), 'throw new Error("a broken program");\n');
    const words = [
      "--create",
      "--gzip",
      "--file",
      at(`${version}.tar.gz`),
      "--directory",
      join(into, "usr/lib/gaturum"),
    ];
    execFileSync("tar", [...words, "node", "app"]);
  }

  const place = () => (PLACE_KEYS.exec(textAt(at("template.yaml"))) ?? []).slice(1).join(" ");

  it("the desk makes a card, with a key that was made for it", () => {
    const words = ["--tenant", TENANT, "--device", POST, "--plate", PLATE, "--place", place()];
    words.push("--broker", city.broker, "--broker-ca", city.brokerCa, "--ca", city.pilot, "--new-ca");
    words.push("--update-root", join(updates.trusted, "root.json"));
    const made = desk("provision", ...words, "--template", at("template.yaml"), "--out", at("card"));
    clients = made["clients"] as readonly string[];
    expect(clients).toHaveLength(1);
  });

  it("the box starts with the card, and its first report arrives at the city", { timeout: BUILD_MS }, async () => {
    const beganAt = performance.now();
    await newBox(at("card"));
    await until("the first report", () => city.watched.some(({ device }) => device === POST), 60);
    tellFigures({ "s from a bare Debian to the first report": Math.round((performance.now() - beganAt) / 1_000) });
    expect(await bothAre()).toBe("active\nactive\n");
    await lightsUpForAWalker();
  });

  it("nothing is wrong by check, and selftest passes what needs no person", { timeout: BUILD_MS }, async () => {
    const { code, said } = await post("gaturum check");
    process.stdout.write(said);
    expect(code).toBe(0);
    const tested = await postJson("gaturum selftest lamp --json");
    process.stdout.write(`${JSON.stringify(tested)}\n`);
  });

  it("nothing of it listens but sockets of its own", async () => {
    const { said: listening } = await post("cat /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6");
    const ports = [...listening.matchAll(/^ *\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:0000 (?:0A|07)/gm)];
    // The broker's own.
    expect(ports.map(([, port = ""]) => Number.parseInt(port, 16))).toEqual([8_883]);
  });

  it(
    "a cable comes loose: check says which part and why, and the bundle has no secret in it",
    { timeout: BUILD_MS },
    async () => {
      await uno.do({ unplug: true });
      await until("check to see it", async () => (await post("gaturum check")).code === 1, 60);
      expect((await post("gaturum check")).said).toMatch(
        /arduino-1 has no port: \/dev\/ttyAMA0[^]*Behind it: [^]*lamp/,
      );
      const made = await post("cd /srv && gaturum bundle --config /etc/gaturum/device.yaml --out /srv/bundle.tar.gz");
      expect(made.code, made.said).toBe(0);
      copyFileSync(root.at("srv/bundle.tar.gz"), at("bundle.tar.gz"));
      const words = ["-c", `mkdir -p ${at("bundle")} && tar -xzf ${at("bundle.tar.gz")} -C ${at("bundle")}`];
      execFileSync("sh", words);
      const key = textAt(root.at("etc/gaturum/tls/device.key")).split("\n")[1] ?? "none";
      for (const secret of [SECRET, key])
        expect(spawnSync("grep", ["-rlF", "--", secret, at("bundle")], { encoding: "utf8" }).stdout).toBe("");
    },
  );

  it("at the desk the bundle gives the same outputs again", () => {
    desk("replay", at("bundle.tar.gz"));
  });

  it("another box with the same plate goes on as the old one", { timeout: BUILD_MS }, async () => {
    // Hours are kept each quarter of an hour, and at an ordered end.
    await post("systemctl stop gaturum-control gaturum-link");
    await until("its memory", () => existsSync(root.at("var/lib/gaturum/control/keep/slot-a")), 30);
    cpSync(root.at("var/lib/gaturum"), at("old-state"), { recursive: true, verbatimSymlinks: true });
    const state = ["--state", at("old-state"), "--records", folder];
    await boxAway();
    const made = desk("provision", "--replace", PLATE, ...state, "--ca", city.pilot, "--out", at("second-card"));
    clients = made["clients"] as readonly string[];
    const heard = city.watched.length;
    const beganAt = performance.now();
    await newBox(at("second-card"));
    await until("its report", () => city.watched.length > heard, 60);
    tellFigures({ "s from another bare Debian to its report": Math.round((performance.now() - beganAt) / 1_000) });
    await lightsUpForAWalker();
  });

  const stick = (from = updates.folder): string => {
    rmSync(root.at("media/stick"), { recursive: true, force: true });
    cpSync(from, root.at("media/stick"), { recursive: true });
    return `gaturum update --from /media/stick`;
  };
  const publish = (version: string, archive: string): void =>
    addRelease(updates.folder, { version, archives: { x64: at(`${archive}.tar.gz`) } }, updates.release, Date.now());
  const runs = async () => (await postJson("gaturum update --json"))["runs"];
  const bothAre = async () => (await post("systemctl is-active gaturum-control gaturum-link")).said;

  it("an update that link has fetched proves itself for five minutes, and stays", { timeout: UPDATE_MS }, async () => {
    publish("0.2.0", "0.2.0");
    cpSync(updates.folder, at("older"), { recursive: true });
    cpSync(updates.folder, root.at("var/lib/gaturum/link/download"), { recursive: true });
    await post("chown -R gaturum-link:gaturum-link /var/lib/gaturum/link/download");
    const { code, said } = await post("systemctl start gaturum-update; journalctl --output cat --unit gaturum-update");
    process.stdout.write(said);
    expect(code).toBe(0);
    expect(await runs()).toBe("0.2.0");
    await lightsUpForAWalker();
  });

  it("one from a stick that is broken is taken back by itself", { timeout: UPDATE_MS }, async () => {
    publish("0.3.0", "0.3.0");
    const { code, said } = await post(stick());
    process.stdout.write(said);
    expect(code, said).toBe(1);
    expect(said).toMatch(/rolled-back/);
    expect(await runs()).toBe("0.2.0");
    await lightsUpForAWalker();
  });

  it.each([
    ["older", () => at("older")],
    ["signed by a stranger", () => strangers()],
    ["tampered with", () => tampered()],
  ])("one that is %s is refused, and nothing changes", async (_, from) => {
    const { code, said } = await post(stick(from()));
    process.stdout.write(said);
    expect(code).toBe(1);
    expect(said).toMatch(/refused/);
    expect(await runs()).toBe("0.2.0");
  });

  function strangers(): string {
    cpSync(updates.folder, at("strangers"), { recursive: true });
    const stranger = [signerOf(newKeyPem())];
    const signers = { targets: stranger, snapshot: stranger, timestamp: stranger };
    addRelease(at("strangers"), { version: "0.4.0", archives: { x64: at("0.2.0.tar.gz") } }, signers, Date.now());
    return at("strangers");
  }

  function tampered(): string {
    publish("0.4.0", "0.2.0");
    cpSync(updates.folder, at("tampered"), { recursive: true });
    for (const archive of globSync("*.tar.gz", { cwd: at("tampered") })) {
      const bytes = readFileSync(at("tampered", archive));
      bytes[bytes.length - 1_000] = (bytes[bytes.length - 1_000] ?? 0) ^ 1;
      writeFileSync(at("tampered", archive), bytes);
    }
    return at("tampered");
  }

  it("stopped by hand, it is started by no update and no upgrade", { timeout: UPDATE_MS }, async () => {
    await post("systemctl stop gaturum-update.timer gaturum-update gaturum-control");
    const { code, said } = await post(`${stick()} --again --config /etc/gaturum/device.yaml`);
    expect([code, said]).toEqual([1, expect.stringMatching(/waits: control was stopped by hand/)]);
    await post("dpkg -i /srv/gaturum.deb");
    expect(await bothAre()).toBe("inactive\nactive\n");
  });

  it("removed and installed again, it starts by itself", { timeout: BUILD_MS }, async () => {
    const { code, said } = await post("dpkg -r gaturum && dpkg -i /srv/gaturum.deb");
    expect(code, said).toBe(0);
    expect(await bothAre()).toBe("active\nactive\n");
    await lightsUpForAWalker();
  });

  it("purged, it leaves nothing of itself, and the lamp lit", { timeout: BUILD_MS }, async () => {
    const { code, said } = await post("dpkg -P gaturum");
    expect(code, said).toBe(0);
    expect(light()).toBe(1);
    const left = "ls -d /etc/gaturum /var/lib/gaturum* /run/gaturum* /usr/lib/gaturum; getent passwd gaturum-link";
    expect((await post(left)).said).not.toMatch(/^\/|^gaturum/m);
  });
});
