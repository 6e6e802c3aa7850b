import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { Broker } from "./brokers.ts";

/** CONNACK of MQTT 5 with reason 0x84, "unsupported protocol version" (MQTT 5, 4.13). */
const REFUSED = Buffer.from([0x20, 0x03, 0x00, 0x84, 0x00]);
const NAME = Buffer.from("MQTT");

/** A broker as one looks that never heard of version 5: who asks for it is refused, the others go through. */
export async function only311(broker: Broker): Promise<Broker> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    sockets.add(client);
    client.on("error", () => client.destroy());
    client.once("data", (first) => {
      const level = first[first.indexOf(NAME) + NAME.length];
      if (level === 5) {
        client.end(REFUSED);
        return;
      }
      const target = connect(broker.port, "127.0.0.1");
      sockets.add(target);
      target.on("error", () => client.destroy());
      target.write(first);
      client.pipe(target).pipe(client);
      client.on("close", () => target.destroy());
      target.on("close", () => client.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    await broker.stop();
  };
  return { port: (server.address() as AddressInfo).port, stop };
}
