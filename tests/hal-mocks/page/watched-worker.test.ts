import { describe, expect, it } from "vitest";
import type { ToPage } from "../../../hal-mocks/host/protocol.ts";
import { refused } from "../../../hal-mocks/refusals.ts";
import { watchWorker, type StreetWorker } from "../../../hal-mocks/page/static/watched-worker.ts";
import type { ToWorker } from "../../../hal-mocks/page/static/worker-messages.ts";

function pretendWorker() {
  const asked: ToWorker[] = [];
  const worker: StreetWorker = { onmessage: null, onerror: null, postMessage: (message) => asked.push(message) };
  return { asked, worker, watched: watchWorker(worker) };
}
const WALK = { do: "poke", verb: "walk" } as const;
const NO = refused({ key: "noMoment", given: {} });

describe("a street in a worker", () => {
  it("answers each wish by its number, in whatever order", async () => {
    const { asked, worker, watched } = pretendWorker();
    const answers = [watched.ask(WALK), watched.ask({ do: "speed", speed: 10 })];
    const [walk, speed] = asked.map(({ id }) => id);
    worker.onmessage?.({ data: { m: "answered", id: speed ?? 0, answer: NO } });
    worker.onmessage?.({ data: { m: "answered", id: walk ?? 0, answer: { ok: true } } });
    expect(await Promise.all(answers)).toEqual([{ ok: true }, NO]);
  });

  it("hands on what it shows", () => {
    const { worker, watched } = pretendWorker();
    const seen: ToPage[] = [];
    watched.listen((message) => seen.push(message));
    const message = { m: "frame", frame: { stage: 1 } } as ToPage;
    worker.onmessage?.({ data: { m: "shown", message } });
    expect(seen).toEqual([message]);
  });

  it("says that it has ended, to those who wait and to those who come", async () => {
    const { worker, watched } = pretendWorker();
    const waiting = watched.ask(WALK);
    worker.onerror?.({ message: "out of memory" });
    for (const answer of [await waiting, await watched.ask(WALK)]) {
      expect(answer).toEqual(refused({ key: "streetEnded", given: {} }, ["out of memory"]));
    }
  });

  it("lets no endless row of wishes wait", async () => {
    const { asked, watched } = pretendWorker();
    for (let wish = 0; wish < 200; wish++) void watched.ask(WALK);
    expect(asked.length).toBe(100);
    expect(await watched.ask(WALK)).toMatchObject({ ok: false, why: { key: "streetSilent" } });
  });
});
