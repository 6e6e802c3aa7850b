import { createHash } from "node:crypto";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readCard } from "../../../device/boot/card.ts";
import type { FlashWords } from "../../../device/field/flash/flash.ts";
import { blocksOf, openImage } from "../../../device/field/flash/image.ts";
import { firstDifference, writeBlocks } from "../../../device/field/flash/writing.ts";
import { issue, openAuthority } from "../../../device/field/provision/authority.ts";
import { provision } from "../../../device/field/provision/provision.ts";
import { needs } from "../../setup/programs.ts";
import { saidBy } from "../said.ts";
import { at, clear, IMAGE, IMAGE_BYTES, lastOf, lay, run, top } from "./bench.ts";
import { flip, inBoot, MB, sha256 } from "./card-image.ts";

afterEach(() => rmSync(at("out"), { force: true }));

const WORDS = {
  answers: {
    tenant: "stockholm",
    device: "post-2",
    kind: "litter-bin",
    place: "59.4 N 18.1 E",
    plate: "2",
    broker: "mqtts://b.example:8883",
  },
  template: null,
  ca: at("ca") as string | null,
  newCa: false,
  brokerCa: null,
  trust: null,
  updateRoot: null,
  updates: null,
  zoneKey: null,
  street: null,
  replace: null,
  home: "/etc/gaturum",
  json: true,
  image: IMAGE as string | null,
  out: at("post-2.img"),
};
needs("mcopy")("gaturum flash", () => {
  beforeAll(lay, 180_000);
  afterAll(clear);

  it("writes an image into a file, whole or not at all, and says its hash", async () => {
    const { code, out } = await run({});
    expect([code, lastOf(out)]).toEqual([
      0,
      { flashed: at("out"), bytes: IMAGE_BYTES, sha256: sha256(IMAGE, IMAGE_BYTES), verified: true, provisioned: null },
    ]);
    expect(sha256(at("out"), IMAGE_BYTES)).toBe(sha256(IMAGE, IMAGE_BYTES));
  }, 180_000);

  it("finds a flipped byte in what it reads back, and says where", async () => {
    const image = await openImage(IMAGE);
    const disk = await open(at("flipped"), "wx");
    const written = await writeBlocks(blocksOf(image), disk, image.bytes, () => undefined);
    await disk.close();
    expect(await firstDifference(at("flipped"), written, () => undefined)).toBeNull();
    flip(at("flipped"), 21 * MB + 4_711);
    expect(await firstDifference(at("flipped"), written, () => undefined)).toBe(21 * MB);
    truncateSync(at("flipped"), 23 * MB);
    flip(at("flipped"), 21 * MB + 4_711);
    expect(await firstDifference(at("flipped"), written, () => undefined)).toBe(23 * MB);
  }, 180_000);

  describe("refuses, before anything is written,", () => {
    const spoilt = (name: string, spoil: (path: string) => void, of = IMAGE): string => {
      copyFileSync(of, at(name));
      spoil(at(name));
      return at(name);
    };
    it.each<[string, () => Partial<FlashWords>, number, RegExp]>([
      ["an image that is not there", () => ({ image: at("no.img") }), 1, /no\.img: there is no such file/],
      ["a text", () => ({ image: join(top, "post-1/device.yaml") }), 1, /device\.yaml: is no image of a disk/],
      ["a folder", () => ({ image: top }), 1, /is no file\. Name an \.img/],
      [
        "a zip",
        () => ({ image: spoilt("a.zip", (path) => writeFileSync(path, "PK\u0003\u0004…")) }),
        1,
        /is a zip\. Unpack it first/,
      ],
      [
        "an image that is cut off",
        () => ({ image: spoilt("cut.img", (path) => truncateSync(path, 22 * MB)) }),
        1,
        /cut\.img: is cut off: .* Download it again/,
      ],
      [
        "a packed one that is cut off",
        () => ({ image: spoilt("cut.img.xz", (path) => truncateSync(path, 9_000), `${IMAGE}.xz`) }),
        1,
        /cut\.img\.xz: is damaged or cut off/,
      ],
      ["a file that is there", () => ({ device: IMAGE }), 1, /card\.img: is a file that is there already/],
      [
        "a disk that is not there",
        () => ({ device: "/dev/gaturum-none" }),
        1,
        /there is no such disk\. Put the card in/,
      ],
      ["what is no disk", () => ({ device: "/dev/null" }), 1, /\/dev\/null: is no disk/],
      ["a folder that is not there", () => ({ device: at("no/out.img") }), 1, /no: there is no such file or folder/],
      [
        "a folder that nobody provisioned",
        () => ({ provisioned: top }),
        1,
        /device\.yaml: is not there\. Name a folder that gaturum provision made/,
      ],
    ])("%s", async (_, words, code, told) => {
      const outcome = await run(words());
      expect([outcome.code, outcome.err]).toEqual([code, expect.stringMatching(told)]);
      expect(outcome.out).toBe("");
      expect(existsSync(at("out"))).toBe(false);
    });

    it("a device whose request nobody has signed yet", async () => {
      mkdirSync(at("unsigned/tls"), { recursive: true });
      for (const name of ["device.yaml", "first-boot.json", "tls/device.key"])
        copyFileSync(at(`post-1/${name}`), at(`unsigned/${name}`));
      const { code, err } = await run({ provisioned: at("unsigned") });
      expect([code, err]).toEqual([
        1,
        expect.stringContaining("tls/device.pem: is not there yet. Have tls/device.csr signed"),
      ]);
    });

    it("a device whose files belong where no first boot brings them", async () => {
      const made = await saidBy(() =>
        provision({ ...WORDS, ca: at("ca-3"), newCa: true, image: null, out: at("elsewhere"), home: "/srv/x" }),
      );
      expect([made.code, made.err]).toEqual([0, ""]);
      const { code, err } = await run({ provisioned: at("elsewhere") });
      expect([code, err]).toEqual([
        1,
        expect.stringMatching(/first-boot\.json: has a file that cannot be one of \/etc\/gaturum.*without --home\.\n$/),
      ]);
    });
  });

  it("a certificate that came later and a config that was edited are what the first boot expects", async () => {
    const folder = at("later");
    const made = await saidBy(() =>
      provision({ ...WORDS, answers: { ...WORDS.answers, device: "post-3" }, image: null, ca: null, out: folder }),
    );
    expect([made.code, made.err]).toEqual([0, ""]);
    const authority = openAuthority(at("ca"), Date.now());
    const key = readFileSync(join(folder, "tls/device.key"), "utf8");
    writeFileSync(join(folder, "tls/device.pem"), (await issue(authority, key, "stockholm_post-3", "3")).certificate);
    appendFileSync(join(folder, "device.yaml"), "# a driver was named\n");
    expect(await run({ provisioned: folder })).toMatchObject({ code: 0, err: "" });
    const card = readCard(inBoot(at("out"), "first-boot.json") ?? "");
    const files = typeof card === "string" ? [] : card.files;
    expect(files.map(({ from }) => from)).toEqual(["device.yaml", "tls/device.key", "tls/device.pem"]);
    for (const { from, sha256: listed } of files)
      expect(
        createHash("sha256")
          .update(inBoot(at("out"), from) ?? "")
          .digest("hex"),
        from,
      ).toBe(listed);
  }, 180_000);

  it("a byte that was flipped in a packed image is found while it is written, and no file is left", async () => {
    copyFileSync(`${IMAGE}.xz`, at("bad.img.xz"));
    flip(at("bad.img.xz"), statSync(at("bad.img.xz")).size - 30_000);
    const { code, err } = await run({ image: at("bad.img.xz") });
    expect([code, err]).toEqual([1, expect.stringMatching(/bad\.img\.xz: is damaged .* Download it again\.\n$/)]);
    expect(readdirSync(top).filter((name) => /unfinished|^out$/.test(name))).toEqual([]);
  }, 180_000);

  it("a byte that the disk turned after it was written is found, and no file is left", async () => {
    const unfinished = (): string | undefined => readdirSync(top).find((name) => name.includes("turned"));
    const running = run({ device: at("turned") });
    // It writes from the start on, and reads only when all is written.
    const isWritten = (name?: string): boolean => name !== undefined && statSync(at(name)).size > 3 * MB;
    while (!isWritten(unfinished())) await new Promise(setImmediate);
    flip(at(unfinished() ?? "none"), MB + 4_711);
    const { code, err } = await running;
    expect([code, err]).toEqual([1, expect.stringMatching(/turned: what was read back differs .* from 1 MB on\./)]);
    expect(unfinished()).toBeUndefined();
  }, 180_000);

  it("somebody who stops it leaves no half of a file", async () => {
    const running = run({ device: at("stopped") });
    process.emit("SIGINT");
    const { code, err } = await running;
    expect([code, err]).toEqual([1, "Interrupted. Nothing was written.\n"]);
    expect(readdirSync(top).filter((name) => name.includes("stopped"))).toEqual([]);
  });

  describe("provision --image", () => {
    const provisioned = (more: Partial<typeof WORDS>) => saidBy(() => provision({ ...WORDS, ...more }));

    it("one device's keys in a copy, and never in the image that is shared", async () => {
      const before = sha256(IMAGE, IMAGE_BYTES);
      const { code, err } = await provisioned({});
      expect([code, err]).toEqual([0, ""]);
      expect(inBoot(at("post-2.img"), "device.yaml")).toContain("device: post-2");
      expect(inBoot(at("post-2.img"), "tls/device.key")).toContain("PRIVATE KEY");
      expect(statSync(at("post-2.img")).mode & 0o777).toBe(0o600);
      expect(sha256(IMAGE, IMAGE_BYTES)).toBe(before);
      const again = await run({ image: at("post-2.img"), provisioned: at("post-1") });
      expect([again.code, again.err]).toEqual([1, expect.stringContaining("the keys of a device are in it already")]);
    }, 180_000);

    it("refuses a home that no first boot brings files to", async () => {
      const { code, err } = await provisioned({ home: "/srv/x", out: at("post-4.img") });
      expect([code, err]).toEqual([2, expect.stringMatching(/^error: --home: .*\/etc\/gaturum alone/)]);
    });

    it.each([
      ["a file that is there", IMAGE, /card\.img: is there already\. Name another with --out/],
      ["a folder that is not there", at("no/post-3.img"), /no: there is no such file or folder/],
      ["a file for a folder", join(IMAGE, "post-3.img"), /card\.img: this is a file/],
    ])("refuses %s before the first question, and before an authority is made", async (_, out, told) => {
      const { code, err } = await provisioned({ out, ca: at("ca-2"), newCa: true });
      expect([code, err, existsSync(at("ca-2"))]).toEqual([1, expect.stringMatching(told), false]);
      expect((await provisioned({ out, answers: {} as typeof WORDS.answers })).err).toMatch(told);
    });
  });
});
