import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeWithMosquitto } from "../system/mosquitto.ts";
import { wholeWay } from "./whole-way.ts";

describeWithMosquitto("R1: the whole way from control to a database, every part killed -9", () => {
  it("loses nothing and doubles nothing, though the broker keeps nothing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gaturum-whole-"));
    try {
      const acts = ["link", "flap", "broker", "receiver"] as const;
      const way = { seed: 1, records: 400, acts, receivers: 1, persists: false, flapsShorter: 60 };
      const { made, missing, extra } = await wholeWay(join(folder, "records"), way);
      expect({ missing, extra }).toEqual({ missing: [], extra: [] });
      expect(made).toBeGreaterThanOrEqual(400);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
