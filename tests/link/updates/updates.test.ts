import { describe, expect, it } from "vitest";
import type { LookResult } from "../../../device/link/updates/look-around.ts";
import { firstLookMs } from "../../../device/link/updates/look-times.ts";
import { Updates, type UpdatesParts } from "../../../device/link/updates/updates.ts";
import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import { hours, minutes } from "../../../device/measure/time.ts";
import type { LookCause, NumberedOutcome, OutcomeFile } from "../../../device/measure/update-outcome.ts";
import { Rig } from "../rig.ts";

const AT_MS = 1_795_557_600_000;
const staged: NumberedOutcome = { n: 1, is: "staged", version: "0.2.0", from: "0.1.0", atMs: AT_MS };
const tried: NumberedOutcome = { n: 2, is: "tried", version: "0.2.0", from: "0.1.0", atMs: AT_MS + 1 };
const rolledBack: NumberedOutcome = {
  ...{ n: 3, is: "rolled-back", version: "0.2.0", to: "0.1.0", text: "control does not answer", atMs: AT_MS + 2 },
};
const file = (newest: NumberedOutcome, ...before: readonly NumberedOutcome[]): string =>
  JSON.stringify({ ...newest, before } satisfies OutcomeFile);

/** A device whose link is started again and again over one disk, and what root tells on it. */
class Post {
  readonly rig = new Rig({}, { disk: new MemoryDisk() });
  readonly said: string[] = [];
  outcome: () => Promise<string | null> = () => Promise.resolve(null);
  look: UpdatesParts["look"] = null;
  #updates = this.#start();

  constructor() {
    const host = { v: 1, leaseS: 86_400, receipts: false };
    this.rig.broker.publish("gaturum/1/stockholm/_host/state", JSON.stringify(host), true);
  }

  /** As systemd does it. */
  async restart(): Promise<void> {
    this.#updates.stop();
    this.rig.link.stop(() => undefined);
    await this.run(minutes(1));
    this.rig.startLink();
    this.#updates = this.#start();
  }

  /** Files are read beside simulated time: each is waited for. */
  async run(forMs: number): Promise<void> {
    for (let left = forMs; left > 0; left -= 5_000) {
      this.rig.run(Math.min(left, 5_000));
      await new Promise((later) => setImmediate(later));
    }
  }

  get fetchTold() {
    return [...this.rig.backend.live, ...this.rig.backend.history].flatMap(({ stream, values }) =>
      stream === "update-fetch" ? [values] : [],
    );
  }

  get told() {
    return [...this.rig.backend.live, ...this.rig.backend.history].flatMap(({ stream, values }) =>
      stream === "update" ? [values] : [],
    );
  }

  #start(): Updates {
    return new Updates({
      scheduler: this.rig.time,
      device: "lamp-1",
      look: this.look,
      outcomes: () => this.outcome(),
      before: this.rig.store.found.updates,
      tell: (values, told) => this.rig.link.tellUpdate(values, told),
      fetches: (trouble) => this.rig.link.tellFetch(trouble),
      say: (line) => this.said.push(line),
    });
  }
}

const tells = (text: string) => () => Promise.resolve(text);

describe("what became of an update", () => {
  it("is told to the city, each word once, whatever restarts and however often it is looked at", async () => {
    const post = new Post();
    post.outcome = tells(file(staged));
    await post.run(minutes(3));
    expect(post.told).toEqual([{ n: 1, is: "staged", version: "0.2.0", from: "0.1.0", happenedAt: AT_MS }]);
    await post.restart();
    post.outcome = tells(file(rolledBack, staged, tried));
    await post.run(minutes(3));
    await post.restart();
    await post.run(minutes(3));
    expect(post.told.map(({ n, is }) => [n, is])).toEqual([
      [1, "staged"],
      [2, "tried"],
      [3, "rolled-back"],
    ]);
    expect(post.told.at(-1)).toMatchObject({ to: "0.1.0", text: "control does not answer" });
    expect([post.rig.backend.problems, post.said]).toEqual([[], []]);
  });

  it("reaches a city that was not there", async () => {
    const post = new Post();
    post.rig.broker.cut();
    post.outcome = tells(file(tried, staged));
    await post.run(minutes(2));
    await post.restart();
    post.rig.broker.mend();
    await post.run(minutes(5));
    expect(post.told.map(({ n }) => n)).toEqual([1, 2]);
  });

  it("is told anew where root's folder began anew", async () => {
    const post = new Post();
    post.outcome = tells(file(rolledBack, staged, tried));
    await post.run(minutes(2));
    post.outcome = tells(file({ n: 1, is: "refused", cause: "signature", version: "0.2.0", atMs: AT_MS }));
    await post.run(minutes(2));
    expect(post.told.map(({ n, is }) => [n, is])).toEqual([
      ...[
        [1, "staged"],
        [2, "tried"],
        [3, "rolled-back"],
      ],
      [1, "refused"],
    ]);
  });

  it("that cannot be read is said once, and heard when it can be", async () => {
    const post = new Post();
    post.outcome = tells('{"n": 1, "is": "nonsense"}');
    await post.run(minutes(3));
    post.outcome = () => Promise.reject(new Error("EIO: i/o error"));
    await post.run(minutes(3));
    expect(post.said).toEqual([
      "updates: outcome.json is not what it should be. The city does not hear what became of them.",
      "updates: EIO: i/o error. The city does not hear what became of them.",
    ]);
    post.outcome = tells(file(staged));
    await post.run(minutes(2));
    expect(post.told).toHaveLength(1);
  });
});

describe("that nothing can be fetched", () => {
  const results: LookResult[] = [];
  const failed = (cause: LookCause, text = ""): LookResult => ({ looked: { is: "failed", cause }, text });
  const SAME: LookResult = { looked: { is: "same", version: null }, text: "" };
  /** As the looks of a day and a half come out, one after the other; then all is the same. */
  const post = async (...told: readonly LookResult[]): Promise<Post> => {
    results.splice(0, results.length, ...told);
    const of = new Post();
    of.look = (done) => of.rig.time.after(minutes(1), () => done(results.shift() ?? SAME));
    await of.restart();
    return of;
  };
  const opened = { active: true, cause: "missing", detail: "timestamp.json: it answered 404" };

  it("is told once a cause, and that it is over", async () => {
    const of = await post(
      ...[failed("missing", "timestamp.json: it answered 404"), failed("missing", "1.root.json"), failed("full")],
    );
    await of.run(hours(5));
    expect(of.fetchTold).toEqual([opened, { active: true, cause: "full" }]);
    await of.run(hours(5));
    expect(of.fetchTold.slice(2)).toEqual([{ active: false }]);
    await of.run(hours(30));
    expect(of.fetchTold).toHaveLength(3);
    expect(of.rig.backend.problems).toEqual([]);
  });

  it("is not told again by a link that was started anew, and is over where nobody looks any more", async () => {
    const of = await post(failed("slow"), failed("slow"));
    await of.run(hours(1));
    await of.restart();
    of.rig.restartControl();
    await of.run(hours(1));
    expect([results, of.fetchTold]).toEqual([[], [{ active: true, cause: "slow" }]]);
    of.look = null;
    await of.restart();
    await of.run(minutes(1));
    expect(of.fetchTold.slice(1)).toEqual([{ active: false }]);
  });
});

describe("looking", () => {
  const FOUND: LookResult = { looked: { is: "same", version: "0.2.0" }, text: "" };
  const looking = (result: LookResult) => {
    const rig = new Rig();
    const [looks, said]: [number[], string[]] = [[], []];
    let ended = 0;
    const parts: UpdatesParts = {
      ...{ scheduler: rig.time, device: "lamp-1", before: undefined, tell: () => undefined, fetches: () => undefined },
      look: (done) => {
        looks.push(rig.time.now());
        const cancel = rig.time.after(minutes(2), () => done(result));
        return () => {
          ended += 1;
          cancel();
        };
      },
      outcomes: () => Promise.resolve(null),
      say: (line) => said.push(line),
    };
    const began = rig.time.now();
    return { rig, looks, said, updates: new Updates(parts), began, ended: () => ended };
  };

  it("begins within the hour, and goes on each day after it is over", () => {
    const { rig, looks, said, began } = looking(FOUND);
    rig.run(hours(50));
    const first = began + firstLookMs("lamp-1");
    expect(looks).toEqual([first, first + hours(24) + minutes(2), first + 2 * (hours(24) + minutes(2))]);
    expect(said).toEqual([]);
  });

  it("says what failed, with a cure and nothing that steers a terminal, and looks again sooner", () => {
    const { rig, looks, said } = looking({ looked: { is: "failed", cause: "slow" }, text: "a\u001b[2J.tar.gz" });
    rig.run(hours(8));
    expect(looks.slice(1).map((at, index) => at - (looks[index] ?? 0) - minutes(2))).toEqual([1, 2, 4].map(hours));
    expect(said[0]).toBe(
      "updates: a [2J.tar.gz: it failed (slow): It sends too slowly. It is tried again later, from where it ended.",
    );
  });

  it("ends with link", () => {
    const { rig, looks, updates, ended } = looking(FOUND);
    rig.run(firstLookMs("lamp-1") + 1_000);
    updates.stop();
    expect([looks.length, ended()]).toEqual([1, 1]);
    rig.run(hours(60));
    expect(looks).toHaveLength(1);
  });
});
