import { createServer, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { reachBroker } from "../../../device/field/check/gather/broker.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** How far one comes with something else than a broker. */
async function reached(answer: (socket: Socket) => void) {
  const server = createServer((socket) => {
    ends.push(() => socket.destroy());
    socket.on("error", () => undefined);
    socket.once("data", () => answer(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => server.close());
  const { port } = server.address() as { port: number };
  return reachBroker(`mqtts://127.0.0.1:${port}`, { ca: null, pair: null }, 500);
}

it.each<[string, (socket: Socket) => void, string]>([
  ["swallows every word", () => undefined, "TIMEOUT"],
  ["resets", (socket) => socket.resetAndDestroy(), "ECONNRESET"],
  ["hangs up", (socket) => socket.end(), "ECONNRESET"],
  ["answers in plain words", (socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"), "NO_TLS"],
  ["answers in MQTT", (socket) => socket.write(Buffer.from([0x20, 2, 0, 1, 0, 0, 0, 0])), "NO_TLS"],
])("what answers and %s is told by what it did", async (_, answer, code) => {
  expect(await reached(answer)).toEqual({ came: "tls", code, shown: null });
});
