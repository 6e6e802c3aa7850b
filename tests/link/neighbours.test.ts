import { describe, expect, it } from "vitest";
import { parseFromControl } from "../../device/link/control-messages.ts";
import { parseLinkConfig, reachOf } from "../../device/link/link-config.ts";
import type { FromLink } from "../../device/channel/messages.ts";
import { instant } from "../../device/measure/time.ts";
import { Path } from "./lan/path.ts";
import { linkConfig, Rig } from "./rig.ts";

const NEIGHBOURS = {
  lan: { host: "10.0.0.3", port: 4_711 },
  keyFile: "/etc/gaturum/zone.key",
  zone: "hornsgatan",
  overBroker: false,
  posts: [{ name: "lamp-2", host: "10.0.0.4", port: 4_711, distanceM: 22 }],
};

describe("row 8: between control and the neighbours", () => {
  it("a call goes out at once, with the broker dead, and a word comes to control", () => {
    const path = new Path(3);
    const post = path.posts.get("post-1");
    const rig = new Rig({ ...(post === undefined ? {} : { neighbours: post }) });
    rig.broker.cut();
    const heard: FromLink[] = [];
    rig.restartControl();
    const control = rig.channel.openControl();
    control.onMessage((message) => heard.push(message));
    control.onPeer(() => undefined);
    rig.run(100);
    control.send({ m: "call", call: { at: path.clockOf("post-1").now() } });
    rig.run(100);
    path.run(100);
    expect(path.told.map(({ by, word }) => [by, word.source, word.place])).toEqual([
      ["post-0", "post-1", 1],
      ["post-2", "post-1", -1],
    ]);
    path.call("post-0");
    path.run(100);
    rig.run(100);
    expect(heard.filter(({ m }) => m === "heard")).toMatchObject([
      { m: "heard", word: { source: "post-0", place: -1 } },
    ]);
    rig.link.keepHouse();
    expect(rig.said.at(-1)).toMatch(/^neighbours since start: 1 told, \d+ sent$/);
  });

  it("control's call is read, and one without a moment is not", () => {
    const call = { m: "call", call: { at: instant(5) } };
    expect(parseFromControl(call)).toEqual(call);
    expect(parseFromControl({ m: "call", call: { at: null } })).toBeNull();
    expect(parseFromControl({ m: "call" })).toBeNull();
  });

  it("its config is looked at again, and says how far a word is of use", () => {
    const lamp = { supply: "always", neighbours: { aheadHops: 3, behindHops: 5 } };
    const config = { ...linkConfig(), neighbours: NEIGHBOURS, lamp };
    const parsed = parseLinkConfig(JSON.stringify(config), "config.json");
    expect(parsed.neighbours).toEqual(NEIGHBOURS);
    expect(reachOf(parsed)).toBe(5);
    expect(parseLinkConfig(JSON.stringify(linkConfig()), "config.json").neighbours).toBeUndefined();
    const wrong = { ...config, neighbours: { ...NEIGHBOURS, lan: { host: "10.0.0.3", port: 70_000 } } };
    expect(() => parseLinkConfig(JSON.stringify(wrong), "config.json")).toThrow(/neighbours\.lan\.port/);
  });
});
