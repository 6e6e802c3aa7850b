import { X509Certificate } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { encodeSlot } from "../../../device/keep/slot.ts";
import { needs } from "../../setup/programs.ts";
import { Desk } from "./desk.ts";

const desk = new Desk();
const at = (name: string): string => desk.at(name);
afterAll(() => desk.end());

needs("openssl")("gaturum provision --replace", () => {
  const memory = encodeSlot({ sequence: 7, memory: { revision: 7, value: { hours: 4_711 } } });
  const replace = (plate: string, state: string | null, out = "new") =>
    desk.run({ replace: { plate, records: at("records"), state }, out: at(out), ca: at("ca") });
  beforeAll(async () => {
    await desk.made("post-1", {}, { newCa: true });
    mkdirSync(at("records"));
    cpSync(at("post-1"), at("records/post-1"), { recursive: true });
    const state = at("card/var/lib/gaturum/post-1");
    for (const folder of ["keep", "compiled", "link/download.new", "link/download.old", "link/download"])
      mkdirSync(join(state, folder), { recursive: true });
    for (const name of ["keep/slot-a", "keep/slot-b"]) writeFileSync(join(state, name), memory);
    const files = ["compiled/x", "control-run.json", "link/outbox.db", "link/looked.json", "link/looked.json.new"];
    const fetched = ["download", "download.old", "download.new"].map((folder) => `link/${folder}/gaturum.tar.gz`);
    for (const name of [...files, ...fetched]) writeFileSync(join(state, name), name);
    symlinkSync(at("ca/ca.key"), join(state, "link/stolen"));
  });

  it("has the identity, calibration and counters of the old one, and a key of its own; what is to be revoked is named", async () => {
    const { code, out } = await replace("4711-1", at("card/var/lib/gaturum"));
    expect(code).toBe(0);
    const old = new X509Certificate(readFileSync(at("post-1/tls/device.pem")));
    const told = JSON.parse(out) as { revoke: readonly unknown[] };
    expect(told.revoke).toEqual([
      expect.objectContaining({ commonName: "stockholm_post-1", serial: old.serialNumber }),
    ]);
    expect(readFileSync(at("new/device.yaml"), "utf8")).toBe(readFileSync(at("post-1/device.yaml"), "utf8"));
    expect(readFileSync(at("new/tls/ca.pem"), "utf8")).toBe(readFileSync(at("post-1/tls/ca.pem"), "utf8"));
    expect(readFileSync(at("new/tls/device.key"), "utf8")).not.toBe(readFileSync(at("post-1/tls/device.key"), "utf8"));
    expect(readFileSync(at("new/state/control/keep/slot-a")).equals(memory)).toBe(true);
    expect(JSON.parse(readFileSync(at("new/first-boot.json"), "utf8"))).toMatchObject({
      state: { from: "state", to: "/var/lib/gaturum" },
    });
  });

  it("leaves behind what is of the old computer, and follows no link of a card from the street", () => {
    const names = readdirSync(at("new/state"), { recursive: true }).map(String).sort();
    expect(names).toEqual([
      ...["control", "control/keep", "control/keep/slot-a", "control/keep/slot-b"],
      ...["link", "link/outbox.db"],
    ]);
  });

  it("a card that ran as units gives the same", async () => {
    const [old, card] = [at("card/var/lib/gaturum/post-1"), at("units/var/lib/gaturum")];
    cpSync(old, join(card, "control"), { recursive: true, filter: (path) => path !== join(old, "link") });
    cpSync(join(old, "link"), join(card, "link"), { recursive: true });
    symlinkSync("control", join(card, "post-1"));
    expect((await replace("4711-1", card, "of-units")).code).toBe(0);
    expect(readdirSync(at("of-units/state"), { recursive: true }).sort()).toEqual(
      readdirSync(at("new/state"), { recursive: true }).sort(),
    );
  });

  it("a folder whose config is not taken any more stands in the way of no other plate", async () => {
    mkdirSync(at("mixed/broken"), { recursive: true });
    cpSync(at("post-1"), at("mixed/post-1"), { recursive: true });
    writeFileSync(at("mixed/broken/device.yaml"), "device: post-9\nasset: { plate: 4711-9 }\n");
    const mixed = (plate: string) =>
      desk.run({ replace: { plate, records: at("mixed"), state: null }, out: at("of-mixed"), ca: at("ca") });
    const broken = await mixed("4711-9");
    expect([broken.code, broken.err]).toEqual([
      1,
      expect.stringMatching(
        /mixed: no device there that can be read has plate 4711-9\. .*broken\/device\.yaml: .*any more/,
      ),
    ]);
    expect((await mixed("4711-1")).code).toBe(0);
  });

  it("may be told where updates come from, with the root of the old card or a new one", async () => {
    const updates = "https://updates.example/gaturum";
    const updateRoot = at("1.root.json");
    writeFileSync(updateRoot, JSON.stringify({ signed: { _type: "root" } }));
    const updated = (records: string, out: string, more: object) =>
      desk.run({
        replace: { plate: "4711-1", records: at(records), state: null },
        out: at(out),
        ca: at("ca"),
        ...more,
      });
    const none = await updated("records", "updated", { updates });
    expect([none.code, none.err]).toEqual([
      2,
      expect.stringMatching(/^error: --updates: whose updates .* --update-root/),
    ]);
    expect((await updated("records", "updated", { updates, updateRoot })).code).toBe(0);
    expect(readFileSync(at("updated/device.yaml"), "utf8")).toContain(`updates: ${updates}`);
    expect((await updated("updated", "again", { updates: `${updates}/new` })).code).toBe(0);
    expect(readFileSync(at("again/device.yaml"), "utf8")).toContain(`updates: ${updates}/new`);
    expect(existsSync(at("again/update-root.json"))).toBe(true);
  });

  it.each([
    [
      "a plate that nobody has",
      "9999",
      null,
      /records: no device there has plate 9999; it has 4711-1\. Check the plate/,
    ],
    ["a card that is not there", "4711-1", "no-card", /no-card: there is no such file or folder/],
    ["a card without a device's state", "4711-1", "ca", /ca: no device has kept anything there/],
  ])("%s: refused, and nothing is written", async (_, plate, state, told) => {
    const { code, err } = await replace(plate, state === null ? null : at(state), "none");
    expect([code, err]).toEqual([1, expect.stringMatching(told)]);
    expect(existsSync(at("none"))).toBe(false);
  });

  it("a state that is damaged is told, and what to do", async () => {
    cpSync(at("card"), at("torn"), { recursive: true });
    for (const name of ["slot-a", "slot-b"]) writeFileSync(at(`torn/var/lib/gaturum/post-1/keep/${name}`), "torn");
    const { code, err } = await replace("4711-1", at("torn/var/lib/gaturum"), "none");
    expect([code, err]).toEqual([
      1,
      expect.stringContaining("are damaged. Leave out --state: the new one begins anew."),
    ]);
  });
});
