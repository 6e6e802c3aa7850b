import { spawnSync } from "node:child_process";
import {
  cpSync,
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
import { afterEach, beforeEach, expect, it } from "vitest";
import { bringHome, FIRST_BOOT, type Outcome } from "../../device/boot/bring-home.ts";
import { deviceFiles, firstBoot } from "../../device/field/provision/device-files.ts";
import { ROOT } from "../setup/vitest-run.ts";

const FILES = deviceFiles(
  "device: post-1\n",
  { key: "the new key", certificate: "certificate", request: null },
  { home: "/etc/gaturum", brokerCa: "ca", trust: "{}", zoneKey: null, updateRoot: null, updates: null },
);
const MEMORY = ["control/keep/slot-a", "control/evidence/evidence-1.jsonl", "link/store.db"];
/** Whoever runs the tests may give files to nobody but themselves. */
const me = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
let base = "";
const at = (path: string): string => join(base, path);
const places = () => ({ card: at("card"), root: at("controller"), ids: { root: me, link: me, control: me } });

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "gaturum-first-boot-"));
  for (const { name, content } of [...FILES, firstBoot("post-1", FILES, "/etc/gaturum", true)])
    write(`card/${name}`, content);
  for (const name of MEMORY) write(`card/state/${name}`, `of the old ${name}`);
  write("controller/var/lib/gaturum/control/keep/slot-a", "of a first start");
  write("controller/etc/gaturum/tls/device.key", "the key before");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
}

/** So many steps, and then the power is gone; all of them: what it ended with. */
function steps(most = Infinity): Outcome | null {
  const running = bringHome(places());
  for (let done = 0; done < most; done += 1) {
    const next = running.next();
    if (next.done === true) return next.value;
  }
  return null;
}

/** Names, contents and modes of all that a controller has. */
const home = (): readonly string[] =>
  readdirSync(at("controller"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map(
      (path) => `${path.slice(base.length)} ${(statSync(path).mode & 0o777).toString(8)} ${readFileSync(path, "utf8")}`,
    )
    .sort();

it("brings each file to its place, and leaves nothing on the card", () => {
  expect(steps()).toEqual({ ok: true, device: "post-1" });
  expect(readdirSync(at("card"))).toEqual([]);
  expect(home()).toEqual([
    "/controller/etc/gaturum/device.yaml 644 device: post-1\n",
    "/controller/etc/gaturum/tls/ca.pem 644 ca",
    "/controller/etc/gaturum/tls/device.key 600 the new key",
    "/controller/etc/gaturum/tls/device.pem 644 certificate",
    "/controller/etc/gaturum/trust.json 644 {}",
    "/controller/etc/hostname 644 post-1\n",
    "/controller/var/lib/gaturum/control/evidence/evidence-1.jsonl 600 of the old control/evidence/evidence-1.jsonl",
    "/controller/var/lib/gaturum/control/keep/slot-a 600 of the old control/keep/slot-a",
    expect.stringMatching(/^\/controller\/var\/lib\/gaturum\/first-boot 644 [0-9a-f]{64}$/),
    "/controller/var/lib/gaturum/link/store.db 600 of the old link/store.db",
  ]);
});

it("wherever the power goes, and goes again, the next start ends as if nothing had been", () => {
  const before = at("before");
  for (const folder of ["card", "controller"]) cpSync(at(folder), join(before, folder), { recursive: true });
  let count = 0;
  for (const running = bringHome(places()); running.next().done !== true;) count += 1;
  expect(count).toBeGreaterThan(15);
  const wanted = home();
  for (let first = 1; first <= count; first += 1) {
    for (const second of [0, 3]) {
      for (const folder of ["card", "controller"]) {
        rmSync(at(folder), { recursive: true, force: true });
        cpSync(join(before, folder), at(folder), { recursive: true });
      }
      steps(first);
      steps(second);
      const label = `cut before step ${first}, then after ${second} more`;
      const ended = existsSync(at(`card/${FIRST_BOOT}`)) ? steps() : { ok: true };
      expect(ended, label).toMatchObject({ ok: true });
      expect(home(), label).toEqual(wanted);
      expect(readdirSync(at("card")), label).toEqual([]);
    }
  }
});

it("what a device has counted since is not written over by the card that could not be emptied", () => {
  const running = bringHome(places());
  for (let next = running.next(); next.value !== "wipe trust.json"; next = running.next())
    expect(next.done).toBe(false);
  write("controller/var/lib/gaturum/control/keep/slot-a", "of the night since");
  expect(steps()).toMatchObject({ ok: true });
  expect(home()).toContainEqual(expect.stringContaining("of the night since"));
});

it("half a file that a cut left aside is no obstacle", () => {
  write("controller/etc/gaturum/tls/device.key.new", "the ne");
  write("controller/var/lib/gaturum/control.new/keep/slot-a", "hal");
  expect(steps()).toMatchObject({ ok: true });
  expect(home().filter((line) => line.includes(".new"))).toEqual([]);
});

it("one damaged file: it is named, nothing is placed, and the card keeps all", () => {
  write("card/trust.json", "{");
  const before = home();
  expect(steps()).toEqual({ ok: false, wrong: [expect.stringMatching(/^trust\.json: it is damaged/)] });
  expect(home()).toEqual(before);
  expect(readdirSync(at("card"))).toContain(FIRST_BOOT);
});

it("a key does not stay in the bytes of the card when it is removed", () => {
  const running = bringHome(places());
  for (let next = running.next(); next.value !== "remove tls/device.key"; next = running.next())
    expect(next.done).toBe(false);
  expect(readFileSync(at("card/tls/device.key"))).toEqual(Buffer.alloc("the new key".length));
});

it("the program says what it did, and without its users what to do", () => {
  const program = ["device/boot/first-boot.ts", "--card", at("card"), "--root", at("controller")];
  write("controller/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
  const without = spawnSync(process.execPath, program, { cwd: ROOT, encoding: "utf8" });
  expect([without.status, without.stderr]).toEqual([
    1,
    expect.stringContaining("no user gaturum-link: install the package"),
  ]);
  const users = ["gaturum-link", "gaturum-control"].map((name) => `${name}:x:${me.uid}:${me.gid}::/:/bin/false\n`);
  write("controller/etc/passwd", users.join(""));
  const done = spawnSync(process.execPath, program, { cwd: ROOT, encoding: "utf8" });
  // Root's files can be given to root by root alone.
  if (me.uid === 0) expect([done.status, done.stderr]).toEqual([0, expect.stringContaining("this is post-1 now")]);
});
