import { describe, expect, it } from "vitest";
import { exitCode } from "../../../device/field/check/check.ts";
import type { Facts } from "../../../device/field/check/facts.ts";
import { judge } from "../../../device/field/check/judge.ts";
import { factsOf, found, NOW_MS, postConfig, told } from "./facts.ts";

const DAY = 86_400_000;

describe("city", () => {
  const own = {
    path: "/tls/device.pem",
    keyPath: "/tls/device.key",
    keyProblem: null,
    keyIsOpen: false,
    is: "read",
    commonName: "stockholm_post-4711-0382",
    fromMs: NOW_MS - 100 * DAY,
    toMs: NOW_MS + 100 * DAY,
    keyFits: true,
  } as const;
  const city = {
    url: "mqtts://broker.example:8883",
    reach: { came: "open", tookMs: 80 },
    own,
    ca: null,
    trust: null,
  } as const;
  const link = (word: object | null, present = true) => ({
    link: { present, city: word === null ? null : { live: false, trouble: null, refused: [], ...word } },
  });
  const of = (change: object, status = {}) => told(factsOf({ city: { ...city, ...change }, status }), "city");
  it.each([
    ["nothing", {}, ""],
    ["ends in 13 days", { own: { ...own, toMs: NOW_MS + 13.5 * DAY } }, "warning certificate-ends -"],
    ["another post's", { own: { ...own, commonName: "stockholm_post-4711-0383" } }, "error certificate-other -"],
    ["a key that only root reads", { own: { ...own, keyProblem: "EACCES", keyFits: null } }, "warning no-permission -"],
    [
      "a key that is not there",
      { own: { ...own, keyProblem: "ENOENT", keyFits: null } },
      "error certificate-missing -",
    ],
    [
      "an authority that expired",
      { ca: { path: "/tls/ca.pem", problem: null, endsMs: NOW_MS - DAY } },
      "error authority -",
    ],
    ["nobody whom it obeys", { trust: { path: "/etc/gaturum/trust.json", problem: "damaged" } }, "error trust -"],
    [
      "turned away for its own expired one: told once",
      { own: { ...own, toMs: NOW_MS - DAY }, reach: { came: "turned-away", code: "ALERT" } },
      "error certificate-expired -",
    ],
  ])("%s", (_, change, expected) => {
    expect(of(change)).toBe(expected);
  });

  it.each([
    ["does not run", link(null, false), "error link-not-running -"],
    ["has not tried yet", link({}), "warning broker-waits -"],
    ["is refused", link({ trouble: "broker: it refused this device's login." }), "error broker-refuses -"],
    ["may not say all", link({ live: true, refused: ["gaturum/1/s/d/up/b"] }), "error topic-refused -"],
    ["has said nothing yet", link(null), ""],
  ])("link %s", (_, status, expected) => {
    expect(of({}, status)).toBe(expected);
  });

  it("updates that nobody is trusted for are a warning with the cure, also without a broker", () => {
    const updateRootMissing = "/etc/gaturum/update-root.json";
    const config = postConfig((text) => text.replace(/^city:$/m, "city:\n  updates: https://updates.example/gaturum"));
    for (const city of [factsOf().city, null]) {
      const facts = factsOf({ config, city, updateRootMissing });
      expect(told(facts, "city")).toBe("warning no-update-root -");
      expect(found(facts, "city")[0]?.text).toContain(`sudo install -m 644 1.root.json ${updateRootMissing}`);
    }
    expect(told(factsOf({ config }), "city")).toBe("");
  });

  describe("without sudo", () => {
    const unreadKey = { ...own, keyProblem: "EACCES", keyFits: null };
    const ca = { path: "/tls/ca.pem", problem: "EACCES", endsMs: null };
    it.each([
      ["the authority may not be read", { ca, reach: { came: "tls", code: "SELF_SIGNED", shown: null } }],
      ["the list of those who are obeyed may not be read", { trust: { path: "/trust.json", problem: "EACCES" } }],
      [
        "no certificate could be shown, and so the broker ended the handshake",
        { own: unreadKey, reach: { came: "turned-away", code: "ERR_SSL_ALERT" } },
      ],
    ])("%s: that is no error", (_, change) => {
      expect(of(change)).toBe("warning no-permission -");
      expect(exitCode(judge(factsOf({ city: { ...city, ...change } as Facts["city"] }), ["city"]))).toBe(3);
    });
  });

  it("a broker that wants a certificate where the config names none", () => {
    const facts = factsOf({ city: { ...city, own: null, reach: { came: "turned-away", code: "ERR_SSL_ALERT" } } });
    expect(found(facts, "city")[0]?.text).toMatch(/wants a certificate, and the config names none/);
  });

  it.each([
    ["TIMEOUT", "error broker-handshake -", /answers, and the TLS handshake does not end \(TIMEOUT\).*firewall/],
    ["ECONNRESET", "error broker-handshake -", /the TLS handshake does not end \(ECONNRESET\)/],
    ["NO_TLS", "error broker-alien -", /^broker\.example:8883: what answers there does not speak TLS\. Write the port/],
  ])("a handshake that ends with %s: %s", (code, expected, text) => {
    const reach = { came: "tls", code, shown: null } as const;
    // An authority that cannot be read has nothing to do with it.
    const ca = { path: "/tls/ca.pem", problem: "EACCES", endsMs: null };
    expect(of({ reach })).toBe(expected);
    expect(of({ reach, ca })).toBe(`warning no-permission -, ${expected}`);
    expect(found(factsOf({ city: { ...city, reach } }), "city")[0]?.text).toMatch(text);
  });

  it("what is seen from here is not told again in link's words", () => {
    const status = link({ trouble: "broker: nobody answers there." });
    expect(of({ reach: { came: "connect", code: "ECONNREFUSED" } }, status)).toBe("error broker-away -");
  });
});
