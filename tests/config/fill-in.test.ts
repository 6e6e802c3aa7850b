import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { filledIn, type FillIn } from "../../config/fill-in.ts";
import { parseConfig } from "../../config/load.ts";
import { ROOT } from "../setup/vitest-run.ts";

const example = readFileSync(join(ROOT, "config/bus-shelter.yaml"), "utf8");
const VALUES: readonly FillIn[] = [
  [["device"], "shelter-2"],
  [["asset", "plate"], "0815"],
  [["asset", "cabinet"], null],
  [["city", "broker"], "mqtts://broker.example:8883"],
  [["city", "tls", "ca"], "/etc/gaturum/tls/ca.pem"],
];

it("values of a config are put in and taken out; its remarks, and all else, stay", () => {
  const text = filledIn(example, VALUES);
  const [before, after] = [parseConfig(example, "a"), parseConfig(text, "a")];
  if (!before.ok || !after.ok) throw new Error("not taken");
  expect(after.config).toMatchObject({ device: "shelter-2", city: { tls: { ca: "/etc/gaturum/tls/ca.pem" } } });
  expect(after.config.asset).toEqual({ ...before.config.asset, plate: "0815", cabinet: null });
  expect(after.config.kind === "lamp-post" && after.config.lamp).toEqual(
    before.config.kind === "lamp-post" && before.config.lamp,
  );
  expect(text).toContain("# who waits sits still: longer than on a street");
});

it.each(["", "- a list", "device: [", "city: nothing\ndevice: a\n"])(
  "%j is left for the loader to complain of",
  (text) => {
    const filled = filledIn(text, [[["city", "broker"], "mqtts://a:1"]]);
    expect(parseConfig(filled, "a").ok).toBe(false);
  },
);
