import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { forget } from "../../../device/field/flash/boot-partition.ts";
import { OnTerminal } from "../pty.ts";
import { until } from "../../link/link-process.ts";
import { needs } from "../../setup/programs.ts";
import { at, clear, IMAGE, IMAGE_BYTES, lastOf, lay, loopDisk, run, top } from "./bench.ts";
import { flip, inBoot, MB, sha256 } from "./card-image.ts";

const probe = loopDisk(MB);
if (probe !== null) spawnSync("losetup", ["--detach", probe]);
const isRoot = process.getuid?.() === 0;

needs("mcopy")("gaturum flash", () => {
  beforeAll(lay, 180_000);
  afterAll(clear);

  const describeOnDisk = probe === null ? describe.skip : describe;
  // skipped where there are no loop devices: it needs root, and a kernel that gives them.
  if (probe === null) process.stderr.write("SKIPPED flash onto a loop device: losetup gives none here.\n");
  describeOnDisk("onto a disk", () => {
    const disks: string[] = [];
    const disk = (bytes: number, file?: string): string => {
      const path = loopDisk(bytes, file) ?? "";
      disks.push(path);
      return path;
    };
    afterEach(() => {
      for (const path of disks.splice(0)) spawnSync("losetup", ["--detach", path]);
    });

    it("unpacks, writes, reads back, and puts one device's files into the boot partition", async () => {
      const device = disk(IMAGE_BYTES + 8 * MB);
      const { code, out, err } = await run({ image: `${IMAGE}.xz`, device, provisioned: at("post-1") });
      expect([code, err]).toEqual([0, ""]);
      expect(lastOf(out)).toMatchObject({
        flashed: device,
        bytes: IMAGE_BYTES,
        sha256: sha256(IMAGE, IMAGE_BYTES),
        verified: true,
      });
      for (const name of ["device.yaml", "tls/device.key", "first-boot.json"])
        expect(inBoot(device, name)).toBe(readFileSync(at(`post-1/${name}`), "utf8"));
    }, 180_000);

    it("what is read back of a disk is the disk's, and not what this computer remembers", async () => {
      const file = at("remembered");
      const device = disk(MB, file);
      // As while flash writes it: once nobody has it open, the kernel forgets by itself.
      const held = await open(device, "r+");
      try {
        expect(readFileSync(device)[4_711]).toBe(0);
        flip(file, 4_711);
        expect(readFileSync(device)[4_711]).toBe(0);
        await forget(device);
        expect(readFileSync(device)[4_711]).toBe(1);
      } finally {
        await held.close();
      }
    });

    it("somebody who stops it while the files are copied is told that a key may be on the disk", async () => {
      const device = disk(IMAGE_BYTES + 8 * MB);
      mkdirSync(at("bin"));
      const words = `[ "$1" = --version ] && exit 0; touch ${at("begun")}; until [ -e ${at("on")} ]; do sleep 0.05; done; exit 1`;
      writeFileSync(at("bin/mcopy"), `#!/bin/sh\n${words}\n`, { mode: 0o755 });
      const path = process.env["PATH"] ?? "";
      process.env["PATH"] = `${at("bin")}:${path}`;
      try {
        const running = run({ device, provisioned: at("post-1") });
        await until("mcopy runs", () => existsSync(at("begun")));
        process.emit("SIGINT");
        writeFileSync(at("on"), "");
        const { code, err } = await running;
        const told = `${device} may hold the key of ${at("post-1")}: write it again before it is used or given away.`;
        expect([code, err]).toEqual([1, `Interrupted. ${told}\n`]);
      } finally {
        process.env["PATH"] = path;
      }
    }, 180_000);

    it("a disk that is too small, mounted, or not said yes to is refused, and stays as it is", async () => {
      const small = disk(IMAGE_BYTES - MB);
      const tooSmall = await run({ device: small });
      expect([tooSmall.code, tooSmall.err]).toEqual([
        1,
        expect.stringMatching(/^\/dev\/loop\d+: holds \d+ MB, and the image has \d+ MB\. Take a larger/),
      ]);
      const device = disk(IMAGE_BYTES);
      const unasked = await run({ device, yes: false });
      expect([unasked.code, unasked.err]).toEqual([
        2,
        "error: flash asks on a terminal before it writes over a disk. Here there is none: say --yes\n",
      ]);
      spawnSync("mkfs.ext4", ["-q", device]);
      mkdirSync(at("mounted on"));
      const { status } = spawnSync("mount", [device, at("mounted on")]);
      try {
        const mounted = await run({ device });
        expect([status, mounted.code, mounted.err]).toEqual([
          0,
          1,
          `${device}: is mounted at ${at("mounted on")}. Unmount it: umount ${at("mounted on")}\n`,
        ]);
      } finally {
        spawnSync("umount", [at("mounted on")]);
      }
      expect(sha256(small, MB)).toBe(createHash("sha256").update(Buffer.alloc(MB)).digest("hex"));
    });

    needs("socat")("while it asks", () => {
      it("the card that was looked at is the one that is written, whatever is put in its place before the answer", async () => {
        const [file, other] = [at("looked-at"), at("put-in-its-place")];
        const device = disk(IMAGE_BYTES, file);
        writeFileSync(other, Buffer.alloc(IMAGE_BYTES));
        const terminal = new OnTerminal(["flash", IMAGE, device], top);
        try {
          await terminal.sees("over all that is on");
          for (const words of [
            ["--detach", device],
            [device, other],
          ])
            spawnSync("losetup", words);
          terminal.types("yes");
          expect(await terminal.ended()).toBe(0);
          expect(sha256(file, IMAGE_BYTES)).toBe(sha256(IMAGE, IMAGE_BYTES));
          expect(readFileSync(other).equals(Buffer.alloc(IMAGE_BYTES))).toBe(true);
        } finally {
          terminal.close();
        }
      }, 180_000);
    });

    it("who may not is told so, with 3", async () => {
      const device = disk(IMAGE_BYTES);
      if (!isRoot) return;
      spawnSync("chmod", ["755", top]);
      process.seteuid?.(65_534);
      try {
        const { code, err } = await run({ device });
        expect([code, err]).toEqual([3, `${device}: you may not. Do it as its owner, or with sudo.\n`]);
      } finally {
        process.seteuid?.(0);
      }
    });
  });
});
