import { describe, expect, it } from "vitest";
import { readCard, whatToPlace, type Seen } from "../../device/boot/card.ts";
import { deviceFiles, firstBoot } from "../../device/field/provision/device-files.ts";

const FILES = deviceFiles(
  "device: post-1\n",
  { key: "key", certificate: "certificate", request: "request" },
  { home: "/etc/gaturum", brokerCa: "ca", trust: "{}", zoneKey: "0a", updateRoot: "{}", updates: null },
);
const LIST = String(firstBoot("post_1", FILES, "/etc/gaturum", true).content);

describe("the list of a card", () => {
  it("is read as provisioning writes it", () => {
    const card = readCard(LIST);
    expect(card).toMatchObject({ device: "post_1", hostname: "post-1", hasState: true });
    const files = typeof card === "string" ? [] : card.files;
    expect(files.map(({ to, mode, owner }) => `${mode.toString(8)} ${owner} ${to}`)).toEqual([
      "644 root /etc/gaturum/device.yaml",
      "600 link /etc/gaturum/tls/device.key",
      "644 link /etc/gaturum/tls/device.pem",
      "644 root /etc/gaturum/tls/ca.pem",
      "644 root /etc/gaturum/trust.json",
      "600 link /etc/gaturum/zone.key",
      "644 root /etc/gaturum/update-root.json",
    ]);
  });

  it.each(["a", "0", "post-1", "lamp_17", "lamp-17_", "lamp-17-", "a-_-_", `a${"_".repeat(39)}`])(
    "of a device named %s names a host",
    (device) => {
      expect(readCard(String(firstBoot(device, FILES, "/etc/gaturum", false).content))).toMatchObject({ device });
    },
  );

  const changed = (change: (file: Record<string, unknown>) => void) => {
    const list = JSON.parse(LIST) as { files: Record<string, unknown>[] };
    change(list.files[0] ?? {});
    return JSON.stringify(list);
  };
  it.each([
    ["cut off", LIST.slice(0, 50)],
    ["no object", "[]"],
    ["of a newer gaturum", LIST.replace('"v": 1', '"v": 2')],
    ["without files", JSON.stringify({ ...JSON.parse(LIST), files: [] })],
    ["with more files than any device has", JSON.stringify({ ...JSON.parse(LIST), files: Array(33).fill({}) })],
    ["with a host's name that is none", LIST.replace('"hostname": "post-1"', '"hostname": "a b"')],
    ["with a place elsewhere", changed((file) => (file["to"] = "/etc/passwd"))],
    ["with a way out", changed((file) => Object.assign(file, { from: "../x", to: "/etc/gaturum/../x" }))],
    ["with a place that is not its name's", changed((file) => (file["to"] = "/etc/gaturum/other"))],
    ["that makes a program", changed((file) => (file["mode"] = "0755"))],
    ["that lets everybody write", changed((file) => (file["mode"] = "0666"))],
    ["with another owner", changed((file) => (file["owner"] = "nobody"))],
    ["with half a hash", changed((file) => (file["sha256"] = "00"))],
  ])("%s: refused in words", (_, text) => {
    expect(typeof readCard(text)).toBe("string");
  });
});

describe("what is still to be placed", () => {
  const file = (onCard: Seen, inPlace: Seen) => ({
    from: "x",
    to: "/etc/gaturum/x",
    mode: 0o600,
    owner: "root" as const,
    sha256: "",
    onCard,
    inPlace,
  });
  it.each(["right", "other", "absent"] as const)("nothing of a file that stands, be it %s on the card", (onCard) => {
    expect(whatToPlace([file(onCard, "right")])).toEqual({ ok: true, place: [] });
  });
  it.each(["other", "absent"] as const)("a file that is whole on the card, over what is %s in its place", (inPlace) => {
    expect(whatToPlace([file("right", inPlace)])).toMatchObject({ ok: true, place: [{ from: "x" }] });
  });
  it.each(["other", "absent"] as const)("nothing at all where one is %s on the card and stands nowhere", (onCard) => {
    expect(whatToPlace([file("right", "absent"), file(onCard, "other")])).toMatchObject({
      ok: false,
      wrong: [expect.stringMatching(/^x: it is /)],
    });
  });
});
