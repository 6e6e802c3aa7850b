import { createServer, type AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { get, type Sink } from "../../../device/link/updates/get.ts";

const NOWHERE: Sink = { begin: () => Promise.resolve(), take: () => Promise.resolve() };
const WAYS = { ca: null, slowMs: 10_000, slowBytes: 1, agent: "test" };

it("a web server that switches to another protocol is given up at once: Node would say nothing of it for ever", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () =>
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/timestamp.json`);
  expect(await get(url, 0, 1_000, NOWHERE, WAYS)).toEqual({
    ...{ is: "failed", cause: "broken" },
    text: "it switched protocols",
  });
  server.close();
});
