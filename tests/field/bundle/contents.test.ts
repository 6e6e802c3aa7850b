import { expect, it } from "vitest";
import { filesFor, type Manifest } from "../../../device/field/bundle/contents.ts";

const FACTS = { device: "post-1", version: "0.1.0", madeTs: 1_790_000_000_000, withRecord: true };
const PARTS = [
  { name: "status.json", about: "what it does", missing: "no control is running. Start it with: npx gaturum run" },
  { name: "log.txt", about: "what it said", text: "started\n" },
];
const textsFor = (secrets: readonly string[], facts = FACTS): Readonly<Record<string, string>> =>
  Object.fromEntries(filesFor(PARTS, facts, secrets).map(({ name, content }) => [name, content.toString()]));

it.each(["gaturum", "running", "started", "hidden", "bundle", "missing", "status.json", "device"])(
  "a password that is a word of ours, %s, is no reason to make none",
  (secret) => {
    const { "bundle.json": manifest = "", ...texts } = textsFor([secret]);
    const shown = Object.values(texts).join("\n").replaceAll("[hidden]", "");
    expect(shown).not.toContain(secret);
    expect(JSON.parse(manifest)).toMatchObject({ bundle: 1, files: [{ name: "log.txt" }] });
  },
);

it("a secret in a reason, or in the device's name, stands in neither of the first two files", () => {
  const texts = textsFor(["npx gaturum run", "post-1-hemlig"], { ...FACTS, device: "post-1-hemlig" });
  expect(Object.values(texts).join("\n")).not.toMatch(/npx gaturum run|hemlig/);
  const { missing } = JSON.parse(texts["bundle.json"] ?? "") as Manifest;
  expect(missing).toEqual([{ name: "status.json", why: "no control is running. Start it with: [hidden]" }]);
});
