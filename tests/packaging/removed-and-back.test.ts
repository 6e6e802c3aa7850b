import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pathOf } from "../setup/programs.ts";
import { ROOT } from "../setup/vitest-run.ts";

const UNSHARE = pathOf("unshare");
const canTry = process.getuid?.() === 0 && UNSHARE !== null;
const TOOLS = [
  "systemctl",
  "deb-systemd-helper",
  "deb-systemd-invoke",
  "systemd-sysusers",
  "systemd-tmpfiles",
  "udevadm",
];
const UNITS = "gaturum-first-boot.service gaturum-control.service gaturum-link.service";

/** The real scripts in a mount namespace with an empty /run and /var/lib; each word to systemd is said, and none is done. */
const SCRIPT = `
set -e
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /var/lib
mkdir -p /run/systemd/system /var/lib/gaturum-update
for words in "$@"; do sh "$SCRIPTS"/$words; done
`;

describe.skipIf(!canTry)("what dpkg runs starts", () => {
  const tools = mkdtempSync(join(tmpdir(), "gaturum-removed-"));
  beforeAll(() => {
    mkdirSync(tools, { recursive: true });
    for (const name of TOOLS) {
      writeFileSync(join(tools, name), `#!/bin/sh\necho "\${0##*/} $*"\n`);
      chmodSync(join(tools, name), 0o755);
    }
  });
  afterAll(() => rmSync(tools, { recursive: true }));

  /** The words that start or restart something. */
  function startsOf(...calls: readonly string[]): readonly string[] {
    const env = { PATH: `${tools}:/usr/bin:/bin:/usr/sbin:/sbin`, SCRIPTS: join(ROOT, "device/packaging/debian") };
    const words = ["--mount", "sh", "-c", SCRIPT, "sh", ...calls];
    const { status, stdout, stderr } = spawnSync(UNSHARE ?? "", words, { encoding: "utf8", env });
    expect([status, stderr]).toEqual([0, ""]);
    return stdout.split("\n").filter((line) => /^\S+ (?:try-re|re)?start /.test(line));
  }
  const all = expect.stringContaining(`deb-systemd-invoke start ${UNITS}`) as string;
  const running = "systemctl try-restart gaturum-control.service gaturum-link.service";

  it.each([
    ["everything at the first installation", ["postinst configure"], [all]],
    [
      "only what runs at an upgrade",
      ["prerm upgrade 0.2.0", "postrm upgrade 0.2.0", "postinst configure 0.1.0"],
      [running],
    ],
    ["everything after it was removed", ["prerm remove", "postrm remove", "postinst configure 0.1.0"], [all]],
    [
      "only what runs at an upgrade after that",
      ["prerm remove", "postrm remove", "postinst configure 0.1.0", "prerm upgrade 0.2.0", "postinst configure 0.1.0"],
      [all, running],
    ],
    ["everything when a removal was given up", ["prerm remove", "postinst abort-remove"], [all]],
  ])("%s", (_words, calls, starts) => {
    expect(startsOf(...calls)).toEqual(starts);
  });
});
