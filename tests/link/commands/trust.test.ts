import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { signed } from "../../../device/contract/signed.ts";
import { LEDGER_MAX } from "../../../device/link/commands/ledger.ts";
import { openTrust } from "../../../device/link/commands/trust-file.ts";
import { readTrustFile, renewedTrust } from "../../../device/link/commands/trust.ts";
import { CommandsRig, HOUR, NEW_OPS, OPS, OTHER_OPS, ROOT, STRANGER, TENANT, TRUST, trustStatement } from "./rig.ts";

describe("a statement of the root", () => {
  it("brings new keys in the place of all the old ones, and only larger versions of it", () => {
    const renewal = renewedTrust(TRUST, trustStatement(), TENANT);
    if (renewal.is !== "renewed") throw new Error(renewal.is);
    expect(renewal.trust).toEqual({ version: 2, anchors: [{ kid: "ops-3", key: NEW_OPS.text }], root: TRUST.root });
    expect(renewedTrust(renewal.trust, trustStatement(), TENANT)).toEqual({ is: "known" });
    expect(renewedTrust(renewal.trust, trustStatement({ version: 1 }), TENANT)).toEqual({ is: "known" });
    expect(renewedTrust(renewal.trust, trustStatement({ version: 3 }), TENANT).is).toBe("renewed");
  });

  it("names the brokers to which settings may lead; without them, and from anyone else, it names none", () => {
    const rig = new CommandsRig();
    const brokers = ["mqtts://new.example:8883"];
    const may = () => rig.commands.mayLeadTo("mqtts://new.example:8883");
    rig.commands.renewTrust(trustStatement({ brokers }, STRANGER.private));
    rig.commands.renewTrust(trustStatement({ brokers, kid: "ops-1" }, OPS.private));
    expect(may()).toBe(false);
    rig.commands.renewTrust(trustStatement({ brokers }));
    expect([may(), rig.commands.mayLeadTo("mqtts://new.example")]).toEqual([true, false]);
    rig.run(100);
    rig.restart();
    expect(may()).toBe(true);
    rig.commands.renewTrust(trustStatement({ version: 3 }));
    expect(may()).toBe(false);
  });

  it.each<[string, unknown, string]>([
    ["another city", trustStatement({ aud: "uppsala" }), "audience"],
    ["not the root, under its name", trustStatement({}, STRANGER.private), "signature"],
    ["an anchor: it cannot make itself last", trustStatement({ kid: "ops-1" }, OPS.private), "key"],
    ["changed on its way", { ...trustStatement(), version: 3 }, "signature"],
    ["no key at all", trustStatement({ anchors: [] }), "shape"],
    ["one name twice", trustStatement({ anchors: [TRUST.anchors[0], TRUST.anchors[0]] as never }), "shape"],
    [
      "a command of the root",
      signed({ aud: TENANT, typ: "c/dim", version: 2, anchors: TRUST.anchors, kid: "root-1" }, ROOT.private),
      "shape",
    ],
    ["nothing", null, "shape"],
    ["a length that zod cannot compare", { ...trustStatement(), anchors: { length: { toString: 1 } } }, "shape"],
  ])("is refused: %s", (_name, section, reason) => {
    expect(renewedTrust(TRUST, section, TENANT)).toMatchObject({ is: "refused", reason });
  });

  it("holds from then on, over a restart too, and is told in the audit", () => {
    const rig = new CommandsRig();
    expect(rig.commands.renewTrust(trustStatement()).is).toBe("renewed");
    rig.run(100);
    rig.restart();
    rig.send();
    rig.send({ kid: "ops-3", key: NEW_OPS.private });
    rig.run(100);
    expect(rig.codes).toEqual([200]);
    expect(rig.records("audit")[0]).toEqual({ what: "trust", kid: "root-1", code: 200, version: 2 });
  });

  it("takes its place in the ledger from a key that is withdrawn, whatever that one filled it with", () => {
    const rig = new CommandsRig();
    for (let n = 0; n < LEDGER_MAX; n += 1) rig.send({ expires: rig.nowMs + 24 * HOUR });
    rig.run(100);
    rig.send({ kid: "ops-2", key: OTHER_OPS.private });
    rig.run(100);
    rig.commands.renewTrust(trustStatement());
    const overheard = rig.message({ kid: "ops-3", key: NEW_OPS.private });
    rig.deliver(overheard);
    rig.run(100);
    expect(rig.codes.slice(LEDGER_MAX)).toEqual([507, 200]);
    rig.deliver(overheard);
    rig.run(100);
    expect(rig.executions(overheard.command.id)).toBe(1);
  });

  it("may name a key as what every object has", () => {
    const rig = new CommandsRig();
    rig.commands.renewTrust(trustStatement({ anchors: [{ kid: "constructor", key: NEW_OPS.text }] }));
    const sent = { kid: "constructor", key: NEW_OPS.private, counter: 7 };
    rig.send(sent);
    rig.send(sent);
    rig.run(100);
    expect(rig.codes.toSorted()).toEqual([200, 409]);
    rig.disk.storeLost = true;
    rig.disk.documents = {};
    rig.restart();
    rig.commands.renewTrust(trustStatement({ anchors: [{ kid: "constructor", key: NEW_OPS.text }] }));
    expect(rig.commands.nextChallenge()).not.toBeNull();
  });

  it("a birth says at once who is obeyed from now on, whatever comes of the settings around it", () => {
    const rig = new CommandsRig();
    const before = rig.births;
    const settings = { v: 1, aud: "x", typ: "settings", kid: "nobody", epoch: 1, version: 1, sig: "" } as const;
    expect(rig.commands.verify({ ...settings, state: { trust: trustStatement() } })).toBe("key");
    expect([rig.births, rig.commands.obeys.includes("ops-3")]).toEqual([before + 1, true]);
  });
});

describe("a trust file", () => {
  let folder: string;
  let said: string[];
  const file = (text: string, mode = 0o644): string => {
    const path = join(folder, "trust.json");
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
  const opened = (path: string | null) => openTrust(path, (line) => said.push(line));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gaturum-trust-"));
    said = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is read", async () => {
    const named = { ...TRUST, brokers: ["mqtts://new.example:8883"] };
    expect(await opened(file(JSON.stringify(named)))).toEqual(named);
    expect(await opened(file(JSON.stringify(TRUST)))).toEqual(TRUST);
    expect(said).toEqual([]);
    expect(await opened(null)).toBeNull();
    expect(said).toEqual(["city.trust: the config names no file. Until then no command is obeyed."]);
  });

  it.each<[string, string, RegExp]>([
    ["no JSON", "{", /not JSON/],
    ["no anchors", JSON.stringify({ ...TRUST, anchors: [] }), /anchors/],
    ["no root", JSON.stringify({ ...TRUST, root: undefined }), /root/],
    ["a word more", JSON.stringify({ ...TRUST, anyone: true }), /anyone/],
    ["half a key", JSON.stringify({ ...TRUST, anchors: [{ kid: "a", key: OPS.text.slice(1) }] }), /key/],
  ])("is told, with its place and a cure, and obeyed by nobody: %s", async (_name, text, cause) => {
    expect(await opened(file(text))).toBeNull();
    expect(said).toEqual([expect.stringMatching(cause)]);
    expect(said[0]).toMatch(/^city\.trust \/.*trust\.json: .*Until then no command is obeyed\.$/);
    expect(readTrustFile(text)).toEqual(expect.any(String));
  });

  it("that others can change, or that is none, is no trust", async () => {
    expect(await opened(file(JSON.stringify(TRUST), 0o664))).toBeNull();
    expect(await opened(folder)).toBeNull();
    expect(await opened(join(folder, "none"))).toBeNull();
    expect(said).toEqual([
      expect.stringMatching(/chmod go-w/),
      expect.stringMatching(/is no file/),
      expect.stringMatching(/no such file/),
    ]);
  });
});
