import { expect, it } from "vitest";
import { birthOf } from "../../../device/link/session/birth.ts";
import { linkConfig } from "../rig.ts";

it("the city hears plate, cabinet, phase and luminaire of the asset", () => {
  const config = linkConfig();
  const asset = { ...config.asset, plate: "4711-0384", cabinet: "SK-204", phase: "L2", luminaire: "Lykta 30" } as const;
  const boot = { boot: "b", bootCount: 1, storeLost: false };
  expect(birthOf({ ...config, asset }, "1", boot, 1).asset).toEqual(asset);
});

it("the city hears of a supply that is switched, and nothing of one that is not", () => {
  const boot = { boot: "b", bootCount: 1, storeLost: false };
  const neighbours = { aheadHops: 4, behindHops: 3 };
  const born = (supply: "always" | "switched") =>
    birthOf({ ...linkConfig(), lamp: { supply, neighbours } }, "1", boot, 1);
  expect(born("switched").supply).toBe("switched");
  expect(born("always")).not.toHaveProperty("supply");
});
