import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { millis } from "../../../device/measure/time.ts";
import { startMosquitto } from "../../system/mosquitto.ts";
import { needs } from "../../setup/programs.ts";
import { LinkProcess, subscribe, until } from "../link-process.ts";
import { clockLost } from "../rig.ts";

/** The row has 17 s; with a keepalive of 1 s a broker gives up after 1.5 s, so the sample is stricter for its length. */
const STALL_S = process.env["GATURUM_WHOLE"] === undefined ? 6 : 17;
const KEEPALIVE_MS = millis(1_000);

/** An ext4 of its own that can be frozen; null: not here. */
function freezable(): {
  readonly at: string;
  readonly freeze: (how: "-f" | "-u") => void;
  readonly end: () => void;
} | null {
  const folder = mkdtempSync(join(tmpdir(), "gaturum-frozen-"));
  const [image, at] = [join(folder, "image"), join(folder, "disk")];
  mkdirSync(at);
  const can =
    spawnSync("mkfs.ext4", ["-q", image, "64M"]).status === 0 &&
    spawnSync("mount", ["-o", "loop", image, at]).status === 0;
  if (!can) {
    rmSync(folder, { recursive: true });
    process.stderr.write("SKIPPED  a disk that stalls: only root may mount and freeze one\n");
    return null;
  }
  return {
    at,
    freeze: (how) => void execFileSync("fsfreeze", [how, at]),
    end: () => {
      execFileSync("umount", [at]);
      rmSync(folder, { recursive: true });
    },
  };
}

needs("mosquitto")("row: a disk that stalls", () => {
  it(`for ${STALL_S} s: pings go on, control is answered, and all comes afterwards`, async () => {
    const disk = freezable();
    if (disk === null) return;
    const broker = await startMosquitto();
    const usual = process.env["TMPDIR"];
    process.env["TMPDIR"] = disk.at;
    const link = new LinkProcess(broker.url, { keepaliveMs: KEEPALIVE_MS });
    if (usual === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = usual;
    const backend = await subscribe(broker.url);
    try {
      await until("the session", () => backend.status === "online");
      disk.freeze("-f");
      const begun = Date.now();
      link.report(clockLost(true));
      await until("control to be told that it is held", () => link.outgoing.waiting === 0);
      const answered = Date.now();
      link.report(clockLost(false));
      await until("an answer to one more", () => link.outgoing.waiting === 0);
      await until("the end of the stall", () => Date.now() - begun >= STALL_S * 1_000, STALL_S + 5);
      expect(answered - begun).toBeLessThan(STALL_S * 1_000);
      expect(backend.live.filter(({ stream }) => stream === "clock-lost")).toEqual([]);
      disk.freeze("-u");
      const both = (): boolean => backend.keys.filter((key) => /\/0\//.test(key)).length >= 2;
      await until("both records", both, 30);
      expect(backend.states.map(({ status }) => status)).toEqual(["online"]);
    } finally {
      spawnSync("fsfreeze", ["-u", disk.at]);
      await link.close();
      await backend.client.endAsync(true);
      await broker.stop();
      disk.end();
    }
  }, 60_000);
});
