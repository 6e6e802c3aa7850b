import { createPublicKey, X509Certificate } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import type { ProvisionWords } from "../../../device/field/provision/provision.ts";
import { mosquittoAccess } from "../../../device/contract/access/mosquitto.ts";
import { until } from "../../link/link-process.ts";
import { needs } from "../../setup/programs.ts";
import { ROOT } from "../../setup/vitest-run.ts";
import { Desk, POST } from "./desk.ts";

const desk = new Desk();
const at = (name: string): string => desk.at(name);
afterAll(() => desk.end());
const OF_NO_KIND = Object.fromEntries(Object.entries(POST).filter(([field]) => field !== "kind"));
const mode = (path: string): number => statSync(path).mode & 0o777;
/** What is there and begins so, hidden names too. */
const leftOver = (): readonly string[] => readdirSync(desk.top).filter((name) => name.includes("unfinished"));

needs("openssl")("gaturum provision", () => {
  beforeAll(async () => {
    const { code, err } = await desk.made("post-1", {}, { newCa: true });
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
    const { code, out } = await desk.made("csr", { device: "post-5" }, { ca: null });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      made: [{ device: "post-5", certificate: null, request: "tls/device.csr" }],
    });
    expect(readFileSync(join(at("csr"), "tls/device.csr"), "utf8")).toContain("BEGIN CERTIFICATE REQUEST");
    expect(existsSync(join(at("csr"), "tls/device.pem"))).toBe(false);
  });

  it("a name that has a certificate is not given out again, nor a folder written over", async () => {
    const again = await desk.made("again");
    expect([again.code, again.err]).toEqual([
      1,
      expect.stringMatching(/^--device: stockholm_post-1 has a certificate already .*--replace 4711-1/),
    ]);
    const over = await desk.made("post-1", { device: "post-6" });
    expect([over.code, over.err]).toEqual([
      1,
      expect.stringContaining("something is in this folder already. Name another with --out"),
    ]);
    const authority = await desk.made("x", { device: "post-6" }, { newCa: true });
    expect([authority.code, authority.err]).toEqual([1, expect.stringContaining("an authority is there already")]);
    expect(readFileSync(at("ca/issued.jsonl"), "utf8").trim().split("\n")).toHaveLength(1);
  });

  describe("a street", () => {
    const csv = (name: string, text: string): string => {
      writeFileSync(at(name), text);
      return at(name);
    };
    const { tenant, kind, broker } = POST;
    const street = (file: string, out: string, words: Partial<ProvisionWords> = {}) =>
      desk.run({ answers: { tenant, kind, broker }, street: file, out: at(out), ca: at("ca"), ...words });

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

    it("fetches its updates where it is said, and knows whose", async () => {
      const updates = "https://updates.example/gaturum";
      const root = JSON.stringify({ signed: { _type: "root" } });
      const updateRoot = csv("1.root.json", root);
      const rows = csv("updated.csv", "device,plate,place\nu-1,u1,59.1 N 18 E\nu-2,u2,59.2 N 18 E\n");
      const { code } = await street(rows, "updated", { updateRoot, updates });
      expect(code).toBe(0);
      for (const device of ["u-1", "u-2"]) {
        const loaded = await loadConfig(at(`updated/${device}/device.yaml`));
        expect(loaded.ok && loaded.config.city.updates).toBe(updates);
        expect(readFileSync(at(`updated/${device}/update-root.json`), "utf8")).toBe(root);
      }
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

    it("an authority that was made before is told of: it stands", async () => {
      const rows = Array.from({ length: 40 }, (_, n) => `new-${n},n${n},59.${n + 100} N 18 E`).join("\n");
      const running = street(csv("new.csv", `device,plate,place\n${rows}\n`), "new", { ca: at("ca-2"), newCa: true });
      await until("the first is made", () => existsSync(at(".new.unfinished")));
      process.emit("SIGINT");
      const { code, err } = await running;
      const told = `The authority ${at("ca-2")} was made, and nothing else. Go on with --ca ${at("ca-2")}, without --new-ca.`;
      expect([code, err]).toEqual([1, `Interrupted. ${told}\n`]);
      expect(existsSync(at("ca-2/ca.key"))).toBe(true);
    });

    it("what a power cut has left is no obstacle", async () => {
      mkdirSync(at(".left.unfinished/half"), { recursive: true });
      const { code } = await desk.made("left", { device: "post-7" });
      expect(code).toBe(0);
      expect(leftOver()).toEqual([]);
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
      "a root of updates that is none",
      { answers: POST, updateRoot: join(ROOT, "package.json") },
      1,
      /package\.json: is no root of updates/,
    ],
    ...["http://updates.example/gaturum", "http://127.0.0.1:8080/x", "ftp://a/b", "https://[::x]/y"].map(
      (updates): [string, Partial<ProvisionWords>, number, RegExp] => [
        `updates from ${updates}, before a question`,
        { answers: {}, updates },
        2,
        /^error: --updates: "[^"]+" is no folder at a web server with TLS\. Write https:/,
      ],
    ),
    [
      "updates, and not whose, before a question",
      { answers: {}, updates: "https://updates.example/gaturum" },
      2,
      /^error: --updates: whose updates are taken is not said\. Add --update-root/,
    ],
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
    const outcome = await desk.run({ out: at("none"), ...words });
    expect([outcome.code, outcome.err]).toEqual([code, expect.stringMatching(told)]);
    expect(existsSync(at("none"))).toBe(false);
    expect(outcome.out).toBe("");
  });

  it("who may not read the authority's key is told so, with 3", async () => {
    cpSync(at("ca"), at("locked"), { recursive: true });
    chmodSync(at("locked/ca.key"), 0);
    const uid = process.getuid?.();
    chmodSync(desk.top, 0o755);
    chmodSync(at("locked"), 0o755);
    if (uid === 0) process.seteuid?.(65_534);
    try {
      const { code, err } = await desk.run({ answers: { ...POST, device: "post-9" }, ca: at("locked") });
      expect([code, err]).toEqual([
        3,
        expect.stringMatching(/ca\.key: you may not\. Do it as its owner, or with sudo/),
      ]);
    } finally {
      if (uid === 0) process.seteuid?.(0);
    }
  });
});
