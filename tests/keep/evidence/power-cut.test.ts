import { expect, it } from "vitest";
import { FileEvidence } from "../../../device/keep/evidence/file-evidence.ts";
import { verify } from "../../../device/keep/evidence/verify.ts";
import { instant } from "../../../device/measure/time.ts";
import { chance } from "../../../hal-mocks/random.ts";
import { CutDisk } from "./cut-disk.ts";
import { stopAt } from "./entries.ts";

const CUTS = 1_000;
/** Small, so that a few entries meet each kind of step: a new file, a write, a file that goes. */
const LIMITS = { entries: 5, bytes: 4_000, segments: 3 };
const now = () => instant(0);
let draws = 0;
const random = (): number => chance(20, "cuts", draws++);

it(`row 20: the power is cut in the middle of ${CUTS} steps: the chain is whole, nothing acknowledged is lost`, async () => {
  const disk = new CutDisk();
  const met = { torn: 0, zeros: 0, justAcknowledged: 0, more: 0, oldestGone: 0 };
  /** By sequence, the second of the entry that was acknowledged there. */
  const acknowledged = new Map<number, number>();
  let [next, head] = [1, 0];
  for (let cut = 0; cut < CUTS; cut += 1) {
    disk.revive();
    const zeros = random() < 0.3;
    disk.cutAt = {
      step: 1 + Math.floor(random() * 12),
      share: random() < 0.2 ? Math.round(random()) : random(),
      zeros,
    };
    const log = new FileEvidence(disk, { device: "bin-12", run: { boot: `${cut}` }, now, limits: LIMITS });
    const put: number[] = [];
    for (let burst = 0; burst < 40 && !disk.isDead; burst += 1) {
      const stops = Array.from({ length: 1 + Math.floor(random() * 4) }, () => next++);
      put.push(...stops);
      log.put(stops.map(stopAt));
      for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
      const reading = log.read(now());
      for (let seq = head + 1; reading.ok && seq <= reading.value.seq; seq += 1) {
        acknowledged.set(seq, put[seq - head - 1] ?? NaN);
      }
    }
    expect(disk.isDead).toBe(true);
    await log.close();
    const found = verify(disk.segments);
    expect(found.broken, `cut ${cut}`).toEqual([]);
    const newest = Math.max(0, ...acknowledged.keys());
    expect(found.head?.seq ?? 0, `cut ${cut}`).toBeGreaterThanOrEqual(newest);
    for (const { seq, values } of found.entries) {
      expect(values["ramMm"], `cut ${cut}, entry ${seq}`).toBe(acknowledged.get(seq) ?? put[seq - head - 1]);
      acknowledged.set(seq, values["ramMm"] as number);
    }
    met.torn += found.tornBytes > 0 ? 1 : 0;
    met.zeros += zeros && found.tornBytes > 0 ? 1 : 0;
    met.oldestGone += (found.from?.seq ?? 0) > 0 ? 1 : 0;
    met[(found.head?.seq ?? 0) === newest ? "justAcknowledged" : "more"] += 1;
    head = found.head?.seq ?? 0;
    expect(disk.files.size).toBeLessThanOrEqual(LIMITS.segments + 2);
  }
  for (const [kind, times] of Object.entries(met)) expect([kind, times > 30]).toEqual([kind, true]);
  await tornTailsAreCutOff(disk, next);
});

async function tornTailsAreCutOff(disk: CutDisk, next: number): Promise<void> {
  disk.revive();
  const log = new FileEvidence(disk, { device: "bin-12", run: { boot: "last" }, now, limits: LIMITS });
  log.put([stopAt(next)]);
  await log.close();
  const { entries, broken, tornBytes } = verify(disk.segments);
  expect([broken, tornBytes, entries.at(-1)?.boot]).toEqual([[], 0, "last"]);
}
