import { describe, expect, it } from "vitest";
import { homeAssistantOf } from "../../../device/contract/interop/home-assistant.ts";
import type { LinkConfig } from "../../../device/link/link-config.ts";
import { ALARMS_SETTLE_MS } from "../../../device/link/open-alarms.ts";
import { AGAIN_MS, HEARS_MS } from "../../../device/link/session/home-assistant.ts";
import { BASE, clockLost, CLIENT, linkConfig, Rig } from "../rig.ts";

const TOPIC = `homeassistant/device/${CLIENT}/config`;
/** The list that every device sends again once its control has settled is behind us. */
const SETTLED_MS = Math.max(HEARS_MS, ALARMS_SETTLE_MS) + 2_000;
const shown = (): LinkConfig => ({ ...linkConfig(), city: { ...linkConfig().city, homeAssistant: true } });

/** A device on simulated time, what Home Assistant was told of it, and how many lists of alarms it heard. */
function atHome(config: LinkConfig) {
  const rig = new Rig({ config });
  const told: string[] = [];
  rig.broker.watch("homeassistant/#", (_topic, payload) => told.push(new TextDecoder().decode(payload)));
  const lists = () => rig.backend.topics.filter((topic) => topic === `${BASE}/up/e/active`).length;
  return { rig, told, lists };
}

describe("a Home Assistant on the same broker", () => {
  it("is told of the device when it connects, retained", () => {
    const { rig, told } = atHome(shown());
    rig.run(1_000);
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? "")).toEqual(homeAssistantOf({ ...linkConfig(), firmware: "0.1.0" }).payload);
    const later: string[] = [];
    rig.broker.watch(TOPIC, (topic) => later.push(topic));
    expect(later).toEqual([TOPIC]);
  });

  it("is told nothing unless the config asks for it", () => {
    const { rig, told, lists } = atHome(linkConfig());
    rig.run(SETTLED_MS);
    const settled = lists();
    rig.run(3 * AGAIN_MS);
    expect([told.length, lists()]).toEqual([0, settled]);
  });

  it("hears the open alarms when it listens, at each change, and again every five minutes", () => {
    const { rig, lists } = atHome(shown());
    rig.run(SETTLED_MS);
    const plain = atHome(linkConfig());
    plain.rig.run(SETTLED_MS);
    const listened = plain.lists() + 1;
    expect(lists()).toBe(listened);
    rig.report(clockLost(true));
    rig.run(100);
    expect(lists()).toBe(listened + 1);
    expect(rig.backend.active?.active).toMatchObject([{ kind: "clock-lost" }]);
    rig.run(AGAIN_MS + 100);
    expect(lists()).toBe(listened + 2);
  });

  it("that may not be told costs the city nothing: told with the cure, and reports flow", () => {
    const config = shown();
    const rig = new Rig({ config });
    rig.broker.faults.refusedPublishes.set(TOPIC, 0x87);
    rig.run(1_000);
    rig.report(clockLost(true));
    rig.run(1_000);
    expect(rig.said.join("\n")).toMatch(/does not take homeassistant.*city\.homeAssistant/);
    expect(rig.link.status()).toMatchObject({ connected: true, waiting: 0 });
  });

  it("hears nothing while the device is away, and the alarms anew when it is back", () => {
    const { rig, lists } = atHome(shown());
    rig.run(1_000 + HEARS_MS);
    rig.broker.cut();
    const before = lists();
    rig.run(AGAIN_MS * 2);
    expect(lists()).toBe(before);
    rig.broker.mend();
    rig.run(AGAIN_MS * 2);
    expect(lists()).toBeGreaterThanOrEqual(before + 2);
  });
});
