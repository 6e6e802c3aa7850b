import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { millis } from "../../../device/measure/time.ts";
import { STALL_MS } from "../../../device/link/store/desk.ts";
import { tellFigures } from "../../long/figures.ts";
import { besides, PeerPost } from "../lan/peer-post.ts";
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

/** Each post tells of itself every 2 s at most. */
const TURN_MS = 2_200;
/** A word that is a second old is not told (measure/neighbour.ts). */
const WORD_MS = 1_000;
/** The first report of a stall is answered when it is held, after 2 s; this much more for two processes and a socket. */
const ANSWER_MS = STALL_MS + 1_000;

/** Someone moves at each post in turn: the longest that the other's control waited for it. */
async function wordsFor(link: LinkProcess, peer: PeerPost, untilMs: number): Promise<number> {
  let worstMs = 0;
  while (Date.now() < untilMs) {
    const [here, there, begun] = [link.heard.length, peer.heard.length, Date.now()];
    link.call();
    peer.call();
    await until("the words of both posts", () => link.heard.length > here && peer.heard.length > there, 5);
    worstMs = Math.max(worstMs, Date.now() - begun);
    await until("the next turn", () => Date.now() - begun >= TURN_MS);
  }
  return worstMs;
}

needs("mosquitto")("row: a disk that stalls", () => {
  it(`for ${STALL_S} s: pings go on, neighbours hear each other, control is answered, and all comes afterwards`, async () => {
    const disk = freezable();
    if (disk === null) return;
    const broker = await startMosquitto();
    const keys = mkdtempSync(join(tmpdir(), "gaturum-zone-"));
    const usual = process.env["TMPDIR"];
    process.env["TMPDIR"] = disk.at;
    const neighbours = besides("lamp-1", join(keys, "lamp-1.key"));
    const link = new LinkProcess(broker.url, { keepaliveMs: KEEPALIVE_MS }, [], { neighbours });
    if (usual === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = usual;
    const peer = new PeerPost(join(keys, "lamp-2.key"));
    const backend = await subscribe(broker.url);
    try {
      await until("the session", () => backend.status === "online");
      await until("the peer's clock to be known", () => {
        peer.call();
        link.call();
        return link.heard.length > 0 && peer.heard.length > 0;
      });
      await pause(TURN_MS);
      disk.freeze("-f");
      const begun = Date.now();
      const answers: number[] = [];
      const reports = (async () => {
        while (Date.now() - begun < STALL_S * 1_000) {
          const asked = Date.now();
          link.report(clockLost(answers.length % 2 === 0));
          await until("control to be told that it is held", () => link.outgoing.waiting === 0, STALL_S + 5);
          answers.push(Date.now() - asked);
          await pause(250);
        }
      })();
      const worstWordMs = await wordsFor(link, peer, begun + STALL_S * 1_000);
      await reports;
      expect(worstWordMs).toBeLessThan(WORD_MS);
      expect(Math.max(...answers)).toBeLessThan(ANSWER_MS);
      expect(answers.length).toBeGreaterThan(4);
      expect(backend.live.filter(({ stream }) => stream === "clock-lost")).toEqual([]);
      disk.freeze("-u");
      const came = (): number => new Set(backend.keys.filter((key) => /\/0\//.test(key))).size;
      await until("all records", () => came() >= answers.length, 30);
      expect(backend.states.map(({ status }) => status)).toEqual(["online"]);
      tellFigures({ "longest word while the disk stalled, ms": worstWordMs });
    } finally {
      spawnSync("fsfreeze", ["-u", disk.at]);
      peer.close();
      await link.close();
      await backend.client.endAsync(true);
      await broker.stop();
      disk.end();
      rmSync(keys, { recursive: true, force: true });
    }
  }, 90_000);
});
