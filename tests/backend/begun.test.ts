import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { Sqlite } from "../../device/backend/database/sqlite.ts";
import { receive } from "../../device/backend/receiver/receive.ts";

/** mqtt.js throws at it before it asks anybody. */
const IMPOSSIBLE = "mqtt://%zz@broker:1883";

it("a receiver that cannot begin closes its database, whose thread would keep the process", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-begun-"));
  const close = vi.spyOn(Sqlite.prototype, "close");
  try {
    const words = { access: { url: IMPOSSIBLE }, tenant: "stockholm", devices: null, instance: "1", spreadS: null };
    await expect(receive({ ...words, database: join(folder, "records.db"), json: true })).rejects.toThrow("malformed");
    expect(close).toHaveBeenCalledTimes(1);
  } finally {
    close.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  }
});
