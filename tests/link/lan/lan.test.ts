import { createSocket } from "node:dgram";
import dns from "node:dns";
import { once } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import { AGAIN_MS, Lan } from "../../../device/link/lan/lan.ts";
import { realTime } from "../../../device/link/real-time.ts";
import { Seldom } from "../../../device/link/seldom.ts";
import type { Scheduler } from "../../../device/measure/scheduler.ts";
import { after, seconds } from "../../../device/measure/time.ts";
import { until } from "../link-process.ts";

/** Below those that a kernel hands out, and another in each run that may go on beside this one. */
const PORT = 10_000 + (process.pid % 10_000);
const A = { name: "post-a", host: "127.0.0.21", port: PORT };
const B = { name: "post-b", host: "127.0.0.22", port: PORT };

const open: Lan[] = [];
const free: (() => void)[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const end of free.splice(0)) end();
  for (const lan of open.splice(0)) lan.close();
});

/** Waits of the LAN end at once, so that no test waits for them. */
const hurried: Scheduler = {
  now: () => realTime.now(),
  after: (wait, run) => realTime.after((wait === AGAIN_MS ? 20 : wait) as typeof wait, run),
};

function lanOf(own: typeof A, others: readonly (typeof A)[], scheduler: Scheduler = realTime) {
  const said: string[] = [];
  const heard: { text: string; from: string }[] = [];
  let up = 0;
  const trouble = new Seldom(
    (line) => said.push(line),
    () => realTime.now(),
  );
  const lan = new Lan({ lan: own, posts: others, scheduler, trouble });
  open.push(lan);
  lan.onPacket((bytes, from) => heard.push({ text: Buffer.from(bytes).toString(), from }));
  lan.onUp(() => (up += 1));
  return { lan, said, heard, isUp: () => up > 0 };
}

describe("row 8: UDP from post to post, each on an address of its own and all on one port", () => {
  it("brings bytes there and back, and says when it can", async () => {
    const [a, b] = [lanOf(A, [B]), lanOf(B, [A])];
    await until("both to be up", () => a.isUp() && b.isUp());
    a.lan.send("post-b", Buffer.from("someone"));
    await until("the bytes", () => b.heard.length === 1);
    expect(b.heard).toEqual([{ text: "someone", from: "127.0.0.21" }]);
    b.lan.send("post-a", Buffer.from("seen"));
    await until("the answer", () => a.heard.length === 1);
    expect([...a.said, ...b.said]).toEqual([]);
  });

  it("lives with bytes of any kind, from any port", async () => {
    const b = lanOf(B, [A]);
    await until("it to be up", b.isUp);
    const stranger = createSocket("udp4");
    for (const size of [0, 1, 192, 1_472, 60_000]) stranger.send(Buffer.alloc(size), PORT, B.host);
    await until("all of it", () => b.heard.length === 5);
    stranger.close();
  });

  it("says once that its port is taken, with the cure, and comes up when it is free", async () => {
    const squatter = createSocket("udp4");
    squatter.bind(PORT, A.host);
    await once(squatter, "listening");
    free.push(() => squatter.close());
    const a = lanOf(A, [B], hurried);
    await until("a word", () => a.said.length > 0);
    expect(a.said).toEqual([
      expect.stringMatching(
        /^neighbours: UDP 127\.0\.0\.21 port \d+: .*EADDRINUSE.*Another program listens there: end/,
      ),
    ]);
    a.lan.send("post-b", Buffer.from("nobody"));
    free.pop()?.();
    await until("it to be up", a.isUp);
    expect(a.said).toHaveLength(1);
  });

  it("says that a name is not found, and goes on with the others", async () => {
    const nowhere = { name: "post-c", host: "no-such-post.invalid", port: PORT };
    const [a, b] = [lanOf(A, [B, nowhere], hurried), lanOf(B, [A])];
    await until("both to be up", () => a.isUp() && b.isUp());
    expect(a.said).toEqual([expect.stringMatching(/no-such-post\.invalid: .*Correct it in neighbours\.posts/)]);
    a.lan.send("post-c", Buffer.from("nobody"));
    a.lan.send("post-d", Buffer.from("nobody"));
    a.lan.send("post-b", Buffer.from("someone"));
    await until("the bytes", () => b.heard.length === 1);
  });

  it("asks a name service that does not answer for one name at a time: the broker's name has its turn beside it", async () => {
    const asked: (() => void)[] = [];
    vi.spyOn(dns, "lookup").mockImplementation((...words: unknown[]) => {
      const answer = words.at(-1) as (cause: Error | null, address?: string) => void;
      if (words[0] === B.host) answer(null, B.host);
      else asked.push(() => answer(new Error("EAI_AGAIN")));
    });
    const posts = Array.from({ length: 15 }, (_, index) => ({
      ...B,
      name: `far-${index}`,
      host: `far-${index}.local`,
    }));
    let now = realTime.now();
    const { lan } = lanOf(A, [B, ...posts], { now: () => now, after: (wait, run) => realTime.after(wait, run) });
    await until("the socket to be open", () => lan.send(B.name, Buffer.from("someone")));
    for (let words = 0; words < 30; words += 1) {
      for (const { name } of posts) lan.send(name, Buffer.from("someone"));
      now = after(now, seconds(2));
    }
    expect(asked).toHaveLength(1);
    for (let answered = 0; answered < posts.length; answered += 1) asked[answered]?.();
    expect(asked).toHaveLength(posts.length);
  });

  it("waits for no name service to speak to a post that is named by its address", async () => {
    const look = vi.spyOn(dns, "lookup").mockImplementation((...words: unknown[]) => {
      const answer = words.at(-1) as (cause: Error | null, address?: string) => void;
      if (words[0] === B.host) answer(null, B.host);
    });
    const far = { name: "far", host: "far.local", port: PORT };
    const [a, b] = [lanOf(A, [far, B]), lanOf(B, [])];
    await until("b to be up", b.isUp);
    await until("its own socket to be open", () => a.lan.send(B.name, Buffer.from("someone")));
    await until("the bytes", () => b.heard.length > 0);
    expect(look.mock.calls.map(([name]) => name)).toEqual([far.host]);
  });

  it("says that it can as soon as each name was looked up once, though dead ones are asked for again and again", async () => {
    const asked: (() => void)[] = [];
    vi.spyOn(dns, "lookup").mockImplementation((...words: unknown[]) => {
      asked.push(() => (words.at(-1) as (cause: Error) => void)(new Error("EAI_AGAIN")));
    });
    const far = [1, 2].map((index) => ({ name: `far-${index}`, host: `far-${index}.local`, port: PORT }));
    let now = realTime.now();
    const { lan, isUp } = lanOf(A, [B, ...far], { now: () => now, after: (wait, run) => realTime.after(wait, run) });
    await until("the socket to be open", () => lan.send(B.name, Buffer.from("someone")));
    for (let round = 0; round < 6; round += 1) {
      now = after(now, seconds(10));
      for (const { name } of far) lan.send(name, Buffer.from("someone"));
      asked[round]?.();
    }
    expect(asked.length).toBeGreaterThan(far.length + 1);
    expect(isUp()).toBe(true);
  });

  it("sends and hears nothing once it is closed", async () => {
    const [a, b] = [lanOf(A, [B]), lanOf(B, [A])];
    await until("both to be up", () => a.isUp() && b.isUp());
    b.lan.close();
    b.lan.close();
    a.lan.send("post-b", Buffer.from("nobody"));
    b.lan.send("post-a", Buffer.from("nobody"));
    const again = lanOf(B, [A]);
    await until("the address to be free", again.isUp);
    expect(a.heard).toEqual([]);
  });
});
