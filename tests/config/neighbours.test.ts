import { describe, expect, it } from "vitest";
import { parseConfig } from "../../config/load.ts";
import { formatProblem } from "../../config/problem.ts";
import { exampleText } from "./examples.ts";
import { WITH_NEIGHBOURS } from "./wrong-neighbours.ts";

const neighboursIn = (text: string): unknown => {
  const loaded = parseConfig(text, "p.yaml");
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join("\n"));
  return loaded.config.kind === "lamp-post" ? loaded.config.neighbours : "not a lamp post";
};

describe("the posts along the path (row 8 of the lamp's table)", () => {
  it("are none without the section", () => {
    expect(neighboursIn(exampleText("lamp-post"))).toBeNull();
  });

  it("come with the furthest behind first, in metres, at the port of lan", () => {
    expect(neighboursIn(WITH_NEIGHBOURS.replace("port: 7475", "port: 8000"))).toEqual({
      lan: { host: "0.0.0.0", port: 8_000 },
      keyFile: "/etc/gaturum/zone.key",
      zone: "hornsgatan",
      overBroker: false,
      posts: [
        { name: "post-4711-0383", host: "10.1.2.83", port: 8_000, distanceM: -22 },
        { name: "post-4711-0385", host: "10.1.2.85", port: 8_000, distanceM: 22 },
      ],
    });
  });

  it("may have ports and names of their own, and listen at one address", () => {
    const text = WITH_NEIGHBOURS.replace("lan: { port: 7475 }", "lan: { host: 127.0.0.2 }").replace(
      "address: 10.1.2.85, distance: 22 m",
      "address: next.example, port: 9000, distance: 1950 cm",
    );
    expect(neighboursIn(text)).toMatchObject({
      lan: { host: "127.0.0.2", port: 7_475 },
      posts: [{ port: 7_475 }, { host: "next.example", port: 9_000, distanceM: 19.5 }],
    });
  });

  it("may speak over the broker alone", () => {
    const text = WITH_NEIGHBOURS.replace("lan: { port: 7475 }", "overBroker: true");
    expect(neighboursIn(text)).toMatchObject({ lan: null, overBroker: true });
  });

  it("two at one address have two ports", () => {
    const text = WITH_NEIGHBOURS.replace("10.1.2.83,", "10.1.2.85, port: 9000,");
    expect(neighboursIn(text)).toMatchObject({ posts: [{ port: 9_000 }, { port: 7_475 }] });
  });

  it("what stands in place of the key's file is repeated nowhere", () => {
    const key = "9f".repeat(32);
    const loaded = parseConfig(WITH_NEIGHBOURS.replace("/etc/gaturum/zone.key", key), "p.yaml");
    expect(JSON.stringify(loaded)).not.toContain("9f9f");
    expect(loaded.ok).toBe(false);
  });
});
