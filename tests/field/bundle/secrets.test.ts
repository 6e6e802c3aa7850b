import { describe, expect, it } from "vitest";
import { filesFor } from "../../../device/field/bundle/contents.ts";
import { hidden, secretsInAddress, secretsInFile, showsOne } from "../../../device/field/bundle/secrets.ts";

const SECRET = "h/mlig+nyckel?7";

describe("a known secret is taken out in every writing", () => {
  const bytes = Buffer.from(SECRET);
  it.each([
    ["as it is", SECRET],
    ["hex", bytes.toString("hex")],
    ["hex in capitals", bytes.toString("hex").toUpperCase()],
    ["base64", bytes.toString("base64")],
    ["base64 inside something longer", Buffer.from(`a${SECRET}b`).toString("base64")],
    ["base64 inside, at the third place", Buffer.from(`ab${SECRET}`).toString("base64")],
    ["base64url", bytes.toString("base64url")],
    ["an address", encodeURIComponent(SECRET)],
    ["JSON", JSON.stringify(SECRET)],
  ])("%s", (_, written) => {
    const text = `before ${written} after`;
    expect(showsOne(text, [SECRET])).toBe(true);
    const safe = hidden(text, [SECRET]);
    expect(showsOne(safe, [SECRET])).toBe(false);
    expect(safe).toMatch(/^before .*\[hidden\].* after$/);
  });

  it("a key that is kept in hex, turned up in base64", () => {
    const key = "0123456789abcdef".repeat(4);
    const text = Buffer.from(key, "hex").toString("base64");
    expect(hidden(text, [key])).not.toContain(text.slice(0, 20));
  });
});

describe("what has the shape of one goes too, though nobody knows it", () => {
  it.each([
    ["broker: mqtts://post:hunter2@broker.example:8883", "broker: mqtts://[hidden]@broker.example:8883"],
    ['{"password":"x y","port":1}', '{"password":"[hidden]","port":1}'],
    ["API_KEY=abc123 next", 'API_KEY="[hidden]" next'],
    ["-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----", "[hidden]"],
    ["-----BEGIN PRIVATE KEY-----\nand then the log was cut", "[hidden]"],
  ])("%s", (text, safe) => {
    expect(hidden(text, [])).toBe(safe);
  });
  it("and nothing else", () => {
    const text = '{"keyFile":"/etc/gaturum/zone.key","text":"a key stands at SERVICE","levelPct":100}';
    expect(hidden(text, [])).toBe(text);
  });
});

it("finds them: the private half of a PEM, a line of a key file, the password of an address", () => {
  const pem = "-----BEGIN CERTIFICATE-----\npublic00\n-----END CERTIFICATE-----\n";
  const key = "-----BEGIN PRIVATE KEY-----\nMIGHAgEA\nAAAAsecr\n-----END PRIVATE KEY-----\n";
  expect(secretsInFile(pem)).toEqual([]);
  expect(secretsInFile(pem + key)).toEqual(["MIGHAgEA", "AAAAsecr"]);
  expect(secretsInFile("abcdef0123\n")).toEqual(["abcdef0123"]);
  expect(secretsInAddress("mqtts://post:hemligt%3F@b.example")).toEqual(["hemligt%3F", "hemligt?"]);
  expect(secretsInAddress("mqtts://b.example:8883")).toEqual([]);
});

it("the last look stops a bundle in which one is left", () => {
  const facts = { device: "post-1", version: "0", madeTs: 0, withRecord: true };
  const tail = "-".repeat(SECRET.length);
  const parts = [{ name: "log.txt", about: "", text: `${SECRET}${tail}` }];
  // What stands for one secret makes up another.
  expect(() => filesFor(parts, facts, [SECRET, `[hidden]${tail}`])).toThrow(/log\.txt would have held a secret/);
});

it("what is too long is cut at the end of a line, and the manifest says so", () => {
  const facts = { device: "post-1", version: "0", madeTs: 0, withRecord: true };
  const text = `${"x".repeat(999)}\n`.repeat(33_000);
  const files = filesFor([{ name: "log.txt", about: "the log", text }], facts, []);
  const log = files.find(({ name }) => name === "log.txt");
  expect([log?.content.length, log?.content.at(-1)]).toEqual([32_000_000, 10]);
  expect(files.find(({ name }) => name === "bundle.json")?.content.toString()).toContain('"cut": true');
});
