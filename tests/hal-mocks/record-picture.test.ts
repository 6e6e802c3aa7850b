import { beforeAll, describe, expect, it } from "vitest";
import { memoryHost, type StreetMaterial } from "../../hal-mocks/host/memory-street.ts";
import { DECIDING } from "../../hal-mocks/page/static/deciding.ts";
import { streetFigures } from "../../hal-mocks/street-figures.ts";
import { plainLine } from "../../hal-mocks/terminal/plain-line.ts";
import { recordPicture } from "../../hal-mocks/terminal/record-picture.ts";
import { renderStreet } from "../../hal-mocks/terminal/view.ts";
import { example } from "../simulation/example.ts";
import { LAMP_FAULTS, recorded } from "../simulation/recorded.ts";

const LOOK = { columns: 100, rows: 24, unicode: false, colour: false };
let material: StreetMaterial;
let post: string;
let bin: string;
beforeAll(async () => {
  const configs = { post: await example("lamp-post.yaml"), bin: await example("litter-bin.yaml") };
  material = { configs, scenarios: [] };
  post = (await recorded("lamp-post.yaml", LAMP_FAULTS)).text;
  bin = (await recorded("litter-bin.yaml", [])).text;
});

function playing(text: string) {
  const host = memoryHost(material, DECIDING);
  expect(host.ask({ do: "open", file: "record.jsonl", text })).toEqual({ ok: true });
  const picture = () => {
    if (host.record === null) throw new Error("no record plays");
    return recordPicture(host.record, host.stage().past, { hint: "page", refusal: null });
  };
  return { host, picture };
}

describe("a flight record in a terminal", () => {
  it("says in its headline whose it is and how far it has come", () => {
    const { host, picture } = playing(post);
    const lastsMs = (({ run }) => (run.kind === "record" ? run.lastsMs : NaN))(host.stage());
    const all = `${Math.floor(lastsMs / 60_000)}:${String(Math.floor((lastsMs / 1_000) % 60)).padStart(2, "0")}`;
    const [first = ""] = renderStreet(picture(), LOOK);
    expect(first).toMatch(/^gaturum street {5}record of post-4711-0382, Wed 25 Nov \d\d:\d\d, /);
    expect(first).toContain(`, 0:00 of ${all} `);
    expect(first).not.toContain("seed");
    host.pass(65_000);
    expect(renderStreet(picture(), LOOK)[0]).toContain(`, 1:05 of ${all} `);
    expect(renderStreet(picture(), { ...LOOK, columns: 80 })[0]).toContain(`1:05 of ${all}`);
  });

  it("shows the device, what it decided, and no number of what it could not know", () => {
    const { host, picture } = playing(post);
    host.pass(300_000);
    const text = renderStreet(picture(), LOOK).join("\n");
    expect(picture().posts).toMatchObject([{ levelPct: host.frame(0).posts[0]?.levelPct }]);
    const { log } = picture();
    expect(log.length).toBeGreaterThan(3);
    expect(log).toEqual(log.toSorted().reverse());
    for (const line of [
      "street  saved -, net of controllers         walked in the dark -",
      "city    - of 1 online     - reports/s      - waiting      network -",
      "loop    -",
    ])
      expect(text).toContain(`\n${line}\n`);
    expect(plainLine(picture())).toMatch(/ {2}-\/1 online {2}- waiting {2}late -$/);
    const { at, controllers, ...counted } = streetFigures(host);
    expect({ at, controllers }).toEqual({ at: new Date(host.frame(0).wall).toISOString(), controllers: 1 });
    expect(new Set(Object.values(counted))).toEqual(new Set([null]));
  });

  it("shows a bin with its ram", () => {
    const { host, picture } = playing(bin);
    const rams = Array.from({ length: 600 }, () => (host.pass(1_000), picture().bins[0]?.ram?.travelCm ?? 0));
    expect(Math.max(...rams)).toBeGreaterThan(10);
    expect(picture().posts).toEqual([]);
  });

  it("tells no wall time that the device never knew", () => {
    const { picture } = playing(post.replaceAll(/"quality":"(?:sync|estimated)"/g, '"quality":"none"'));
    expect(renderStreet(picture(), LOOK)[0]).toMatch(/record of post-4711-0382, 0:00 of \d+:\d\d {5}/);
    expect(renderStreet(picture(), LOOK).join("\n")).toContain("clock lost");
  });

  it("leaves for the street's own figures", () => {
    const { host } = playing(post);
    host.ask({ do: "scenario", name: null });
    expect(host.record).toBeNull();
    expect(streetFigures(host)).toMatchObject({ controllers: 8, online: 0, waiting: expect.any(Number) as number });
  });
});
