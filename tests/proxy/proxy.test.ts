import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../link/link-process.ts";
import { NO_FAULTS, startProxy, type Proxy } from "./proxy.ts";

let target: Server;
let proxy: Proxy;
const accepted: Socket[] = [];
const atEnd: (() => unknown)[] = [];

beforeEach(async () => {
  target = createServer((socket) => {
    accepted.push(socket);
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
  proxy = await startProxy((target.address() as AddressInfo).port);
});
afterEach(async () => {
  for (const end of atEnd.splice(0)) end();
  for (const socket of accepted.splice(0)) socket.destroy();
  await proxy.stop();
  await new Promise((resolve) => target.close(resolve));
});

/** A connection through the proxy to what echoes. */
async function client(): Promise<{ socket: Socket; heard: () => string; ended: () => string | null }> {
  const socket = connect(proxy.port, "127.0.0.1");
  let [heard, ended]: [string, string | null] = ["", null];
  socket.on("data", (bytes) => (heard += bytes.toString("latin1")));
  socket.on("error", (error: NodeJS.ErrnoException) => (ended = error.code ?? "error"));
  socket.on("close", () => (ended ??= "closed"));
  atEnd.push(() => socket.destroy());
  await until("a connection, or none", () => !socket.connecting);
  await pause(0);
  return { socket, heard: () => heard, ended: () => ended };
}

describe("the fault proxy", () => {
  it("without faults passes bytes and the end on, both ways", async () => {
    const { socket, heard, ended } = await client();
    const much = "x".repeat(300_000);
    socket.write(much);
    socket.end("end");
    await until("the echo and the end", () => ended() !== null);
    expect(heard()).toBe(`${much}end`);
    await until("no connection", () => proxy.open === 0);
    expect(proxy.total).toBe(1);
  });

  it("latency: a round trip takes twice as long, and bytes keep their order", async () => {
    await proxy.set({ latencyMs: 60 });
    const { socket, heard } = await client();
    const begin = performance.now();
    for (let index = 0; index < 10; index += 1) socket.write(`${index}`);
    await until("the echo", () => heard().length === 10);
    expect(performance.now() - begin).toBeGreaterThanOrEqual(119);
    expect(heard()).toBe("0123456789");
  });

  it("bandwidth: so many bytes a second, and the sender is held back", async () => {
    await proxy.set({ bytesPerS: 200_000 });
    const { socket, heard } = await client();
    const begin = performance.now();
    socket.write("x".repeat(100_000));
    await until("the echo", () => heard().length === 100_000);
    expect(performance.now() - begin).toBeGreaterThanOrEqual(450);
    await proxy.set({ bytesPerS: 1 });
    socket.write("x".repeat(20_000_000));
    await pause(200);
    expect(socket.writableLength).toBeGreaterThan(1_000_000);
  });

  it("down: connections end, new ones are refused, until it is up again at the same port", async () => {
    const before = await client();
    await proxy.set({ down: true });
    await until("its end", () => before.ended() !== null);
    expect((await client()).ended()).toBe("ECONNREFUSED");
    await proxy.set(NO_FAULTS);
    const { socket, heard } = await client();
    socket.write("back");
    await until("the echo", () => heard() === "back");
  });

  it("timeout: silence without FIN or RST, also when the other end goes", async () => {
    const { socket, heard, ended } = await client();
    socket.write("one");
    await until("the echo", () => heard() === "one");
    await proxy.set({ silent: true });
    socket.write("two");
    accepted[0]?.destroy();
    await pause(100);
    expect([heard(), ended()]).toEqual(["one", null]);
    await proxy.set(NO_FAULTS);
    socket.write("three");
    await pause(50);
    expect([heard(), ended()]).toEqual(["one", null]);
    const after = await client();
    after.socket.write("new");
    await until("a new connection to work", () => after.heard() === "new");
  });

  it("reset_peer: RST to both ends", async () => {
    const { ended } = await client();
    await until("the target", () => accepted.length === 1);
    proxy.reset();
    await until("the reset", () => ended() !== null);
    expect(ended()).toBe("ECONNRESET");
    await until("the target's end", () => accepted[0]?.destroyed === true);
  });

  it("slicer: pieces of so many bytes, and nothing lost", async () => {
    await proxy.set({ slice: { bytes: 3, pauseMs: 1 } });
    const { socket, heard } = await client();
    const pieces: number[] = [];
    socket.on("data", ({ length }) => pieces.push(length));
    socket.write("abcdefghij");
    await until("the echo", () => heard() === "abcdefghij");
    expect(pieces.length).toBeGreaterThan(1);
  });

  it("limit_data: ends after so many bytes to the client", async () => {
    await proxy.set({ limitBytes: 5 });
    const { socket, heard, ended } = await client();
    socket.write("abcdefghij");
    await until("its end", () => ended() !== null);
    expect(heard()).toBe("abcde");
  });
});
