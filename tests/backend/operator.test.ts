import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { judgeBurns, type Burn } from "../../device/backend/operator/burn.ts";
import { answersIn } from "../../device/backend/operator/send.ts";
import { readKey, signedCommand, signedSettings } from "../../device/backend/operator/signing.ts";
import { VERBS, wishOf } from "../../device/backend/operator/wish.ts";
import { deviceList } from "../../device/backend/receiver/subscriptions.ts";
import { isSignedBy } from "../../device/contract/signed.ts";
import { validate } from "../../device/contract/validate.ts";
import { START_MS } from "./said.ts";

const folder = mkdtempSync(join(tmpdir(), "gaturum-operator-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const pair = generateKeyPairSync("ed25519");
const keyFile = join(folder, "city.pem");
writeFileSync(keyFile, pair.privateKey.export({ type: "pkcs8", format: "pem" }));

describe("what a person says to send", () => {
  const said = (verb: string, value?: string, forMs?: number, yes = false) => wishOf({ verb, value, forMs, yes });

  it("is a command of the contract", () => {
    expect(said("dim", "40", 7_200_000)).toEqual({ name: "dim", args: { levelPct: 40, forS: 7_200 } });
    expect(said("dim", "62.5 %")).toEqual({ name: "dim", args: { levelPct: 62.5 } });
    expect(said("dim", "clear")).toEqual({ name: "dim-clear", args: {} });
    expect(said("inhibit", undefined, 0)).toEqual({ name: "inhibit", args: { forS: 0 } });
    expect(said("inhibit", undefined, 400)).toEqual({ name: "inhibit", args: { forS: 1 } });
    expect(said("reload", undefined, undefined, true)).toEqual({ name: "reload", args: { commandConfirmation: true } });
    for (const verb of VERBS.filter((each) => !["dim", "inhibit", "reload"].includes(each)))
      expect(said(verb)).toEqual({ name: verb, args: {} });
  });

  it("or it says what is wrong, and nothing is sent", () => {
    for (const wrong of [
      said("dim"),
      said("dim", "101"),
      said("dim", "4x"),
      said("dim", "40", 0),
      said("dim", "clear", 7_200_000),
      said("inhibit"),
      said("reload"),
      said("compact", "now"),
      said("compact", undefined, 1_000),
      said("dim", "40", 90_000_000),
      said("reset-latch"),
      said("jog"),
    ])
      expect(wrong).toEqual(expect.any(String));
  });
});

describe("what is signed", () => {
  const signer = readKey(keyFile, "desk-1");
  const parts = { id: "id-1", wish: { name: "dim", args: { levelPct: 40 } }, counter: 9, nowMs: START_MS };

  it("R8: is of the contract, for one device or group and one command, and for nothing else", () => {
    const to = { tenant: "stockholm", device: "lamp-1" };
    const challenge = "0123456789abcdef";
    const command = signedCommand({ ...parts, to, withinMs: 60_000, challenge, spreadMs: undefined }, signer);
    expect(validate("gaturum/1/stockholm/lamp-1/dn/c/dim", JSON.stringify(command)).ok).toBe(true);
    expect(command).toMatchObject({ aud: "stockholm/lamp-1", typ: "c/dim", challenge, expires: START_MS + 60_000 });
    expect(isSignedBy(command, pair.publicKey)).toBe(true);
    expect(isSignedBy({ ...command, aud: "stockholm/lamp-2" }, pair.publicKey)).toBe(false);
    const group = { tenant: "stockholm", group: "north" };
    const all = signedCommand({ ...parts, to: group, withinMs: 1, challenge: undefined, spreadMs: 2_000 }, signer);
    expect(validate("gaturum/1/stockholm/_grp/north/c/dim", JSON.stringify(all)).ok).toBe(true);
    expect(all).toMatchObject({ aud: "stockholm/_grp/north", spreadMs: 2_000 });
  });

  it("R8: lives through the spread of its group, and never longer than a device takes", () => {
    const all = { ...parts, to: { tenant: "stockholm", group: "north" }, challenge: undefined, spreadMs: 600_000 };
    const day = 86_400_000;
    expect(signedCommand({ ...all, withinMs: 60_000 }, signer).expires).toBe(START_MS + 660_000);
    expect(signedCommand({ ...all, withinMs: day }, signer).expires).toBe(START_MS + day);
  });

  it("R9: settings too", () => {
    const state = { lamp: { base: "30 %" } };
    const where = { tenant: "stockholm", device: "lamp-1", epoch: 1, version: 4, challenge: undefined };
    const desired = signedSettings({ ...where, state }, signer);
    expect(validate("gaturum/1/stockholm/lamp-1/dn/twin", JSON.stringify(desired)).ok).toBe(true);
    expect(desired.typ).toBe("twin");
    expect(isSignedBy(desired, pair.publicKey)).toBe(true);
  });

  it("needs a key of Ed25519, and says how to make one", () => {
    const other = join(folder, "rsa.pem");
    const rsa = generateKeyPairSync("rsa", { modulusLength: 1_024 });
    writeFileSync(other, rsa.privateKey.export({ type: "pkcs8", format: "pem" }));
    expect(() => readKey(other, "desk-1")).toThrow(/openssl genpkey -algorithm ed25519/);
    const locked = join(folder, "locked.pem");
    const lock = { cipher: "aes-256-cbc", passphrase: "night" };
    writeFileSync(locked, pair.privateKey.export({ type: "pkcs8", format: "pem", ...lock }));
    expect(() => readKey(locked, "desk-1")).toThrow(/locked\.pem: it has a passphrase/);
    expect(() => readKey(folder, "desk-1")).toThrow(`${folder}: it is a folder. Name another one.`);
    expect(() => readKey(join(folder, "none.pem"), "desk-1")).toThrow(/none\.pem: there is no such file\. Make one/);
    expect(() => readKey(keyFile, "desk 1")).toThrow(/--kid desk 1: write it as in the devices' trust files/);
  });
});

describe("what is taken for an answer", () => {
  const frame = { v: 1, boot: "0123456789abcdef", bootCount: 1, class: 0, seq: 1, ts: null, uptimeMs: 1 };
  const said = (path: string, stream: string, more: object) => {
    const values = { id: "id-1", code: 200, phase: "done", ...more };
    const record = { ...frame, timeQuality: "none", timeErrorMs: null, stream, values };
    const payload = path === "b" ? { v: 1, history: true, records: [record] } : record;
    const letter = { topic: `gaturum/1/stockholm/lamp-1/up/${path}`, payload: Buffer.from(JSON.stringify(payload)) };
    return answersIn({ ...letter, retain: false, taken: () => undefined }, "id-1", "dim");
  };

  it("is of the device on whose topic it came, whatever name it says", () => {
    for (const path of ["r/dim", "b"])
      expect(said(path, "dim", { device: "lamp-2" })).toEqual([expect.objectContaining({ device: "lamp-1" })]);
  });

  it("is an answer of that command: no record of another stream, and none that nobody could show", () => {
    expect(said("b", "moth-count", {})).toEqual([]);
    expect(said("b", "dim", { code: { toString: 1 } })).toEqual([]);
  });
});

describe("a patrol", () => {
  const burn = (device: string, powerW: readonly number[], more: Partial<Burn> = {}): Burn => ({
    ...{ device, powerW, answer: { code: 200, text: "ok" }, failures: [], birth: null },
    ...more,
  });
  const verdicts = (...burns: readonly Burn[]) =>
    Object.fromEntries(judgeBurns(burns).map(({ device, verdict }) => [device, verdict]));

  it("tells what is out, weak, silent, refused, failed and not measured, the worst first", () => {
    const street = [
      burn("a", [40, 41]),
      burn("b", [39]),
      burn("c", [42]),
      burn("dark", [0.6]),
      burn("half", [15]),
      burn("mute", [], { answer: null }),
      burn("no", [], { answer: { code: 409, text: "observing" } }),
      burn("ill", [41], { failures: ["driver"] }),
      burn("blind", []),
    ];
    expect(verdicts(...street)).toEqual({
      ...{ a: "lit", b: "lit", c: "lit", dark: "out", half: "weak" },
      ...{ mute: "silent", no: "refused", ill: "failure", blind: "unmeasured" },
    });
    expect(judgeBurns(street)[0]?.device).toBe("dark");
  });

  it("calls no lamp weak beside one other, and none lit without a figure", () => {
    expect(verdicts(burn("a", [40]), burn("b", [15]))).toEqual({ a: "lit", b: "lit" });
    expect(verdicts(burn("a", []))).toEqual({ a: "unmeasured" });
  });
});

it("a list of devices names its first wrong line", () => {
  expect(deviceList("# the street\nlamp-1\n\nlamp-2 # corner\r\n")).toEqual({
    devices: ["lamp-1", "lamp-2"],
    problem: null,
  });
  expect(deviceList("lamp-1\nLamp 2\n").problem).toContain("line 2");
  const key = "0123456789abcdef".repeat(4);
  expect(deviceList(key).problem).toBe('line 1: "0123456789abcdef0123…" is no name of a device');
});
