import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deviceFiles, firstBoot } from "../../device/field/provision/device-files.ts";
import { recover, type SlotFile } from "../../device/keep/slot.ts";
import { makeDeb } from "../../device/packaging/debian.ts";
import { stage } from "../../device/packaging/stage.ts";
import { until } from "../link/link-process.ts";
import { CleanRoot, type Job } from "./clean-root.ts";
import { lampPostConfig, POST } from "./lamp-post-config.ts";

const MADE_MS = Date.parse("2026-11-29");
/** A broker that is not there: link keeps what it is told. */
const CONFIG = lampPostConfig("auto").replace(/^city:$/m, "city:\n  broker: mqtt://127.0.0.1:18839");
const CHECKED = "/run/gaturum-start/config.json";
const BUILD_MS = 600_000;

describe("the package, in a Debian without compiler, Node and network", () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-package-"));
  const deb = (version: string): string => join(folder, `gaturum_${version}_amd64.deb`);
  const root = new CleanRoot();
  const before = root.files();

  beforeAll(() => {
    for (const version of ["0.1.0", "0.2.0"]) {
      build(join(folder, "stage"), version, deb(version));
      writeFileSync(root.at(`srv/${version}.deb`), readFileSync(deb(version)));
    }
  }, BUILD_MS);
  afterAll(async () => {
    await root.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The line of the unit as it is installed, and whom it runs as. */
  function startOf(name: "control" | "link"): Job {
    const unit = readFileSync(root.at(`usr/lib/systemd/system/gaturum-${name}.service`), "utf8");
    const value = (key: string): string => new RegExp(`^${key}=(.*)$`, "m").exec(unit)?.[1] ?? "";
    return root.start(value("ExecStart"), value("User"), value("Group"));
  }

  /** Both run, control answers, and link has come to it. Ends them in order, and gives what they said. */
  async function aRun(): Promise<string> {
    expect(root.run("/usr/lib/gaturum/launch check-config").code).toBe(0);
    const jobs = [startOf("control"), startOf("link")];
    try {
      await until("control has started", () => jobs[0]?.said().includes(`control of ${POST} started`) === true, 60);
      await until("link has come to control", () => hasCome(jobs[1]?.pid ?? 0), 60);
      await until("control keeps what it knows", () => existsSync(slot("slot-b")), 60);
      const why = root.run(`gaturum why --device ${POST} --last 1`, "gaturum-control", "gaturum");
      expect([why.code, why.said]).toEqual([0, expect.stringMatching(/\S/)]);
      return jobs.map((job) => job.said()).join("");
    } finally {
      for (const job of jobs) expect(await job.end()).toBe(0);
    }
  }

  const slot = (name: string): string => root.at(`var/lib/gaturum/control/keep/${name}`);
  const memory = (): ReturnType<typeof recover> =>
    recover(
      ...(["slot-a", "slot-b"].map((name): SlotFile => ({ kind: "bytes", bytes: readFileSync(slot(name)) })) as [
        SlotFile,
        SlotFile,
      ]),
    );

  it("is the same bytes each time", { timeout: BUILD_MS }, () => {
    const again = join(folder, "again.deb");
    build(join(folder, "another stage"), "0.1.0", again);
    const hash = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
    expect(hash(again)).toBe(hash(deb("0.1.0")));
  });

  it("holds no file that is named as a source", () => {
    const app = join(folder, "stage/usr/lib/gaturum/app");
    const scripts = readdirSync(app, { recursive: true })
      .map(String)
      .filter((path) => path.endsWith(".js") && !path.startsWith("node_modules/"));
    expect(scripts.length).toBeGreaterThan(300);
    const named = scripts.filter((path) =>
      /["'`]\.{1,2}\/[\w/-]+\.ts["'`]/.test(readFileSync(join(app, path), "utf8")),
    );
    expect(named).toEqual([]);
  });

  it("is installed without help, and starts nothing that has no config", () => {
    expect(root.run("command -v gcc cc make npm node python3").said).toBe("");
    const { code, said } = root.run("dpkg -i /srv/0.1.0.deb");
    expect(code, said).toBe(0);
    expect(root.run("gaturum --version").said).toBe("0.1.0\n");
    expect(root.run("systemctl is-enabled gaturum-control gaturum-link gaturum-first-boot").said).toBe(
      "enabled\nenabled\nenabled\n",
    );
    expect(root.run("dpkg --verify gaturum; dpkg --audit").said).toBe("");
  });

  it("has two users who cannot reach into each other, and files that only root changes", () => {
    expect(root.run("id -Gn gaturum-control").said).toBe("gaturum dialout\n");
    expect(root.run("id -Gn gaturum-link").said).toBe("gaturum-link\n");
    expect(
      root.run("stat -c '%n %A %U %G' /run/gaturum /run/gaturum-link /etc/gaturum/tls /var/lib/gaturum/*").said,
    ).toBe(
      `/run/gaturum drwxr-xr-x gaturum-control gaturum
/run/gaturum-link drwx--s--- gaturum-control gaturum-link
/etc/gaturum/tls drwxr-x--- gaturum-link gaturum-link
/var/lib/gaturum/control drwx------ gaturum-control gaturum
/var/lib/gaturum/ladder drwx------ root root
/var/lib/gaturum/link drwx------ gaturum-link gaturum-link
`,
    );
    expect(root.run("find /usr/lib/gaturum ! -user root -o -perm /022 ! -type l").said).toBe("");
  });

  it("brings a provisioned card's files home", () => {
    const given = { home: "/etc/gaturum", brokerCa: null, trust: null, zoneKey: null, updateRoot: null, updates: null };
    const files = deviceFiles(CONFIG, { key: "key", certificate: "certificate", request: null }, given);
    for (const { name, content } of [...files, firstBoot(POST, files, "/etc/gaturum", false)]) {
      const path = root.at(`boot/firmware/gaturum/${name}`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    const { code, said } = root.run("/usr/lib/gaturum/launch first-boot");
    expect(code, said).toBe(0);
    expect(readdirSync(root.at("boot/firmware/gaturum"))).toEqual([]);
    expect(root.run("stat -c '%n %a %U' /etc/gaturum/device.yaml /etc/gaturum/tls/*; cat /etc/hostname").said).toBe(
      `/etc/gaturum/device.yaml 644 root
/etc/gaturum/tls/device.key 600 gaturum-link
/etc/gaturum/tls/device.pem 644 gaturum-link
${POST}
`,
    );
  });

  it("a config that is refused is told, and the one that was checked before stays", () => {
    writeFileSync(root.at(CHECKED), "the one before");
    writeFileSync(root.at("etc/gaturum/device.yaml"), CONFIG.replace("hold: 5 s", "hold: 20 ms"));
    const { code, said } = root.run("/usr/lib/gaturum/launch check-config");
    expect([code, said]).toEqual([1, expect.stringMatching(/device\.yaml:\d+:\d+ lamp\.hold: 20 ms is below/)]);
    expect(readFileSync(root.at(CHECKED), "utf8")).toBe("the one before");
    writeFileSync(root.at("etc/gaturum/device.yaml"), CONFIG);
  });

  it("control and link run as their units start them, and hear each other", { timeout: BUILD_MS }, async () => {
    expect(await aRun()).toContain(`control of ${POST} started`);
    expect(memory()).toMatchObject({ status: "found" });
    expect(rowsOf(root.at("var/lib/gaturum/link"))).toBeGreaterThan(0);
  });

  it("whoever has link cannot ask control for a reset", { timeout: BUILD_MS }, async () => {
    const control = startOf("control");
    await until("control has started", () => control.said().includes("started"), 60);
    const ask = `gaturum why --device ${POST}`;
    expect(root.run(ask, "gaturum-control", "gaturum").code).toBe(0);
    const refused = root.run(ask, "gaturum-link");
    expect([refused.code === 0, refused.said]).toEqual([false, expect.stringMatching(/EACCES|permission|may not/)]);
    expect(await control.end()).toBe(0);
  });

  it("an upgrade keeps what the device knows, and one version down reads it", { timeout: BUILD_MS }, async () => {
    for (const version of ["0.2.0", "0.1.0"]) {
      const [known, rows] = [memory(), rowsOf(root.at("var/lib/gaturum/link"))];
      const { code, said } = root.run(`dpkg -i /srv/${version}.deb`);
      expect(code, said).toBe(0);
      expect(root.run("gaturum --version").said).toBe(`${version}\n`);
      expect(memory()).toEqual(known);
      expect(await aRun()).not.toMatch(/unreadable|damaged|begins anew/);
      expect(rowsOf(root.at("var/lib/gaturum/link"))).toBeGreaterThan(rows);
      expect(sequenceOf(memory())).toBeGreaterThan(sequenceOf(known));
    }
  });

  it("removed, it leaves what the device is and knows; purged, nothing", () => {
    expect(root.run("dpkg -r gaturum").code).toBe(0);
    expect(memory()).toMatchObject({ status: "found" });
    expect(statSync(root.at("etc/gaturum/tls/device.key")).isFile()).toBe(true);
    expect(root.run("command -v gaturum").code).not.toBe(0);
    const { code, said } = root.run("dpkg -P gaturum; rmdir /boot/firmware/gaturum /boot/firmware");
    expect(code, said).toBe(0);
    // The host has its name from the card, which is a purge's no more than the users' files in it.
    const after = root.files().filter((path) => !path.startsWith("etc/hostname "));
    expect(after).toEqual(before.filter((path) => !path.startsWith("etc/hostname ")));
    expect(root.run("getent passwd gaturum-control gaturum-link; getent group gaturum gaturum-link").said).toBe("");
  });
});

const sequenceOf = (memory: ReturnType<typeof recover>): number =>
  memory.status === "found" ? memory.best.sequence : Number.NaN;

/** Reports that link kept. It lets nobody else look as long as it runs. */
function rowsOf(folder: string): number {
  const store = new DatabaseSync(join(folder, "store.db"), { readOnly: true });
  try {
    return (store.prepare("SELECT count(*) AS count FROM row").get() as { count: number }).count;
  } finally {
    store.close();
  }
}

/** Whether link is connected to control: both ends of it are in link's network, state 03 of its list of sockets. */
const hasCome = (link: number): boolean =>
  / 03 +\d+ \/run\/gaturum-link\/channel\.sock$/m.test(readFileSync(`/proc/${link}/net/unix`, "utf8"));

/** A version of the program that says so, and is otherwise this one. */
function build(into: string, version: string, to: string): void {
  rmSync(into, { recursive: true, force: true });
  stage(into, "amd64");
  const manifest = join(into, "usr/lib/gaturum/app/package.json");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace(/"version": "[^"]+"/, `"version": "${version}"`));
  makeDeb({ stage: into, architecture: "amd64", version, madeMs: MADE_MS, compression: "none" }, to);
}
