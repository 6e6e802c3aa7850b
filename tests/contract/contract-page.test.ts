import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exampleValues } from "../../device/contract/examples.ts";
import { backfillPackets, loadOf } from "../../device/contract/load-profile.ts";
import { ANSWER, STREAMS } from "../../device/contract/streams.ts";
import { ROOT } from "../setup/vitest-run.ts";

const page = readFileSync(join(ROOT, "docs/contract.md"), "utf8");
const sections = page.split("\n### ").slice(1);

describe("docs/contract.md", () => {
  it("has an example of every topic but that of the sealed zone", () => {
    const without = sections.filter((section) => !section.includes("```json")).map((section) => section.split("\n")[0]);
    expect(without).toEqual(["`gaturum/1/{tenant}/_zone/{zone}`"]);
    expect(sections.length).toBe(STREAMS.length + 1 + 11);
  });

  it("shows values that the stream's own schema takes", () => {
    for (const stream of [...STREAMS, ANSWER]) {
      const values = exampleValues(stream === ANSWER ? "answer" : stream.name);
      expect([stream.name, stream.values.safeParse(values).error?.issues]).toEqual([stream.name, undefined]);
    }
  });
});

describe("the load that docs/backend.md tells", () => {
  const backend = readFileSync(join(ROOT, "docs/backend.md"), "utf8");

  it.each(["lamp-post", "litter-bin"] as const)("of a %s is what its streams give", (kind) => {
    const { records, bytes } = loadOf(kind);
    const perDay = { records: Math.round(records * 24), megabytes: ((bytes * 24) / 1e6).toFixed(2) };
    const row = `| ${kind} | ${Math.round(records)} | ${(bytes / 1_000).toFixed(0)} kB | ${perDay.records} | ${perDay.megabytes} MB | ${backfillPackets(kind, 24)} |`;
    expect(backend).toContain(row);
  });

  it("of a thousand posts is their sum", () => {
    const perS = (1_000 * loadOf("lamp-post").records) / 3_600;
    expect(backend).toContain(`${perS.toFixed(0)} records a second`);
  });
});
