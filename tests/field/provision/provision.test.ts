import { createPublicKey, X509Certificate } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { provision, type ProvisionWords } from "../../../device/field/provision/provision.ts";
import { mosquittoAccess } from "../../../device/contract/access/mosquitto.ts";
import { encodeSlot } from "../../../device/keep/slot.ts";
import { needs } from "../../setup/programs.ts";
import { ROOT } from "../../setup/vitest-run.ts";
import { saidBy, type Outcome } from "../said.ts";

const top = mkdtempSync(join(tmpdir(), "gaturum-provision-"));
const at = (name: string): string => join(top, name);
afterAll(() => rmSync(top, { recursive: true }));

const POST = {
  ...{ tenant: "stockholm", device: "post-1", kind: "lamp-post", place: "59.32938 N 18.06871 E", plate: "4711-1" },
  ...{ cabinet: "SK-204", phase: "L2", group: "north, sweep", broker: "mqtts://broker.example:8883" },
};
const { tenant, device, place, plate, broker } = POST;
const OF_NO_KIND = { tenant, device, place, plate, broker };
const NOTHING: ProvisionWords = {
  ...{ answers: {}, template: null, ca: null, newCa: false, brokerCa: null, trust: null, zoneKey: null, out: null },
  ...{ image: null, street: null, replace: null, home: "/etc/gaturum", json: true },
};
const run = (words: Partial<ProvisionWords>): Promise<Outcome> => saidBy(() => provision({ ...NOTHING, ...words }));
const made = (name: string, more: Partial<typeof POST> = {}, words: Partial<ProvisionWords> = {}): Promise<Outcome> =>
  run({ answers: { ...POST, ...more }, out: at(name), ca: at("ca"), ...words });
const mode = (path: string): number => statSync(path).mode & 0o777;
/** What is there and begins so, hidden names too. */
const leftOver = (): readonly string[] => readdirSync(top).filter((name) => name.includes("unfinished"));

needs("openssl")("gaturum provision", () => {
  beforeAll(async () => {
    const { code, err } = await made("post-1", {}, { newCa: true });
    expect([code, err]).toEqual([0, ""]);
  });

  it("writes a config that is taken, with what the city knows of the post", async () => {
    const loaded = await loadConfig(join(at("post-1"), "device.yaml"));
    if (!loaded.ok) throw new Error("not taken");
    expect(loaded.config).toMatchObject({
      ...{ device: "post-1", tenant: "stockholm", kind: "lamp-post" },
      asset: {
        plate: "4711-1",
        cabinet: "SK-204",
        phase: "L2",
        place: { latitudeDeg: 59.32938, longitudeDeg: 18.06871 },
      },
      city: { broker: POST.broker, groups: "north, sweep", startDelayMs: 120_000 },
    });
    const tls = {
      ca: "/etc/gaturum/tls/ca.pem",
      certificate: "/etc/gaturum/tls/device.pem",
      key: "/etc/gaturum/tls/device.key",
    };
    expect(loaded.config.city.tls).toEqual(tls);
  });

  it("makes a key on the spot, has it signed for this client alone, and writes that down", () => {
    const [pem, key] = ["device.pem", "device.key"].map((name) =>
      readFileSync(join(at("post-1"), "tls", name), "utf8"),
    );
    const [certificate, ca] = [new X509Certificate(pem ?? ""), new X509Certificate(readFileSync(at("ca/ca.pem")))];
    expect(certificate.subject).toBe("CN=stockholm_post-1");
    expect(certificate.verify(ca.publicKey)).toBe(true);
    expect(certificate.publicKey.equals(createPublicKey(key ?? ""))).toBe(true);
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect([certificate.ca, ca.ca]).toEqual([false, true]);
    const [line = ""] = readFileSync(at("ca/issued.jsonl"), "utf8").split("\n");
    expect(JSON.parse(line)).toMatchObject({
      commonName: "stockholm_post-1",
      plate: "4711-1",
      serial: certificate.serialNumber,
    });
  });

  it("keys are their owner's alone, and each file has its place at the first boot", () => {
    expect(mode(join(at("post-1"), "tls/device.key"))).toBe(0o600);
    expect(mode(at("ca/ca.key"))).toBe(0o600);
    expect(mode(at("post-1"))).toBe(0o700);
    const boot = JSON.parse(readFileSync(join(at("post-1"), "first-boot.json"), "utf8")) as {
      files: { from: string }[];
    };
    expect(boot).toMatchObject({ v: 1, device: "post-1", hostname: "post-1" });
    expect(boot.files).toContainEqual(
      expect.objectContaining({
        from: "tls/device.key",
        to: "/etc/gaturum/tls/device.key",
        mode: "0600",
        owner: "link",
      }),
    );
    const listed = boot.files.map(({ from }) => from).sort();
    expect(listed).toEqual(["device.yaml", "tls/ca.pem", "tls/device.key", "tls/device.pem"]);
  });

  it("without an authority it writes the request for the city's own", async () => {
    const { code, out } = await made("csr", { device: "post-5" }, { ca: null });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      made: [{ device: "post-5", certificate: null, request: "tls/device.csr" }],
    });
    expect(readFileSync(join(at("csr"), "tls/device.csr"), "utf8")).toContain("BEGIN CERTIFICATE REQUEST");
    expect(existsSync(join(at("csr"), "tls/device.pem"))).toBe(false);
  });

  it("a name that has a certificate is not given out again, nor a folder written over", async () => {
    const again = await made("again");
    expect([again.code, again.err]).toEqual([
      1,
      expect.stringMatching(/^--device: stockholm_post-1 has a certificate already .*--replace 4711-1/),
    ]);
    const over = await made("post-1", { device: "post-6" });
    expect([over.code, over.err]).toEqual([
      1,
      expect.stringContaining("something is in this folder already. Name another with --out"),
    ]);
    const authority = await made("x", { device: "post-6" }, { newCa: true });
    expect([authority.code, authority.err]).toEqual([1, expect.stringContaining("an authority is there already")]);
    expect(readFileSync(at("ca/issued.jsonl"), "utf8").trim().split("\n")).toHaveLength(1);
  });

  describe("a street", () => {
    const csv = (name: string, text: string): string => {
      writeFileSync(at(name), text);
      return at(name);
    };
    const street = (file: string, out: string) =>
      run({ answers: { tenant, kind: POST.kind, broker }, street: file, out: at(out), ca: at("ca") });

    it("is made as a whole, with the broker's list", async () => {
      const rows = "device,plate,place\nrow-1,1,59.1 N 18 E\nrow-2,2,59.2 N 18 E\nrow-3,3,59.3 N 18 E\n";
      const { code, err } = await street(csv("row.csv", rows), "row");
      expect([code, err]).toEqual([0, ""]);
      expect(readdirSync(at("row")).sort()).toEqual(["clients.txt", "row-1", "row-2", "row-3"]);
      const access = mosquittoAccess(readFileSync(at("row/clients.txt"), "utf8"), "clients.txt");
      expect(access.ok && access.value).toContain("user stockholm_row-2");
      const keys = [1, 2, 3].map((n) => readFileSync(at(`row/row-${n}/tls/device.key`), "utf8"));
      expect(new Set(keys).size).toBe(3);
    });

    it("with one wrong line is not begun: nothing is written, not even a key", async () => {
      const issued = readFileSync(at("ca/issued.jsonl"), "utf8");
      const rows = "device,plate,place\nbad-1,1,59.1 N 18 E\nbad-2,1,59.2 N 18 E\nrow-1,3,59.1 N 19 E\n";
      const twice = await street(csv("bad.csv", rows), "bad");
      expect([twice.code, twice.err]).toEqual([
        1,
        `${at("bad.csv")}:3 plate "1" stands in line 2 already. Each post has its own.\n`,
      ]);
      const known = await street(csv("bad.csv", rows.replace("bad-2,1", "bad-2,2")), "bad");
      expect(known.err).toMatch(/bad\.csv:4 stockholm_row-1 has a certificate already/);
      expect(existsSync(at("bad"))).toBe(false);
      expect(readFileSync(at("ca/issued.jsonl"), "utf8")).toBe(issued);
    });

    it("that somebody stops leaves nothing behind", async () => {
      const rows = Array.from({ length: 40 }, (_, n) => `cut-${n},c${n},59.${n + 100} N 18 E`).join("\n");
      const issued = readFileSync(at("ca/issued.jsonl"), "utf8");
      const running = street(csv("cut.csv", `device,plate,place\n${rows}\n`), "cut");
      while (leftOver().length === 0 || readdirSync(at(".cut.unfinished")).length < 3)
        await new Promise((go) => setTimeout(go, 2));
      process.emit("SIGINT");
      const { code, err } = await running;
      expect([code, err]).toEqual([1, "Interrupted. Nothing was written.\n"]);
      expect(existsSync(at("cut"))).toBe(false);
      expect(leftOver()).toEqual([]);
      expect(readFileSync(at("ca/issued.jsonl"), "utf8")).toBe(issued);
    });

    it("what a power cut has left is no obstacle", async () => {
      mkdirSync(at(".left.unfinished/half"), { recursive: true });
      const { code } = await made("left", { device: "post-7" });
      expect(code).toBe(0);
      expect(leftOver()).toEqual([]);
    });
  });

  describe("--replace", () => {
    const memory = encodeSlot({ sequence: 7, memory: { revision: 7, value: { hours: 4_711 } } });
    const replace = (plate: string, state: string | null, out = "new") =>
      run({ replace: { plate, records: at("records"), state }, out: at(out), ca: at("ca") });
    beforeAll(() => {
      mkdirSync(at("records"));
      cpSync(at("post-1"), at("records/post-1"), { recursive: true });
      const state = at("card/var/lib/gaturum/post-1");
      for (const folder of ["keep", "compiled", "link"]) mkdirSync(join(state, folder), { recursive: true });
      for (const name of ["keep/slot-a", "keep/slot-b"]) writeFileSync(join(state, name), memory);
      for (const name of ["compiled/x", "control-run.json", "link/outbox.db"]) writeFileSync(join(state, name), name);
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
      expect(readFileSync(at("new/tls/device.key"), "utf8")).not.toBe(
        readFileSync(at("post-1/tls/device.key"), "utf8"),
      );
      expect(readFileSync(at("new/state/keep/slot-a")).equals(memory)).toBe(true);
      expect(JSON.parse(readFileSync(at("new/first-boot.json"), "utf8"))).toMatchObject({
        state: { from: "state", to: "/var/lib/gaturum/post-1" },
      });
    });

    it("leaves behind what is of the old computer, and follows no link of a card from the street", () => {
      const names = readdirSync(at("new/state"), { recursive: true }).map(String).sort();
      expect(names).toEqual(["keep", "keep/slot-a", "keep/slot-b", "link", "link/outbox.db"]);
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

  it.each<[string, Partial<ProvisionWords>, number, RegExp]>([
    [
      "no terminal, and not all is said",
      { answers: { tenant: "stockholm" } },
      2,
      /^error: provision needs --device, --kind, --place, --plate, --broker\. On a terminal it asks/,
    ],
    [
      "a wrong id",
      { answers: { ...POST, device: "Post 1" } },
      2,
      /^error: --device: "Post 1" cannot be used here\. Write small letters/,
    ],
    [
      "a broker without encryption",
      { answers: { ...POST, broker: "mqtt://a:1883" } },
      2,
      /^error: --broker: .*is not encrypted\. Write mqtts:/,
    ],
    [
      "an unknown kind",
      { answers: { ...POST, kind: "traffic-light" } },
      2,
      /^error: --kind: .*Write lamp-post, litter-bin, bus-shelter/,
    ],
    [
      "a zone for an example that has none",
      { answers: { ...POST, zone: "horn" } },
      2,
      /^error: --zone: the config has no section neighbours/,
    ],
    ["no authority", { answers: POST, ca: "no-ca" }, 1, /^no-ca: no such folder\. Say --new-ca/],
    ["a folder that is none", { answers: POST, ca: ROOT }, 1, /ca\.pem: is not there\. An authority is a folder with/],
    ["no street", { street: "no.csv" }, 1, /^no\.csv: there is no such file/],
    ["no place for it", { answers: POST, out: "no/where" }, 1, /no: there is no such file or folder/],
    [
      "a trust file that is none",
      { answers: POST, trust: join(ROOT, "package.json") },
      1,
      /package\.json: this is no trust file/,
    ],
    [
      "a certificate that is none",
      { answers: POST, brokerCa: join(ROOT, "package.json") },
      1,
      /package\.json: this is no certificate in PEM/,
    ],
    [
      "a config of one's own with a mistake",
      { answers: OF_NO_KIND, template: join(ROOT, "package.json") },
      1,
      /package\.json:\d+:\d+/,
    ],
  ])("%s: one line that says what, and how to go on", async (_, words, code, told) => {
    const outcome = await run({ out: at("none"), ...words });
    expect([outcome.code, outcome.err]).toEqual([code, expect.stringMatching(told)]);
    expect(existsSync(at("none"))).toBe(false);
    expect(outcome.out).toBe("");
  });

  it("who may not read the authority's key is told so, with 3", async () => {
    cpSync(at("ca"), at("locked"), { recursive: true });
    chmodSync(at("locked/ca.key"), 0);
    const uid = process.getuid?.();
    chmodSync(top, 0o755);
    chmodSync(at("locked"), 0o755);
    if (uid === 0) process.seteuid?.(65_534);
    try {
      const { code, err } = await run({ answers: { ...POST, device: "post-9" }, ca: at("locked") });
      expect([code, err]).toEqual([
        3,
        expect.stringMatching(/ca\.key: you may not\. Do it as its owner, or with sudo/),
      ]);
    } finally {
      if (uid === 0) process.seteuid?.(0);
    }
  });
});
