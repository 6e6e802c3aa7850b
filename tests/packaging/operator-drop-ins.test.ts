import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { intentIn } from "../../device/update/control-unit.ts";
import { pathOf } from "../setup/programs.ts";
import { ROOT } from "../setup/vitest-run.ts";

/** Debian's systemd; its manager of a user's units does with drop-ins what that of the system does. */
const SYSTEMD = "/usr/lib/systemd/systemd";
const UNSHARE = pathOf("unshare");
/** Of this computer; only cgroups of version 2 can be given to a systemd that is not its first process. */
const GROUPS = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"].find((folder) => existsSync(join(folder, "cgroup.procs")));
const canTry = process.getuid?.() === 0 && UNSHARE !== null && existsSync(SYSTEMD) && GROUPS !== undefined;
/** What postinst asks of Debian beside systemctl: nothing of it is about drop-ins. */
const SILENT = ["deb-systemd-helper", "deb-systemd-invoke", "systemd-sysusers", "systemd-tmpfiles", "udevadm"];

/**
 * The real postinst and the real step before control's start, under a real systemd of their own: in a mount namespace with
 * an empty /run, and in a cgroup and a namespace of it, so that nothing of this computer is asked or changed. A systemd in
 * the root of all cgroups moves every process of the computer out of it, and with that out of real-time scheduling.
 */
const SCRIPT = `
set -e
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p /run/systemd/system
${SYSTEMD} --user --log-target=null &
manager=$!
trap 'systemctl stop gaturum-control gaturum-link; kill $manager; wait $manager' EXIT
for try in 1 2 3 4 5 6 7 8 9 10; do systemctl is-system-running --wait > /dev/null 2>&1 && break; sleep 0.5; done
state() {
  for unit in control link; do
    echo "$1 $unit $(systemctl show -p NeedDaemonReload --value gaturum-$unit) $(systemctl is-active gaturum-$unit)"
  done
}
systemctl start gaturum-control gaturum-link
state started
# As a package from before: nothing was told to systemd at this boot.
rm -rf "$XDG_RUNTIME_DIR/systemd/user.control"
systemctl daemon-reload
touch "$HOME"/.config/systemd/user/*.service
state unpacked
sh "$POSTINST" configure 0.0.1
state upgraded
# What an update asks of control's unit, while the step before its start is at work, and when it is stopped.
shown() { echo "$1 $(systemctl show --property=LoadState,ActiveState,Job gaturum-control | tr '\\n' ' ')"; }
shown running
systemctl --no-block restart gaturum-control
for try in 1 2 3 4 5 6 7 8 9 10; do [ "$(systemctl is-active gaturum-control)" = inactive ] && break; done
shown queued
systemctl start gaturum-control
# Without a start of control nothing but postinst has systemd read what dpkg unpacked.
systemctl stop gaturum-control
shown by-hand
touch "$HOME"/.config/systemd/user/*.service
sh "$POSTINST" configure 0.0.1
state stopped
systemctl show -p DropInPaths --value gaturum-control | tr ' ' '\\n' | sed 's|.*/|drop-in |'
`;

/** Of no mocks: the step before control's start refuses them. */
const CONFIG = readFileSync(join(ROOT, "config/lamp-post.yaml"), "utf8")
  .replace(/pir-1: .*/, "pir-1: { role: motion, driver: gpio-motion, line: GPIO17 }")
  .replace(/lux-1: .*/, "lux-1: { role: daylight, driver: bh1750, line: i2c-1/0x23 }")
  .replace(/lamp: \{.*/, "lamp: { role: lamp, driver: relay-lamp, line: GPIO18 }");

describe.skipIf(!canTry)("an operator's drop-ins beside ours", () => {
  const top = mkdtempSync(join(tmpdir(), "gaturum-drop-ins-"));
  afterAll(() => rmSync(top, { recursive: true, force: true }));
  const write = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(join(top, path, ".."), { recursive: true });
    writeFileSync(join(top, path), text, { mode });
  };
  const units = "home/.config/systemd/user";
  const unit = (name: string, text: string) => write(`${units}/gaturum-${name}.service`, text);
  const groupsBefore = readFileSync("/proc/self/cgroup", "utf8");
  let said: readonly string[];

  beforeAll(() => {
    write("bin/systemctl", '#!/bin/sh\nexec /usr/bin/systemctl --user "$@"\n', 0o755);
    for (const name of SILENT) write(`bin/${name}`, "#!/bin/sh\nexit 0\n", 0o755);
    const path = `${join(top, "bin")}:/usr/bin:/bin`;
    const places = ["run-dir", "state-dir", "start-dir", "ladder-dir"].map((name) => `--${name} ${join(top, name)}`);
    for (const name of ["run-dir", "state-dir", "start-dir", "ladder-dir"]) mkdirSync(join(top, name));
    write("device.yaml", CONFIG);
    const checks = `${process.execPath} ${join(ROOT, "device/boot/check-config.ts")} --config ${join(top, "device.yaml")}`;
    const sleeps = "[Service]\nExecStart=/bin/sleep 600\n";
    unit(
      "before-start",
      `[Service]\nType=oneshot\nEnvironment=PATH=${path}\nExecStart=-${checks} ${places.join(" ")}\n`,
    );
    unit("control", `[Unit]\nWants=gaturum-before-start.service\nAfter=gaturum-before-start.service\n${sleeps}`);
    unit("link", sleeps);
    for (const name of ["control", "link"])
      write(`${units}/gaturum-${name}.service.d/override.conf`, "[Service]\nNice=1\n");
    const xdg = join(top, "xdg");
    mkdirSync(xdg, { mode: 0o700 });
    const group = mkdtempSync(join(GROUPS ?? "", "gaturum-drop-ins-"));
    const enter = `echo $$ > ${group}/cgroup.procs; exec ${UNSHARE ?? ""} --mount --cgroup sh -c "$1"`;
    const { stdout, stderr } = spawnSync("sh", ["-c", enter, "sh", SCRIPT], {
      encoding: "utf8",
      timeout: 60_000,
      env: {
        PATH: path,
        HOME: join(top, "home"),
        XDG_RUNTIME_DIR: xdg,
        POSTINST: join(ROOT, "device/packaging/debian/postinst"),
      },
    });
    spawnSync("find", [group, "-depth", "-type", "d", "-exec", "rmdir", "{}", ";"]);
    said = stdout.trim().split("\n");
    if (said.length < 6) throw new Error(`${stdout}${stderr}`);
  }, 90_000);

  it("nothing of this computer was moved", () => {
    expect(readFileSync("/proc/self/cgroup", "utf8")).toBe(groupsBefore);
  });

  it("ours is told to systemd, beside theirs", () => {
    expect(said.filter((line) => line.startsWith("drop-in")).sort()).toEqual([
      "drop-in 50-DeviceAllow.conf",
      "drop-in override.conf",
    ]);
  });

  it.each([
    ["running", "runs"],
    ["queued", "queued"],
    ["by-hand", "stopped"],
  ])("an update knows what systemd means to do with control: %s, so %s", (when, intent) => {
    const [, ...values] = said.find((line) => line.startsWith(`${when} `))?.split(" ") ?? [];
    expect(intentIn(values.join("\n"))).toBe(intent);
  });

  it.each(["started", "upgraded"])("%s: nobody is told that unit files have changed", (when) => {
    expect(said.filter((line) => line.startsWith(when))).toEqual([
      `${when} control no active`,
      `${when} link no active`,
    ]);
  });

  it("what was stopped by hand stays stopped, and what runs is of the new files", () => {
    expect(said.filter((line) => line.startsWith("stopped"))).toEqual([
      "stopped control no inactive",
      "stopped link no active",
    ]);
  });

  it("before postinst, unpacked files are a change that systemd sees", () => {
    expect(said).toContain("unpacked control yes active");
  });
});
