import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { commandSchema } from "../../device/contract/downlink.ts";
import { audienceOf, commandType, isSignedBy, privateKeyFrom, publicKeyFrom } from "../../device/contract/signed.ts";
import { publicTextOf, signed } from "../../device/contract/signed.ts";
import { buildTopic, commandFilter, groupFilter, parseTopic } from "../../device/contract/topics.ts";
import { validate } from "../../device/contract/validate.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const dim = {
  v: 1,
  aud: audienceOf("stockholm", "lamp-1"),
  typ: commandType("dim"),
  kid: "ops-1",
  id: "c-1",
  name: "dim",
  args: { levelPct: 40, forS: 600 },
  issuedAt: 1_795_557_000_000,
  expires: 1_795_557_600_000,
  counter: 7,
};

describe("a signature over canonical JSON", () => {
  it("holds whatever the order of the keys, and for no other message and no other key", () => {
    const command = signed(dim, privateKey);
    const turned = Object.fromEntries(Object.entries(command).reverse()) as typeof command;
    expect(isSignedBy(turned, publicKey)).toBe(true);
    expect(isSignedBy({ ...command, args: { ...dim.args, levelPct: 41 } }, publicKey)).toBe(false);
    expect(isSignedBy({ ...command, aud: "stockholm/lamp-2" }, publicKey)).toBe(false);
    expect(isSignedBy({ ...command, sig: command.sig.replace(/^./, (c) => (c === "A" ? "B" : "A")) }, publicKey)).toBe(
      false,
    );
    expect(isSignedBy(command, generateKeyPairSync("ed25519").publicKey)).toBe(false);
    expect(isSignedBy({ ...command, sig: "" }, publicKey)).toBe(false);
  });

  it("is what the command's schema asks for", () => {
    const command = signed(dim, privateKey);
    expect(commandSchema.safeParse(command).success).toBe(true);
    const topic = buildTopic({ at: "command", tenant: "stockholm", device: "lamp-1", command: "dim" });
    expect(validate(topic, JSON.stringify(command)).ok).toBe(true);
    expect(validate(topic, JSON.stringify(dim)).ok).toBe(false);
  });

  it("takes keys as openssl and a trust file write them, and nothing else", () => {
    const again = publicKeyFrom(publicTextOf(publicKey));
    expect(again !== null && isSignedBy(signed(dim, privateKey), again)).toBe(true);
    expect(publicKeyFrom("no key")).toBe(null);
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
    expect(privateKeyFrom(pem)?.asymmetricKeyType).toBe("ed25519");
    expect(privateKeyFrom("-----BEGIN PRIVATE KEY-----")).toBe(null);
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    expect(privateKeyFrom(rsa.export({ type: "pkcs8", format: "pem" }) as string)).toBe(null);
  });
});

describe("topics that come down", () => {
  it("are read as they are built, and a device asks for its own alone", () => {
    const topics = [
      { at: "desired", tenant: "a", device: "b" },
      { at: "ack", tenant: "a", device: "b" },
      { at: "twin", tenant: "a", device: "b" },
      { at: "command", tenant: "a", device: "b", command: "dim-clear" },
      { at: "group-command", tenant: "a", group: "all-posts", command: "dim" },
    ] as const;
    for (const topic of topics) expect(parseTopic(buildTopic(topic))).toEqual(topic);
    expect(commandFilter("a", "b")).toBe("gaturum/1/a/b/dn/c/+");
    expect(groupFilter("a", "all-posts")).toBe("gaturum/1/a/_grp/all-posts/c/+");
    for (const odd of [
      "gaturum/1/a/_grp/x/c",
      "gaturum/1/a/_grp/x/c/y/z",
      "gaturum/1/a/b/dn/c/",
      "gaturum/1/a/b/dn/c/A",
    ])
      expect(parseTopic(odd)).toBe(null);
  });
});
